import { expect, test } from 'vitest'
import { plainText } from './plain-text.ts'

test.each([
	[
		'<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap contributors</a>',
		'© OpenStreetMap contributors',
	],
	['<a href="x">Protomaps</a>&nbsp;<a>&#169;&#xa0;OSM</a>', 'Protomaps © OSM'],
	['Survey &amp; Census, 2020', 'Survey & Census, 2020'],
	['<img src=x onerror=alert(1)>Map<script>', 'Map'],
	['&lt;b&gt;', '<b>'],
	['&unknown; &#7; &#99999999;', '&unknown; &#99999999;'],
	['', ''],
])('%s', (html, text) => {
	expect(plainText(html)).toBe(text)
})
test('a long text is cut', () => {
	expect(plainText('x'.repeat(1000))).toHaveLength(300)
})
