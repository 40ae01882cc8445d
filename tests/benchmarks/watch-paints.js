// Runs in the measured page before anything else. Measures when awaited elements are painted, the time from
// each key to its paint, and the time of each save.
const zilaSeen = {}
const zilaLatencies = { keydown: [], click: [], save: [] }
Object.assign(globalThis, { zilaSeen, zilaLatencies })
// the PIN before work, then the tabs, the list of forms, and a form
const selectors = ['input[type=password]', '.tabs', 'main .list', '.page .question']
const waiting = new Set()
let since = 0

function afterPaint(then) {
	requestAnimationFrame(() => {
		const { port1, port2 } = new MessageChannel()
		port1.onmessage = () => then(performance.now())
		port2.postMessage(null)
	})
}
for (const kind of ['keydown', 'click'])
	addEventListener(
		kind,
		(event) => {
			if (kind === 'click') {
				since = event.timeStamp
				for (const selector of selectors) delete zilaSeen[selector]
			}
			afterPaint((now) => zilaLatencies[kind].push(now - event.timeStamp))
		},
		{ capture: true },
	)
// the last digit of the PIN opens the app without a tap
addEventListener(
	'input',
	({ timeStamp, target }) => {
		if (target.type !== 'password') return
		since = timeStamp
		delete zilaSeen['.tabs']
	},
	{ capture: true },
)
new MutationObserver(() => {
	for (const selector of selectors) {
		if (selector in zilaSeen || waiting.has(selector) || !document.querySelector(selector)) continue
		waiting.add(selector)
		const from = since
		afterPaint((now) => {
			waiting.delete(selector)
			zilaSeen[selector] = now - from
		})
	}
}).observe(document, { childList: true, subtree: true })

// from the start of a write of answers to the browser's confirmation that they are on disk
const { transaction } = IDBDatabase.prototype
IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
	const begun = transaction.call(this, stores, mode, ...more)
	const at = performance.now()
	if (mode === 'readwrite' && [stores].flat().includes('draftAnswers'))
		begun.addEventListener('complete', () => zilaLatencies.save.push(performance.now() - at))
	return begun
}
