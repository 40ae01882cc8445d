import type { Role } from '#shared/access/roles'
import type { Status } from './view.ts'

/** Who may bring a record into which status, and from which. Checked when a revision arrives. */
const moves: Readonly<Record<Status, Partial<Record<Role, readonly Status[]>>>> = {
	draft: { enumerator: ['draft'], 'helpline-operator': ['draft'], 'data-manager': ['draft'] },
	// a data manager decides between a draft and a finish, and takes over what was finished on a phone that is gone
	submitted: {
		enumerator: ['draft', 'returned', 'submitted'],
		'helpline-operator': ['draft', 'returned', 'submitted'],
		'data-manager': ['draft', 'returned', 'submitted', 'approved'],
		// an approval that is taken back at once, by whoever gave it
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
		// dealt with; whoever sent it cannot read it again, so that there is nothing to return
		'safeguarding-lead': ['submitted', 'approved'],
	},
}

/** `from` is the status that the author saw. */
export const canChangeStatus = (role: Role, from: Status, to: Status): boolean =>
	moves[to][role]?.includes(from) ?? false

/** How much a role's word weighs while a case is open. */
export const rankOf = (role: Role): number => (role === 'data-manager' ? 3 : role === 'coordinator' ? 2 : 1)
