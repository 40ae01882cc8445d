import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreementMark, asTheOther, randomHistory, viewText } from '#shared/testing/random-history'
import { type FoldRevision, fold, noRules } from './fold.ts'

/** A history in a few words: id, parents, what it sets, rank. */
const history = (...steps: [id: string, parents: string, set: FoldRevision['set'], rank?: number][]) =>
	new Map(
		steps.map(([id, parents, set, rank = 1]) => [
			id,
			{ id, parents: parents.split(' ').filter(Boolean), set, rank },
		]),
	)
const kinds = (revisions: Map<string, FoldRevision>) =>
	fold(revisions).cases.map(({ kind, path }) => `${kind} ${path}`)

describe('what merges without asking', () => {
	test('[V2] two phones that changed different answers of the same record', () => {
		const view = fold(history(['r', '', { a: 1, b: 1 }], ['x', 'r', { a: 2 }], ['y', 'r', { b: 3 }]))
		expect(Object.fromEntries(view.fields)).toEqual({ a: 2, b: 3 })
		expect(view.cases).toEqual([])
		expect(view.heads).toEqual(['x', 'y'])
	})
	test('[V2] the same new answer from two phones, spelled with other spaces and letters of the same look', () => {
		const revisions = history(
			['r', '', { a: 'x' }],
			['x', 'r', { a: 'Zaheer é ' }],
			['y', 'r', { a: 'Zaheer e\u0301' }],
		)
		expect(fold(revisions).cases).toEqual([])
	})
	test('[V3] ticks added here and taken away there', () => {
		const view = fold(
			history(['r', '', { m: ['a', 'b'] }], ['x', 'r', { m: ['a', 'b', 'c'] }], ['y', 'r', { m: ['a'] }]),
		)
		expect(view.fields.get('m')).toEqual(['a', 'c'])
		expect(view.notices).toHaveLength(1)
		expect(view.cases).toEqual([])
	})
	test('two people who each added a row', () => {
		const view = fold(
			history(
				['r', '', { a: 1 }],
				['x', 'r', { 'g/@1': 1, 'g/@1/age': 20 }],
				['y', 'r', { 'g/@2': 1, 'g/@2/age': 30 }],
			),
		)
		expect(view.fields.get('g/@1/age')).toBe(20)
		expect(view.fields.get('g/@2/age')).toBe(30)
		expect(view.cases).toEqual([])
	})
	test('[V4] answers inside a row that everyone saw taken away are history', () => {
		expect(
			kinds(
				history(
					['r', '', { 'g/@1': 1 }],
					['x', 'r', { 'g/@1/age': 1 }],
					['y', 'r', { 'g/@1/age': 2 }],
					['z', 'x y', { 'g/@1': null }],
				),
			),
		).toEqual([])
	})
})

test('[V4] a disagreement about a row inside a row that everyone saw taken away is history', () => {
	const revisions = history(
		['r', '', { 'g/@1': 1, 'g/@1/h/@2': 1 }],
		['x', 'r', { 'g/@1/h/@2': null }],
		['y', 'r', { 'g/@1/h/@2/age': 3 }],
		['z', 'x y', { 'g/@1': null }],
	)
	expect(kinds(revisions)).toEqual([])
})

test('a record that was corrected ten thousand times', () => {
	const steps = Array.from({ length: 10_000 }, (_, i): [string, string, FoldRevision['set']] => [
		`r${i}`,
		i === 0 ? '' : `r${i - 1}`,
		{ age: i },
	])
	const view = fold(history(...steps))
	expect(view.fields.get('age')).toBe(9999)
	expect(view.heads).toEqual(['r9999'])
})

