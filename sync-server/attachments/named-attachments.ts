import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import type { Revision } from '#shared/revisions/revision'

/**
 * The attachments that revisions of a record name, in the order of their arrival, with the enrolment that named each
 * first: whose phone took it. Another phone of the same person that goes on with a sound names its first part again, and
 * does not hold it.
 */
export function namedAttachments(
	revisions: Iterable<Pick<Revision, 'device' | 'set'>>,
): Map<string, Revision['device']> {
	const named = new Map<string, string>()
	for (const { device, set } of revisions)
		for (const name of attachmentsNamedBy(Object.values(set))) if (!named.has(name)) named.set(name, device)
	return named
}
