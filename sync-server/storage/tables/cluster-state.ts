import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface ClusterStateRow {
	project: string
	round: string
	cluster: string
	unreachable: ZeroOrOne
	why: string
	/** The replacement cluster that was opened for it. */
	opened: string | null
	person: string
	at: Time
}

/** Clusters that were marked as unreachable, or as reachable again. */
export const cluster_state = defineTable<ClusterStateRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
