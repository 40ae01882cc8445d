import { expect, test } from 'vitest'
import { amina, bilal, cluster, line, replacement, sampleListed } from '../../testing/sample.ts'
import {
	assignmentRows,
	assignmentsOf,
	holdersOf,
	householdKey,
	keysOfRow,
	workloads,
} from './assignment-rows.ts'
import { splitEvenly } from './split-evenly.ts'

const code = 'PK607-01'
const keys = (...households: number[]) => new Set(households.map((each) => householdKey(code, each)))

test('a cluster has a row for each respondent’s sex, with its share of the replacements', () => {
	const rows = assignmentRows([
		cluster(code, [line(1), line(2), line(3), replacement(8), replacement(9), replacement(10)]),
	])
	expect(rows.map(({ key }) => key)).toEqual(['PK607-01 male', 'PK607-01 female'])
	expect(rows.map(keysOfRow)).toEqual([
		['PK607-01 1', 'PK607-01 3', 'PK607-01 8', 'PK607-01 10'],
		['PK607-01 2', 'PK607-01 9'],
	])
})

test('households without a respondent yet are a row of their own, and keep all replacements', () => {
	const [row, ...others] = assignmentRows([cluster(code, [line(1, { sex: null }), replacement(8)])])
	expect(others).toEqual([])
	expect(row).toMatchObject({ sex: null })
	expect(row && keysOfRow(row)).toHaveLength(2)
})

test('an interview in a replacement counts for the household that it replaces', () => {
	const [men] = assignmentRows([
		cluster(code, [line(1, { state: 'ended' }), replacement(8, { state: 'done', sex: 'male' })]),
	])
	expect(men).toMatchObject({ done: 1, state: 'complete' })
})

test.each([
	['unassigned', [line(1, { person: amina.id }), line(3)], {}],
	['assigned', [line(1, { person: amina.id })], {}],
	['in-progress', [line(1, { person: amina.id, state: 'come-back' })], {}],
	['complete', [line(1, { person: amina.id, state: 'done' }), line(3, { state: 'ended' })], {}],
	['in-progress', [line(1, { person: amina.id, state: 'handed-back' })], {}],
	['unreachable', [line(1)], { state: 'unreachable' }],
	['waiting', [line(1)], { state: 'waiting' }],
] as const)('a row is %s', (state, lines, over) => {
	expect(assignmentRows([cluster(code, [...lines], over)])[0]).toMatchObject({ state })
})

test('households are given by cluster and person, and can be given back', () => {
	const clusters = [
		cluster(code, [line(1, { person: amina.id }), line(2), line(3)]),
		cluster('PK607-02', [line(1)]),
	]
	const personOf = new Map([...keys(1, 2)].map((key) => [key, bilal.id]))
	expect(assignmentsOf(clusters, personOf)).toEqual([{ cluster: code, households: [1, 2], person: bilal.id }])
	expect(assignmentsOf(clusters, holdersOf(clusters, keys(1, 2)))).toEqual([
		{ cluster: code, households: [1], person: amina.id },
		{ cluster: code, households: [2], person: null },
	])
})

test('the workload counts what is completed, ended and left, which are all that is assigned; the least busy first', () => {
	const found = sampleListed([
		cluster(code, [
			line(1, { person: amina.id, state: 'done' }),
			line(2, { person: amina.id }),
			line(3, { person: amina.id, state: 'ended' }),
			line(4, { person: amina.id, state: 'handed-back' }),
			replacement(8, { person: amina.id }),
		]),
	])
	expect(workloads(found)).toEqual([
		{ person: bilal, assigned: 0, done: 0, ended: 0, left: 0, clusters: 0 },
		{ person: amina, assigned: 4, done: 1, ended: 2, left: 1, clusters: 1 },
	])
})

test('households are split so that all have about the same number left, and rows stay together', () => {
	const clusters = Array.from({ length: 6 }, (_, i) =>
		cluster(`PK607-0${i + 1}`, [line(1), line(2), line(3), line(4)]),
	)
	const rows = assignmentRows(clusters)
	const all = new Set(rows.flatMap(keysOfRow))
	const found = splitEvenly({
		rows,
		keys: all,
		people: [amina.id, bilal.id],
		left: new Map([[amina.id, 4]]),
	})
	const many = (person: string) => [...found.values()].filter((each) => each === person).length
	expect([many(amina.id), many(bilal.id)]).toEqual([10, 14])
	for (const row of rows) expect(new Set(keysOfRow(row).map((key) => found.get(key))).size).toBe(1)
	expect(splitEvenly({ rows, keys: all, people: [], left: new Map() }).size).toBe(0)
})

test('returned households are shared out too, and not to whoever returned them unless there is nobody else', () => {
	const rows = assignmentRows(
		Array.from({ length: 4 }, (_, i) =>
			cluster(`PK607-0${i + 1}`, [line(1, { person: amina.id, state: 'handed-back' })]),
		),
	)
	const keys = new Set(rows.flatMap(keysOfRow))
	const shares = (...people: string[]) =>
		[...splitEvenly({ rows, keys, people, left: new Map([[bilal.id, 5]]) }).values()].sort()
	expect(shares(amina.id, bilal.id, 'sana')).toEqual(['sana', 'sana', 'sana', 'sana'])
	expect(shares(amina.id, 'rabia', 'sana')).toEqual(['rabia', 'rabia', 'sana', 'sana'])
	expect(shares(amina.id)).toEqual(Array(4).fill(amina.id))
})

test('replacements in use count for whoever gets them', () => {
	const rows = assignmentRows([
		cluster('PK607-01', [line(1, { state: 'ended' }), replacement(8, { state: 'to-visit', sex: 'male' })]),
		cluster('PK607-02', [line(1)]),
		cluster('PK607-03', [line(1)]),
	])
	const keys = new Set(rows.flatMap(keysOfRow))
	const found = splitEvenly({ rows, keys, people: [amina.id, bilal.id], left: new Map() })
	expect(found.get('PK607-01 8')).not.toBe(found.get('PK607-02 1'))
})
