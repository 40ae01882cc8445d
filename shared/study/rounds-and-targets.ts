import * as z from 'zod/mini'
import type { CellFault, CellFaultKind } from '#shared/kernel/cell-fault'
import { readCsvTable } from '#shared/kernel/csv'
import { type District, type Round, type Target, targetSchema } from './study.ts'

const code = z.string().check(z.maxLength(40))

/** Request to open or close a round, or to set it back to planned. */
export const setRoundStateRequestSchema = z.object({
	round: code,
	state: z.enum(['planned', 'open', 'closed']),
})
export type SetRoundStateRequest = z.infer<typeof setRoundStateRequestSchema>

/** Possible next states of a round. A closed round can be opened again, but not planned. */
const nextStates: Readonly<Record<Round['state'], readonly Round['state'][]>> = {
	planned: ['open'],
	open: ['closed', 'planned'],
	closed: ['open'],
}

/**
 * Returns why a round cannot change to a state; null if it can. At most one round is open, since new records
 * begin in it; a round of the demonstration stays as it is.
 */
export function obstacleTo(
	rounds: readonly Round[],
	{ round, state }: SetRoundStateRequest,
): 'unknown' | 'not-from-here' | 'other-open' | null {
	const found = rounds.find((each) => each.code === round && !each.demonstration)
	if (!found) return 'unknown'
	if (!nextStates[found.state].includes(state)) return 'not-from-here'
	const isOther = (each: Round) => each.code !== round && each.state === 'open' && !each.demonstration
	return state === 'open' && rounds.some(isOther) ? 'other-open' : null
}
export const statesFrom = ({ state, demonstration }: Round): readonly Round['state'][] =>
	demonstration ? [] : nextStates[state]

const maxDistricts = 2000
/** Targets of districts in one round; a district that is not named keeps its own. */
export const newTargetsSchema = z.object({
	round: code,
	targets: z
		.array(z.object({ district: code, ...targetSchema.shape }))
		.check(z.minLength(1), z.maxLength(maxDistricts)),
})
export type NewTargets = z.infer<typeof newTargetsSchema>

const columns = ['pcode', 'target_interviews', 'target_fgd'] as const
type TargetColumn = (typeof columns)[number]

/** Reads targets from a CSV file in the columns of the list of districts. Each error has its row. */
export function readTargets(
	csv: string,
	districts: readonly Pick<District, 'code'>[],
): { readonly targets: NewTargets['targets']; readonly faults: readonly CellFault<TargetColumn>[] } {
	const codes = new Set(districts.map((each) => each.code))
	const faults: CellFault<TargetColumn>[] = []
	const targets = new Map<string, Target>()
	for (const [i, row] of readCsvTable(csv).entries()) {
		const cell = (column: TargetColumn) => (row[column] ?? '').trim()
		const fault = (column: TargetColumn, possible: string, kind?: CellFaultKind) => {
			faults.push({ at: i + 2, column, found: cell(column), possible, kind })
			return 0
		}
		const whole = (column: TargetColumn): number =>
			/^\d{1,6}$/.test(cell(column)) ? Number(cell(column)) : fault(column, '0–999999')
		const district = cell('pcode')
		if (!codes.has(district)) fault('pcode', [...codes][0] ?? '', 'example')
		else if (targets.has(district)) fault('pcode', '', 'repeated')
		targets.set(district, { interviews: whole('target_interviews'), focusGroups: whole('target_fgd') })
	}
	if (targets.size === 0) faults.push({ at: 1, column: 'pcode', found: '', possible: columns.join(', ') })
	return {
		targets: faults.length > 0 ? [] : [...targets].map(([district, each]) => ({ district, ...each })),
		faults,
	}
}
