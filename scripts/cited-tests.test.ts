import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const lines = readFileSync('docs/failures.md', 'utf8').split('\n')
const held = lines.flatMap((line) =>
	[...line.matchAll(/`([\w/.-]+\.ts)` › ([^|:]+?)(?=[.:|]| \||$)/g)].map(([, file = '', words = '']) => ({
		file,
		words: words.trim(),
	})),
)

test('every failure of the design is in the document once', () => {
	const numbers = lines.flatMap((line) => {
		const [, first] = /^\| +([\d–, ]+?) +\|/.exec(line) ?? []
		return (first ?? '').split(', ').flatMap((part) => {
			const [from, to] = part.split('–').map(Number)
			return from ? Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i) : []
		})
	})
	expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 59 }, (_, i) => i + 1))
})
test('the tests that it names exist', () => {
	expect(held.length).toBeGreaterThan(40)
	const missing = held.filter(
		({ file, words }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(words),
	)
	expect(missing).toEqual([])
})
