import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/*
 * Interfaces number their promises in a comment, one rule on a line: ` * ST4 A callback that throws …`. A
 * test that proves a rule names it in its title: `[ST4] a callback that throws leaves nothing behind`.
 * Numbers of docs/failures.md (F1 to F59) share the same namespace.
 */

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const folders = ['shared', 'web', 'sync-server', 'tests', 'scripts']

const sources = folders.flatMap((folder) =>
	readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
		.map((entry) => {
			const path = join(entry.parentPath, entry.name)
			return { path: relative(root, path), text: readFileSync(path, 'utf8') }
		}),
)

interface Rule {
	readonly name: string
	readonly place: string
}

/**
 * Returns the rules that the comments of a file define. A comment that only refers to one (`/** ST4. … `)
 * does not begin a line with it.
 */
function rulesIn({ path, text }: { readonly path: string; readonly text: string }): Rule[] {
	return text.split('\n').flatMap((line, i) => {
		const [, name] = /^\s*\* ([A-Z]{1,3}\d{1,2}) [A-Z`]/.exec(line) ?? []
		return name ? [{ name, place: `${path}:${i + 1}` }] : []
	})
}

/**
 * Returns the names in square brackets in the titles of tests: `test('[MF1] [MF2] …'`, also of `describe` and
 * `test.each`.
 */
function citationsIn(text: string): string[] {
	const titles = text.matchAll(/\b(?:test|describe|walk)\b[^'"`\n]*\(\s*(?:'([^'\n]*)'|`([^`\n]*)`)/g)
	return [...titles].flatMap(([, plain = '', template = '']) =>
		[...(plain + template).matchAll(/\[([A-Z]{1,3}\d{1,2})\]/g)].map(([, name = '']) => name),
	)
}

const isTest = (path: string): boolean => /\.(test|spec)\.tsx?$|-contract\.ts$/.test(path)
const rules = sources.filter(({ path }) => !/\.(test|spec)\.tsx?$/.test(path)).flatMap(rulesIn)
const cited = new Set(sources.filter(({ path }) => isTest(path)).flatMap(({ text }) => citationsIn(text)))
/** Numbers of docs/failures.md: another test compares them with its own list. */
const failures = Array.from({ length: 59 }, (_, i) => `F${i + 1}`)

describe('numbered rules', () => {
	test('are found in comments, and citations in titles', () => {
		const comment = '/**\n * ST1 Writes are serial.\n * ST2 `append` numbers.\n *     ST3 is no rule.\n */'
		expect(rulesIn({ path: 'a.ts', text: comment })).toEqual([
			{ name: 'ST1', place: 'a.ts:2' },
			{ name: 'ST2', place: 'a.ts:3' },
		])
		const tests =
			"test('[ST1] [ST2] both', …)\ndescribe.each(engines)('[K1] on %s', …)\ntest(`[K2] x`)\n// [K3]"
		expect(citationsIn(tests)).toEqual(['ST1', 'ST2', 'K1', 'K2'])
		expect(rules.length).toBeGreaterThan(95)
	})
	test('have unique numbers: no number belongs to two rules', () => {
		const places = new Map<string, string[]>(failures.map((name) => [name, ['docs/failures.md']]))
		for (const { name, place } of rules) places.set(name, [...(places.get(name) ?? []), place])
		expect([...places].filter(([, all]) => all.length > 1)).toEqual([])
	})
	test('are each proved by a test with the rule in its title', () => {
		expect(rules.filter(({ name }) => !cited.has(name))).toEqual([])
	})
	test('named in a title exist', () => {
		const known = new Set([...rules.map(({ name }) => name), ...failures])
		expect([...cited].filter((name) => !known.has(name) && !isCampaignRule(name))).toEqual([])
	})
})

/**
 * True for rules of the campaign's methods (R), its quality checks (Q) and the sync design's invariants (I),
 * which are numbered in their own documents.
 */
const isCampaignRule = (name: string): boolean => /^[RQI]\d+$/.test(name)