describe('what a person decides', () => {
	test('[V3] ticks of which each took away another one, so that none would be left', () => {
		const revisions = history(
			['r', '', { m: ['a', 'b'] }],
			['x', 'r', { m: ['b'] }],
			['y', 'r', { m: ['a'] }],
		)
		expect(kinds(revisions)).toEqual(['field m'])
		expect(fold(revisions).fields.get('m')).not.toEqual([])
	})
	test('[V6] a draft that had not seen the finish takes it back: half an answer never counts by itself', () => {
		const revisions = history(
			['r', '', { $status: 'draft', age: 30 }],
			['finish', 'r', { $status: 'submitted', age: 35 }],
			['copy', 'r', { $status: 'draft', remark: 'half a' }],
		)
		expect(fold(revisions).status).toBe('draft')
		// and somebody is asked, since the finished interview is in no count meanwhile
		expect(kinds(revisions)).toEqual(['status $status'])
	})
	test('[V2] the same question answered differently; the data manager’s word is shown meanwhile', () => {
		const revisions = history(['r', '', { a: 1 }], ['x', 'r', { a: 2 }], ['y', 'r', { a: 3 }, 3])
		expect(kinds(revisions)).toEqual(['field a'])
		expect(fold(revisions).fields.get('a')).toBe(3)
	})
	test('[V3] ticks that the form says cannot stand together', () => {
		const revisions = history(
			['r', '', { m: ['a'] }],
			['x', 'r', { m: ['a', 'b'] }],
			['y', 'r', { m: ['dk'] }],
		)
		const rules = {
			...noRules,
			canBeTogether: (_: string, ticks: readonly string[]) => !(ticks.includes('dk') && ticks.length > 1),
		}
		expect(fold(revisions).cases).toEqual([])
		expect(fold(revisions, rules).cases.map(({ kind }) => kind)).toEqual(['field'])
	})
	test('[V3] ticks whose common past is itself disputed', () => {
		const revisions = history(
			['r', '', { m: ['a'] }],
			['p', 'r', { m: ['a', 'b'] }],
			['q', 'r', { m: ['c'] }],
			['x', 'p q', { m: ['a', 'd'] }],
			['y', 'p q', { m: ['e'] }],
		)
		expect(kinds(revisions)).toEqual(['field m'])
	})
	test('[V4] a row taken away here and edited there stays where it was', () => {
		const revisions = history(
			['r', '', { 'g/@1': 4, 'g/@1/age': 1 }],
			['x', 'r', { 'g/@1': null }],
			['y', 'r', { 'g/@1/age': 2 }],
		)
		expect(kinds(revisions)).toEqual(['row g/@1'])
		expect(fold(revisions).fields.get('g/@1')).toBe(4)
	})
	test('[V4] an edit in a row inside the row that was taken away counts too', () => {
		const revisions = history(
			['r', '', { 'g/@1': 1, 'g/@1/h/@2': 1 }],
			['x', 'r', { 'g/@1': null }],
			['y', 'r', { 'g/@1/h/@2/age': 2 }],
		)
		expect(kinds(revisions)).toEqual(['row g/@1'])
	})
	test('[V5] declared void here, edited there: not void', () => {
		const revisions = history(
			['r', '', { a: 1 }],
			['x', 'r', { $void: 'wrong household' }, 2],
			['y', 'r', { a: 2 }],
		)
		expect(kinds(revisions)).toEqual(['void $void'])
		expect(fold(revisions).void).toBeNull()
	})
	test('[V6] approved here, returned there: returned holds, and it is asked', () => {
		const revisions = history(
			['r', '', { $status: 'submitted' }],
			['x', 'r', { $status: 'approved' }, 2],
			['y', 'r', { $status: 'returned' }, 3],
		)
		expect(kinds(revisions)).toEqual(['status $status'])
		expect(fold(revisions).status).toBe('returned')
	})
	test('[V7] an edit that had not seen the approval is late and changes nothing', () => {
		const revisions = history(
			['r', '', { a: 1, $status: 'submitted' }],
			['x', 'r', { $status: 'approved' }, 2],
			['y', 'r', { a: 2 }],
		)
		const view = fold(revisions)
		expect(kinds(revisions)).toEqual(['late *'])
		expect(view.fields.get('a')).toBe(1)
		expect(view.heads).toEqual(['x'])
		expect(view.allHeads).toEqual(['x', 'y'])
	})
	test('a revision whose parent has not arrived waits, and says so', () => {
		expect(kinds(history(['y', 'gone', { a: 2 }]))).toEqual(['waiting *'])
	})
	test('[V8] a merge that does not set the answer leaves the case open; one that does closes it', () => {
		const disputed: Parameters<typeof history> = [
			['r', '', { a: 0 }],
			['x', 'r', { a: 1 }],
			['y', 'r', { a: 2 }],
		]
		expect(kinds(history(...disputed, ['z', 'x y', { b: 5 }]))).toEqual(['field a'])
		expect(kinds(history(...disputed, ['z', 'x y', { a: 2 }]))).toEqual([])
	})
})

