import { isPhoneRole, type Role } from '#shared/access/roles'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { graphOf } from '#shared/revisions/graph'
import type { Revision } from '#shared/revisions/revision'

interface Naming {
	readonly id: string
	readonly role: Role
	readonly revision: Pick<Revision, 'device' | 'set' | 'parents'>
}

/**
 * The attachments that revisions of a record name, with the enrolment that named each first: whose phone took it. Another
 * phone of the same person that goes on with a sound names its first part again, and does not hold it. First is who was
 * seen by the others, not who came first: after a server was put back they come in any order. The desk takes no picture: what
 * it takes over from a phone names it as well, and may stand before the phone's own word, which waits for what is missing.
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
