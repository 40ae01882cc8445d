import { defineTable } from './define-table.ts'

interface ProjectionRow {
	project: string
	/** Name of the projection. */
	name: string
	/** Part with a cursor of its own, such as a form or a district; '' if the projection has no parts. */
	part: string
	/** Version by which the part is computed: another one means that all of it is computed again. */
	version: string
	/** Where computing with this version has arrived; null when all of the part was computed with it. */
	cursor: string | null
}

/** How far each projection has computed its rows. */
export const projection = defineTable<ProjectionRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
