import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { isPhoneRole, type Role } from '#shared/people/roles'
import { graphOf } from '#shared/revisions/graph'
import type { Revision } from '#shared/revisions/revision'

interface Naming {
	readonly id: string
	readonly role: Role
	readonly revision: Pick<Revision, 'device' | 'set' | 'parents'>
}

/**
 * Returns the attachments that revisions of a record name, each with the enrolment that named it first, on
 * whose phone it was taken. Another phone of the same person that continues a recording names its first part
 * again without holding it. "First" is by the order of revisions, not of arrival: after a restore they arrive
 * in any order. The desk takes no photos: revisions of the desk that repeat a name are not the first,
 * although they may precede the phone's own revision while that waits for missing parents.
 */
export function namedAttachments(known: readonly Naming[]): Map<string, Revision['device']> {
	const { depth } = graphOf(new Map(known.map(({ id, revision: { parents } }) => [id, { id, parents }])))
	const depthOf = ({ id }: Naming) => depth.get(id) ?? Number.MAX_SAFE_INTEGER
	const named = new Map<string, string>()
	const order = [...known].sort(
		(a, b) => Number(!isPhoneRole(a.role)) - Number(!isPhoneRole(b.role)) || depthOf(a) - depthOf(b),
	)
	for (const { revision } of order)
		for (const name of attachmentsNamedBy(Object.values(revision.set)))
			if (!named.has(name)) named.set(name, revision.device)
	return named
}
