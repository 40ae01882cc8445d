import type { ExportJob } from '#shared/export/export-job'
import type { Release, ReleaseComparison } from '#shared/export/release'

/** A completed file, requested on 15 January 2026. */
export const madeFile = (id: string, over: Partial<ExportJob> = {}): ExportJob => ({
	id,
	name: `${id}.zip`,
	state: 'done',
	progress: null,
	problem: null,
	bytes: 2_300_000,
	requestedAt: '2026-01-15T05:00:00.000Z',
	expiresAt: '2026-01-16T05:00:00.000Z',
	...over,
})

/** A clean release of the household survey, with all records of the round. */
export const releaseOf = (id: string, over: Partial<Release> = {}): Release => ({
	id,
	name: `Release ${id}`,
	notes: '',
	kind: 'clean',
	values: 'codes',
	mark: true,
	approvedOnly: false,
	form: 'household',
	round: 'endline',
	versions: [1, 2],
	seq: 7700,
	records: 1200,
	bytes: 2_300_000,
	checksum: 'abc123',
	content: 'def456',
	by: 'Sadia',
	at: '2026-01-12T05:00:00.000Z',
	superseded: null,
	...over,
})

/** Two releases without differences. */
export const comparedReleases = (
	cells: ReleaseComparison['cells'] = [],
	over: Partial<ReleaseComparison> = {},
): ReleaseComparison => ({
	added: 0,
	removed: 0,
	changed: 0,
	cells,
	isMore: false,
	...over,
})
