import { may, type Role } from '#shared/access/roles'
import { canChangeStatus } from './review-moves.ts'
import type { Status } from './view.ts'

/** Why somebody has to open a record before it is approved, the plainest first. */
export const quickApprovalBlockers = [
	...(['void', 'approved', 'not-finished', 'not-understood', 'not-allowed', 'for-readers'] as const),
	...(['disagreement', 'not-checked', 'flags-open'] as const),
] as const
export type QuickApprovalBlocker = (typeof quickApprovalBlockers)[number]

interface QuickApprovalState {
	readonly status: Status
	readonly isVoid: boolean
	readonly openCases: number
	readonly viewError: string | null
	/** Null: the checks have not looked at it as it is now. */
	readonly openFlags: number | null
	/** Roles that its form names who alone read it, also such as this program does not know; none: whoever reads the survey. */
	readonly readers: readonly string[]
}

/**
 * Whether somebody who opened a record gives a reason to approve it all the same: something about it is open that nobody approves unopened.
 * What the checks have not looked at yet is no reason to ask: whoever opens a record looks themselves.
 */
export const isApprovalExplained = ({
	openCases,
	openFlags,
	viewError,
}: Pick<QuickApprovalState, 'openCases' | 'openFlags' | 'viewError'>): boolean =>
	openCases > 0 || (openFlags ?? 0) > 0 || viewError !== null

/** Whether a record can be approved with others, unopened: null, or why not. */
export function findQuickApprovalBlocker(
	record: QuickApprovalState,
	role: Role,
): QuickApprovalBlocker | null {
	if (record.isVoid) return 'void'
	if (record.status === 'approved') return 'approved'
	if (record.status !== 'submitted') return 'not-finished'
	if (record.viewError !== null) return 'not-understood'
	if (!may(role, 'records.review') || !canChangeStatus(role, record.status, 'approved')) return 'not-allowed'
	// a report of abuse is read before it is dealt with; what data managers alone read is their daily work, as calls are
	if (record.readers.some((reader) => reader !== ('data-manager' satisfies Role))) return 'for-readers'
	if (record.openCases > 0) return 'disagreement'
	if (record.openFlags === null) return 'not-checked'
	return record.openFlags > 0 ? 'flags-open' : null
}
