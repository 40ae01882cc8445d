import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import type { RuleViolation } from '#shared/cleaning/rules'

/**
 * Returns the suggested changes of some violations by record. Of two suggestions for one answer, the first
 * counts.
 */
export function suggestedChanges(places: readonly RuleViolation[]): FoundChanges {
	const records = new Map<string, FoundChanges['records'][number]>()
	for (const { id, name, path, reads, suggested, rows } of places) {
		if (!suggested) continue
		const known = records.get(id) ?? { id, name, formVersion: 0, changes: [], hides: [], rows: {} }
		if (known.changes.some((each) => each.path === path)) continue
		const change = { path, before: reads[0]?.answer ?? null, after: suggested.after }
		records.set(id, {
			...known,
			changes: [...known.changes, change],
			hides: [...new Set([...known.hides, ...suggested.hides])],
			rows: { ...known.rows, ...rows },
		})
	}
	const recordCount = new Set(places.map(({ id }) => id)).size
	return {
		searchedRecords: recordCount,
		skipped: 0,
		notPossible: 0,
		disputed: 0,
		records: [...records.values()],
		isMore: false,
	}
}
