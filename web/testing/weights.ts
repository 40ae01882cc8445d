import type { WeightingFile, WeightingResponse, WeightReport, WeightSet } from '#shared/results/weight-sets'

/* Weights of a round as replies of the server. */

const version = { deff: 1.2345678, smallest: 0.5, largest: 4, sum: 1150 }

export const weightReport = (over: Partial<WeightReport> = {}): WeightReport => ({
	interviews: 1200,
	weighted: 1150,
	without: { cluster: 0, chance: 0, listed: 0, adults: 0, people: 0 },
	clusters: {
		chance: { file: 18, equal: 2 },
		listed: { listing: 15, file: 3, equal: 2 },
		drawn: { listing: 15, sample: 4, visited: 1 },
	},
	trimmed: 0,
	unsettled: [],
	empty: [],
	averageOfTheDistricts: version,
	peopleOfTheDistricts: { ...version, deff: null, sum: 24_000_000 },
	...over,
})

export const weightSet = (over: Partial<WeightSet> = {}): WeightSet => ({
	n: 3,
	seq: 4711,
	madeOf: {
		census: 2,
		clusters: null,
		household: [1],
		listing: [1],
		digests: { census: 'c0ffee', clusters: '', sample: '5a3e', listings: '1157', interviews: '177e' },
	},
	report: weightReport(),
	checksum: 'abc123',
	by: 'Sadia',
	at: '2026-01-15T05:00:00.000Z',
	...over,
})

export const weighingFile = (over: Partial<WeightingFile> = {}): WeightingFile => ({
	kind: 'census',
	n: 2,
	source: 'Census 2023, table 4',
	lines: 58,
	digest: 'c0ffee',
	by: 'Sadia',
	at: '2026-01-14T05:00:00.000Z',
	...over,
})

export const weighing = (over: Partial<WeightingResponse> = {}): WeightingResponse => ({
	interviews: 1200,
	listings: 18,
	clusters: 20,
	files: [weighingFile()],
	sets: [weightSet()],
	...over,
})
