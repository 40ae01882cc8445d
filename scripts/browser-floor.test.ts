import { expect, test } from 'vitest'
import { demandOldestBrowser, findNewerFeatures } from './browser-floor.ts'

test.each([
	['a.js', 'x.toSorted()', ['Array.prototype.toSorted (Chrome 110)']],
	['a.js', 'const id=Object.groupBy(a,b)', ['Object.groupBy (Chrome 117)']],
	['a.js', 'm.values().map(f)', ['methods of iterators (Chrome 122)']],
	['a.js', 'new RegExp(t,`v`)', ['flag v of regular expressions (Chrome 112)']],
	['a.css', '.a{color:color-mix(in srgb,red,blue)}', ['color-mix() (Chrome 111)']],
	['a.css', '.a{& .b{color:red}}', ['nested rules (Chrome 112)']],
	// in Chrome 109, or asked for first
	['a.js', 'x.at(-1);x.findLast(f);structuredClone(y);new RegExp(t,`gu`)', []],
	['a.js', 'URL.canParse?.(t)', []],
	['a.css', '@container(width>1px){.a:has(b){block-size:1dvh}}', []],
	['a.css', '@supports (field-sizing:content){.a{field-sizing:content}}.b{color:red}', []],
])('%s: %s', (file, content, found) => {
	expect(findNewerFeatures(file, content)).toEqual(found)
})

test('a build with a newer feature fails, and says in which file', () => {
	expect(() => demandOldestBrowser([{ file: 'assets/a.js', content: 'Promise.try(f)' }])).toThrow(
		/Chrome 109 lack .*assets\/a\.js: Promise\.try \(Chrome 128\)/,
	)
})
