import { may, type Role } from '#shared/people/roles'
import type { Status } from '../revisions/record-state.ts'
import { canChangeStatus } from '../revisions/status-transitions.ts'

/** Reasons why a record must be opened before it is approved, the most obvious first. */
export const quickApprovalBlockers = [
	...(['void', 'approved', 'not-finished', 'not-understood', 'not-allowed', 'for-readers'] as const),
	...(['conflict', 'not-checked', 'flags-open'] as const),
] as const
export type QuickApprovalBlocker = (typeof quickApprovalBlockers)[number]

interface QuickApprovalState {
	readonly status: Status
	readonly isVoid: boolean
	readonly openConflicts: number
	readonly answersError: string | null
	/** Null if the checks have not run on the current state. */
	readonly openFlags: number | null
	/**
	 * Roles with exclusive access to records of the form, including roles that this version does not know.
	 * Empty: all readers of the survey.
	 */
	readonly readers: readonly string[]
}

/**
 * True if approval of an opened record needs a reason: something about it is open. Checks that have not run
 * yet need none: the reviewer has seen the record.
 */
export const isApprovalExplained = ({
	openConflicts,
	openFlags,
	answersError,
}: Pick<QuickApprovalState, 'openConflicts' | 'openFlags' | 'answersError'>): boolean =>
	openConflicts > 0 || (openFlags ?? 0) > 0 || answersError !== null

/** Returns why a record cannot be approved unopened, in a bulk review; null if it can. */
export function findQuickApprovalBlocker(
	record: QuickApprovalState,
	role: Role,
): QuickApprovalBlocker | null {
	if (record.isVoid) return 'void'
	if (record.status === 'approved') return 'approved'
	if (record.status !== 'submitted') return 'not-finished'
	if (record.answersError !== null) return 'not-understood'
	if (!may(role, 'records.review') || !canChangeStatus(role, record.status, 'approved')) return 'not-allowed'
	// a report of abuse is read before it is dealt with; forms for data managers only are their daily work, as
	// helpline calls are
	if (record.readers.some((reader) => reader !== ('data-manager' satisfies Role))) return 'for-readers'
	if (record.openConflicts > 0) return 'conflict'
	if (record.openFlags === null) return 'not-checked'
	return record.openFlags > 0 ? 'flags-open' : null
}
