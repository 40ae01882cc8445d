// see web/ui/service-worker-update.ts
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