describe('on any history', () => {
	const seeds = fc.integer({ min: 1, max: 1_000_000 })

	test('[V1] order of arrival does not matter', () => {
		fc.assert(
			fc.property(seeds, fc.infiniteStream(fc.nat(999)), (seed, chance) => {
				const revisions = [...randomHistory(seed)]
				const shuffled = [...revisions].map((entry) => ({ entry, at: chance.next().value }))
				shuffled.sort((a, b) => a.at - b.at)
				expect(viewText(fold(new Map(shuffled.map(({ entry }) => entry))))).toBe(
					viewText(fold(new Map(revisions))),
				)
			}),
			{ numRuns: 1000 },
		)
	})
	test('[V1] two halves put together in either order, one of them twice, give the same', () => {
		fc.assert(
			fc.property(seeds, fc.nat(13), (seed, cut) => {
				const revisions = [...randomHistory(seed)]
				const first = revisions.filter((_, i) => i <= cut)
				const second = revisions.filter((_, i) => i % 3 !== 0 || i > cut)
				const whole = viewText(fold(new Map([...first, ...second])))
				expect(viewText(fold(new Map([...second, ...first, ...second])))).toBe(whole)
			}),
			{ numRuns: 1000 },
		)
	})
	test('[V2] a value is shown, in an open case, or set over by someone who had seen it', () => {
		fc.assert(
			fc.property(seeds, (seed) => {
				const revisions = randomHistory(seed)
				const view = fold(revisions)
				const asked = new Set(view.cases.flatMap((each) => each.revisions))
				for (const [id, { set }] of revisions)
					for (const [path, value] of Object.entries(set)) {
						if (path.startsWith('$')) continue
						const isShown = JSON.stringify(view.fields.get(path)) === JSON.stringify(value)
						const isMerged = view.notices.some((notice) => notice.path === path)
						const isSetOver = [...revisions.values()].some(
							(other) => path in other.set && canReach(other.id, id, revisions),
						)
						const isInGoneRow = view.fields.get(path.slice(0, path.lastIndexOf('/'))) === null
						expect(isShown || isMerged || isSetOver || isInGoneRow || asked.has(id)).toBe(true)
					}
			}),
			{ numRuns: 1000 },
		)
	})
	test('[V8] a revision that had seen everything and sets every path leaves no case', () => {
		fc.assert(
			fc.property(seeds, (seed) => {
				const revisions = randomHistory(seed)
				const waiting = fold(revisions).waiting
				const complete = new Map([...revisions].filter(([id]) => !waiting.includes(id)))
				const paths = [...complete.values()].flatMap(({ set }) => Object.keys(set))
				const set = {
					...Object.fromEntries(paths.map((path) => [path, 1])),
					$void: null,
					$status: 'returned',
				}
				complete.set('zz', { id: 'zz', parents: fold(complete).allHeads, set, rank: 3 })
				expect(fold(complete).cases).toEqual([])
			}),
			{ numRuns: 1000 },
		)
	})
	test('an independently written fold said the same of 10,000 histories', () => {
		// made by scripts/fold-agreement.mjs from the prototype in which the rules were first tried
		const marks = readFileSync(new URL('./fold-agreement.txt', import.meta.url), 'utf8')
			.replaceAll('\n', '')
			.match(/.{6}/g)
		expect(marks).toHaveLength(10_000)
		const differing = marks?.flatMap((mark, i) => {
			const history = randomHistory(i + 1)
			return agreementMark(viewText(asTheOther(fold(history), history))) === mark ? [] : [`seed ${i + 1}`]
		})
		expect(differing).toEqual([])
	})
	test('the random histories are worth folding: each kind of case, merged ticks and late work occur', () => {
		const seen = new Map<string, number>()
		for (let seed = 1; seed <= 2000; seed++) {
			const view = fold(randomHistory(seed))
			for (const kind of [...view.cases.map((each) => each.kind), ...view.notices.map((each) => each.kind)])
				seen.set(kind, (seen.get(kind) ?? 0) + 1)
		}
		for (const kind of ['field', 'row', 'void', 'status', 'late', 'waiting', 'set-merged'])
			expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20)
	})
})

function canReach(from: string, to: string, revisions: Map<string, FoldRevision>): boolean {
	const parents = revisions.get(from)?.parents ?? []
	return parents.some((parent) => parent === to || canReach(parent, to, revisions))
}
