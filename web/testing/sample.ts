import type { ClusterListItem, SampleResponse } from '#shared/sample/sample-api'

/*
 * Clusters and their households as the server lists them.
 */

type Line = ClusterListItem['lines'][number]
export const amina = { id: 'amina-amina-amina-amin', name: 'Amina', code: 'amina' }
export const bilal = { id: 'bilal-bilal-bilal-bila', name: 'Bilal', code: 'bilal' }

/** A household to visit; its respondent is a man if its number is odd. */
export const line = (household: number, over: Partial<Line> = {}): Line => ({
	household,
	line: household,
	isReserve: false,
	sex: household % 2 === 1 ? 'male' : 'female',
	state: 'to-visit',
	person: null,
	structure: null,
	leaseEnds: null,
	...over,
})

export const replacement = (household: number, over: Partial<Line> = {}): Line =>
	line(household, { line: null, isReserve: true, sex: null, state: 'closed', ...over })

export const cluster = (
	code: string,
	lines: Line[],
	over: Partial<ClusterListItem> = {},
): ClusterListItem => ({
	cluster: code,
	area: 'rural',
	isReserve: false,
	state: 'open',
	why: '',
	opened: null,
	lines,
	...over,
})

export const sampleListed = (
	clusters: ClusterListItem[],
	over: Partial<SampleResponse> = {},
): SampleResponse => ({
	clusters,
	drawn: [],
	people: [amina, bilal],
	today: '2026-01-15',
	...over,
})
