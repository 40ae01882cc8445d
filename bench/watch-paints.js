// Runs in the measured page before anything else: when what was waited for is painted, and how long after a key.
const zilaSeen = {}
const zilaLatencies = { keydown: [], click: [] }
Object.assign(globalThis, { zilaSeen, zilaLatencies })
const selectors = ['input[type=password]', '.page .question']
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
				delete zilaSeen['.page .question']
			}
			afterPaint((now) => zilaLatencies[kind].push(now - event.timeStamp))
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
