import { expect, test } from 'vitest'
import { browserLabel } from './browser-label.ts'

test.each([
	[
		'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
		'Android 10 · Chrome 138',
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
		'iPhone OS 17.5 · Safari 604',
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
		'Windows NT 10.0 · Firefox 128',
	],
	['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36', 'Linux · Chrome 120'],
	['curl/8.5.0', ''],
	['', ''],
])('%s', (userAgent, label) => {
	expect(browserLabel(userAgent)).toBe(label)
})
