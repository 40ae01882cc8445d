import type { FormDefinition } from '#shared/forms/form-definition'
import { type FormPart, isPartRef, joinForm } from '#shared/forms/form-parts'
import { canFillForm, type Role } from '#shared/people/roles'
import type { Frame } from '#shared/sync/bundle'
import type { FormDocument } from '#shared/sync/messages'
import { firstWithFormParts, limits } from '#shared/sync/protocol'
import { redactedFrame, revisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { revisionsNewTo } from '../storage/log/revisions.ts'
import type { Device } from '../storage/people/devices.ts'
import { ordersAfter } from '../storage/privacy/erasures.ts'
import type { Store } from '../storage/store.ts'
import type { StoredRevision } from '../storage/tables/row-types.ts'
import { assignmentFilter } from './assigned-forms.ts'
import { type DocumentFrames, type DocumentToSend, documentFrame } from './document-frames.ts'
import { formApprovalsFor } from './form-approvals.ts'
import type { Signer } from './signer.ts'

export interface FeedPage {
	readonly frames: readonly Frame[]
	readonly cursor: number
	readonly more: boolean
	/** Enrolments that wrote the revisions of this page. */
	readonly devices: readonly string[]
}

/** Limit that keeps a page, with a signature per revision, below the frames that a phone reads. */
const entriesPerPage = 150

/**
 * Returns what a phone has not received yet, up to the sequence number `head`: documents for everyone or for its
 * person, and the person's records.
 */
export async function feedPage(
	store: Store,
	device: Device,
	{ cursor, v, head }: { readonly cursor: number; readonly v: number; readonly head: number },
	{ signer, documentFrames }: { readonly signer: Signer; readonly documentFrames: DocumentFrames },
): Promise<FeedPage> {
	const joinsParts = v >= firstWithFormParts
	const scopes = ['all', `person:${device.person}`]
	const entries = await store.feedAfter(scopes, { after: cursor, upTo: head, limit: entriesPerPage })
	const refs = (kind: string) => entries.filter((entry) => entry.kind === kind).map(({ ref }) => ref)
	const newToIt = await revisionsNewTo(store.reading, device.id, refs('revision'))
	const revisions = new Map(newToIt.map((each) => [each.id, each]))
	// parts of forms are long: each is read in its turn, and most pages end at one
	const short = refs('document').filter((ref) => !isPartRef(ref))
	const documents = new Map((await store.documentsByRef(short)).map((document) => [document.ref, document]))
	const approve = await formApprovalsFor(store, signer, [...documents.values()])
	const filter = await assignmentFilter(store, { person: device.person, v }, entries)
	const frames: Frame[] = []
	const devices = new Set<string>()
	let size = 0
	let reached = cursor
	for (const { seq, kind, ref } of entries) {
		const isPart = kind === 'document' && isPartRef(ref)
		const document = !isPart
			? documents.get(ref)
			: joinsParts
				? (await store.documentsByRef([ref]))[0]
				: undefined
		const revision = revisions.get(ref)
		const own: Frame[] = []
		if (kind === 'destroyed') own.push(documentFrame({ kind, ref, body: {} }))
		else if (kind === 'document') {
			// an outdated entry of a changed document: its newer entry has the content
			if (document && document.seq <= seq && isFor(device.role, document))
				for (const each of filter(document)) {
					const sent = approve(joinsParts ? each : await wholeForm(store, each))
					own.push(sent === document ? documentFrames.stored(document) : documentFrame(sent))
				}
		} else if (revision) {
			own.push(storedFrame(revision))
			if (revision.signature) own.push(signatureFrame(revision.id, revision.signature))
			devices.add(revision.device)
		}
		const bytes = own.reduce((sum, frame) => sum + frame.bytes.length, 0)
		if (size > 0 && size + bytes > limits.feedPage)
			return { frames, cursor: reached, more: true, devices: [...devices] }
		frames.push(...own)
		size += bytes
		reached = seq
	}
	const more = entries.length === entriesPerPage
	return { frames, cursor: more ? reached : Math.max(reached, head), more, devices: [...devices] }
}

/**
 * Returns the erasure orders that a deactivated person's phone has not received: it gets nothing else, but
 * erased data is erased there too. The cursor stays, so that they are sent again until the person is
 * reactivated.
 */
export async function orderPage(store: Store, device: Device, cursor: number): Promise<FeedPage> {
	const entries = await ordersAfter(store.reading, `person:${device.person}`, cursor, entriesPerPage)
	return {
		frames: entries.map((ref) => documentFrame({ kind: 'destroyed', ref, body: {} })),
		cursor,
		more: false,
		devices: [],
	}
}

/**
 * True if the document is for this role: a form and its parts are sent only to roles that fill it in; other
 * documents to all.
 */
function isFor(role: Role, { kind, body }: DocumentToSend): boolean {
	if (kind === 'form-part') return canFillForm(role, (body as Pick<FormDefinition, 'filledBy'>).filledBy)
	return (
		kind !== 'form' ||
		canFillForm(role, (body as { definition: Partial<FormDefinition> }).definition.filledBy)
	)
}

/** Returns a form with all its parts inlined, for phones with an older protocol. */
async function wholeForm(store: Store, document: DocumentToSend): Promise<DocumentToSend> {
	const { parts, ...body } = document.body as FormDocument
	if (document.kind !== 'form' || !parts) return document
	const found = await store.documentsByRef(parts.flatMap(({ refs }) => refs))
	const contents = new Map(found.map((part) => [part.ref, part.body as FormPart]))
	const definition = joinForm(body.definition as FormDefinition, parts, contents)
	return definition ? { ...document, body: { ...body, definition } } : document
}

/** Builds the frame of a stored revision; a redacted one is marked as such. */
export const storedFrame = ({ id, bytes, redacted }: StoredRevision): Frame =>
	redacted === null ? revisionFrame(id, bytes) : redactedFrame(id, bytes)
