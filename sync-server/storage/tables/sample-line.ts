import type { ColumnType } from 'kysely'
import { defineTable, type ZeroOrOne } from './define-table.ts'

interface SampleLineRow {
	project: string
	round: string
	cluster: string
	household: number
	/** Position in the sample, from 0. */
	position: number
	district: string
	area: string
	/** Cluster centre, degrees north and east; null if the sample does not contain it. */
	centre: string | null
	/** Null: a replacement household. */
	line: number | null
	/** Random number of the draw, [0, 1), as it was written. */
	selection: string
	/** 1: its cluster is visited only if another one is unreachable. */
	is_reserve_cluster: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
	person: string | null
	/** Structure of the household in the listing of its cluster; null if unknown or erased. */
	structure: ColumnType<string | null, string | null | undefined, string | null>
	/** Location of the structure, degrees north and east; null if unknown or erased. */
	point: ColumnType<string | null, string | null | undefined, string | null>
}

/**
 * Households of the sample, drawn before fieldwork: only the assignee changes, and places that were unknown. The
 * places of households are erased after the round.
 */
export const sample_line = defineTable<SampleLineRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['person', 'centre', 'structure', 'point'] },
	backup: 500,
})
