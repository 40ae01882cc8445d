import type { Role } from '#shared/people/roles'
import type { Status } from './record-state.ts'

/**
 * Allowed status changes by new status and role, each with the old statuses. Checked when a revision arrives.
 */
const moves: Readonly<Record<Status, Partial<Record<Role, readonly Status[]>>>> = {
	draft: { enumerator: ['draft'], 'helpline-operator': ['draft'], 'data-manager': ['draft'] },
	// a data manager resolves a conflict of draft and finish, and adopts what was finished on a lost phone
	submitted: {
		enumerator: ['draft', 'returned', 'submitted'],
		'helpline-operator': ['draft', 'returned', 'submitted'],
		'data-manager': ['draft', 'returned', 'submitted', 'approved'],
		// undo of a recent approval by the same reviewer
		coordinator: ['approved'],
		'safeguarding-lead': ['approved'],
	},
	returned: {
		coordinator: ['submitted', 'returned'],
		'data-manager': ['submitted', 'approved', 'returned'],
	},
	approved: {
		coordinator: ['submitted', 'approved'],
		'data-manager': ['submitted', 'approved'],
		// no `returned`: the sender cannot read the report again
		'safeguarding-lead': ['submitted', 'approved'],
	},
}

/** True if the role may make the change. `from` is the status that the author saw. */
export const canChangeStatus = (role: Role, from: Status, to: Status): boolean =>
	moves[to][role]?.includes(from) ?? false

/** Weight of a role for the value shown while a conflict is open. */
export const rankOf = (role: Role): number => (role === 'data-manager' ? 3 : role === 'coordinator' ? 2 : 1)
