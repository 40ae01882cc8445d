// A new version took over while this page was on its way, and its parts are gone: the page is asked for once more, which the new one answers.
addEventListener(
	'error',
	({ target }) => {
		if (!(target instanceof HTMLScriptElement)) return
		const tries = Number(sessionStorage.getItem('page-tries') ?? 0)
		if (tries >= 3) return
		sessionStorage.setItem('page-tries', String(tries + 1))
		setTimeout(() => location.reload(), 500)
	},
	true,
)
