import type { RecordRow } from '../../sync-server/storage/store.ts'

/** Returns the row of a finished interview, with changes. */
export const recordRow = (id: string, over: Partial<RecordRow> = {}): RecordRow => ({
	...{ id, form: 'household', form_version: 1, owner: 'amina', demonstration: 0, name: '', round: 'endline' },
	...{ district: 'PK607', cluster: 'PK607-03', outcome: 'done', disposition: 'complete', sex: 'male' },
	...{
		finished_on: '2026-01-15',
		finished_seq: 1,
		status: 'submitted',
		void: 0,
		open_cases: 0,
		open_flags: 0,
		open_kinds: '',
	},
	readers: '',
	...{ view: '{"answers":[],"leftOver":[]}', view_error: null, first_seq: 1, last_seq: 1 },
	...{ started: '2026-01-15T04:00:00.000Z', changed: '2026-01-15T05:00:00.000Z' },
	...over,
})
