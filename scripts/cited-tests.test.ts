import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const linesOf = (page: string): string[] => readFileSync(page, 'utf8').split('\n')

/** A test that a page cites: its file, and words of its title. */
interface CitedTest {
	readonly file: string
	readonly words: string
}

const testsCitedIn = (lines: readonly string[]): CitedTest[] =>
	lines.flatMap((line) =>
		[...line.matchAll(/`([\w/.-]+\.tsx?)` › ([^|:;]+?)(?=[.:;|]| \||$)/g)].map(
			([, file = '', words = '']) => ({
				file,
				words: words.trim(),
			}),
		),
	)
const isMissing = ({ file, words }: CitedTest): boolean =>
	!existsSync(file) || !readFileSync(file, 'utf8').includes(words)

const failures = linesOf('docs/failures.md')
const threats = linesOf('docs/threat-model.md')

test('every failure of the design is in the document once', () => {
	const numbers = failures.flatMap((line) => {
		const [, first] = /^\| +([\d–, ]+?) +\|/.exec(line) ?? []
		return (first ?? '').split(', ').flatMap((part) => {
			const [from, to] = part.split('–').map(Number)
			return from ? Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i) : []
		})
	})
	expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 59 }, (_, i) => i + 1))
})
test('the tests that the page on failures cites exist', () => {
	const cited = testsCitedIn(failures)
	expect(cited.length).toBeGreaterThan(40)
	expect(cited.filter(isMissing)).toEqual([])
})
test('every finding of the threat model cites tests, and they exist', () => {
	const rows = threats.filter((line) => /^\| \d+ /.test(line))
	expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
	expect(rows.filter((row) => testsCitedIn([row]).length === 0)).toEqual([])
	expect(testsCitedIn(threats).filter(isMissing)).toEqual([])
})
test('every attack of the threat model cites a test', () => {
	const first = threats.indexOf('## Attackers and mitigations')
	const last = threats.indexOf('## What field staff must know')
	const rows = threats.slice(first, last).filter((line) => /^\| (?!-|attack )/.test(line))
	expect(rows.length).toBeGreaterThan(40)
	const uncited = rows.filter((row) => testsCitedIn([row]).length === 0)
	expect(uncited.map((row) => row.split('|')[1]?.trim())).toEqual([])
})
test('no test is cited by its file alone in the threat model', () => {
	const named = threats.flatMap((line) => [...line.matchAll(/`([\w/.-]+\.(?:test|spec)\.tsx?)`( ›)?/g)])
	expect(named.filter(([, , words]) => words === undefined).map(([, file]) => file)).toEqual([])
})
