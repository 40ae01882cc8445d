import { readCertificate } from '#shared/sync/certificate'
import { openCertificate } from '#shared/sync/certificate-bytes'
import { certificatesOnPhone } from '../enrolment/certificates.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import type { LocalRecord } from '../records/fold-rows.ts'
import { recordOnPhone } from '../records/records.ts'
import type { OpenDraft } from './drafts.ts'

/** A comment with its author and time. */
export interface Comment {
	readonly revision: string
	/** Path of the question; '' for the whole record. */
	readonly about: string
	readonly text: string
	readonly isFromDesk: boolean
	readonly isOpen: boolean
	/** Empty if this phone does not have the name. */
	readonly author: string
	/** ms since 1970, corrected by the known clock error of the author's phone. */
	readonly at: number
}

/**
 * Returns the comments on a record, oldest first. Author names come from the certificates that came with the
 * revisions.
 */
export async function commentsOn(
	vaultSession: VaultSession,
	{ state, revisions }: Pick<LocalRecord, 'state' | 'revisions'>,
): Promise<Comment[]> {
	if (state.notes.length === 0) return []
	const names = new Map(
		(await certificatesOnPhone(vaultSession)).map(({ device, bytes }) => [
			device,
			readCertificate(openCertificate(bytes).content)?.person.name ?? '',
		]),
	)
	const written = new Map(revisions.map(({ id, revision }) => [id, revision]))
	return state.notes.map((note) => {
		const revision = written.get(note.revision)
		return {
			...note,
			author: names.get(revision?.device ?? '') ?? '',
			at: Date.parse(revision?.at.wall ?? '') + (revision?.at.off ?? 0),
		}
	})
}

/** Returns the comments that were visible when the draft began. */
export async function commentsOnDraft(
	vaultSession: VaultSession,
	{ record, view }: OpenDraft,
): Promise<Comment[]> {
	const found = await recordOnPhone(vaultSession, record)
	return found ? commentsOn(vaultSession, { state: view, revisions: found.revisions }) : []
}
