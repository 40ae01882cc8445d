import { describe, expect, it } from 'vitest'
import type { ClusterListItem, SampleResponse } from '#shared/sample/sample-api'
import { expiredLeases } from './expired-leases.ts'
import { planOf, planRows } from './plan.ts'

type Line = ClusterListItem['lines'][number]
const line = (household: number, more: Partial<Line> = {}): Line => ({
	household,
	line: household,
	isReserve: false,
	sex: household % 2 === 1 ? 'male' : 'female',
	state: 'to-visit',
	person: 'a',
	structure: null,
	leaseEnds: null,
	...more,
})
const cluster = (
	code: string,
	lines: readonly Line[],
	more: Partial<ClusterListItem> = {},
): ClusterListItem => ({
	cluster: code,
	area: 'rural',
	isReserve: false,
	state: 'open',
	why: '',
	opened: null,
	lines: [...lines],
	...more,
})
const households = (lines: readonly Line[]) => lines.map(({ household }) => household)
const listed = (clusters: ClusterListItem[]): SampleResponse => ({
	clusters,
	drawn: [],
	people: [
		{ id: 'b', name: 'Bilal', code: 'bilal' },
		{ id: 'a', name: 'Amina', code: 'amina' },
	],
	today: '2026-03-17',
})

describe('the plan of a district', () => {
	it('has a sheet for each enumerator with remaining households, and one for unassigned ones', () => {
		const sheets = planOf(
			listed([
				cluster('PK607-01', [
					line(1, { structure: '12/2' }),
					line(2, { state: 'done' }),
					line(3, { person: 'b', state: 'come-back' }),
					line(4, { state: 'handed-back' }),
					line(9, { line: null, isReserve: true, sex: null, state: 'closed' }),
				]),
				cluster('PK607-02', [line(5, { person: null }), line(6, { person: 'gone' })]),
				cluster('PK607-03', [line(7)], { state: 'unreachable' }),
				cluster('PK607-04', [line(8, { state: 'done' })]),
			]),
		)
		expect(sheets.map(({ person, left }) => [person?.name, left])).toEqual([
			['Amina', { male: 1, female: 0, reserve: 1 }],
			['Bilal', { male: 1, female: 0, reserve: 0 }],
			[undefined, { male: 1, female: 2, reserve: 0 }],
		])
		const [amina, , nobody] = sheets
		expect(
			amina?.clusters.map(({ done, left, closed }) => [done, ...[left, closed].map(households)]),
		).toEqual([[1, [1], [9]]])
		expect(nobody?.clusters.map((each) => [each.cluster, each.left.map((one) => one.household)])).toEqual([
			['PK607-01', [4]],
			['PK607-02', [5, 6]],
		])
		expect(planRows(amina ? [amina] : []).map((cells) => cells.join(','))).toEqual([
			'person,code,cluster,area,line,household,structure,sex,state',
			'Amina,amina,PK607-01,rural,1,1,12/2,male,to-visit',
			'Amina,amina,PK607-01,rural,,9,,,closed',
		])
	})
})

describe('households whose enumerator has not synced', () => {
	it('are grouped by enumerator, with the earliest date, once the lease expired', () => {
		const lines = [
			line(1, { leaseEnds: '2026-03-16' }),
			line(2, { leaseEnds: '2026-03-14' }),
			line(3, { person: 'b', leaseEnds: '2026-03-17' }),
			line(4, { leaseEnds: null, state: 'done' }),
		]
		expect(expiredLeases(lines, '2026-03-17')).toEqual([
			{ person: 'a', ends: '2026-03-14', households: [1, 2] },
		])
	})
})
