import { byKey } from '#shared/kernel/by-key'
import { type FlagDecision, type FlagKind, type FlagState, flagKeyOf } from '#shared/quality/flags'
import type { FlagDecisionRow } from '../storage/quality/flag-decisions.ts'

/** Groups the resolutions by flag, in order of time. */
export function decisionsByFlag(
	rows: readonly (FlagDecisionRow & { by: string | null })[],
): Map<string, FlagDecision[]> {
	const keyOf = (row: FlagDecisionRow) => flagKeyOf({ ...row, kind: row.kind as FlagKind })
	return new Map([...byKey(rows, keyOf)].map(([key, own]) => [key, own.map(asDecided)]))
}
const asDecided = ({
	state,
	by,
	at,
	why,
	found,
	count,
	other,
}: FlagDecisionRow & { by: string | null }): FlagDecision => ({
	state: state as FlagState,
	by: by ?? '',
	at,
	why,
	found,
	many: count,
	other,
})
