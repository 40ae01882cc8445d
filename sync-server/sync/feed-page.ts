import { deflateRawSync } from 'node:zlib'
import { mayFill, type Role } from '#shared/access/roles'
import type { FormDefinition } from '#shared/forms/form-definition'
import { utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { type Frame, frameTypes } from '#shared/sync/bundle'
import { limits } from '#shared/sync/protocol'
import { redactedFrame, revisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { ordersAfter } from '../storage/destruction-table.ts'
import type { Device } from '../storage/device-table.ts'
import type { Store, StoredRevision } from '../storage/store.ts'
import { approvalsFor } from './form-approvals.ts'
import type { Signer } from './signer.ts'

export interface FeedPage {
	readonly frames: readonly Frame[]
	readonly cursor: number
	readonly more: boolean
	/** Enrolments that wrote the revisions of this page. */
	readonly devices: readonly string[]
}

/** A revision brings its signature: with these a page stays below the frames that a phone reads. */
const entriesPerPage = 150

/** What a phone has not heard of yet: documents for everyone or for this person, and the person's records. */
export async function feedPage(
	store: Store,
	device: Device,
	cursor: number,
	signer: Signer,
): Promise<FeedPage> {
	const { seq: head } = await store.head()
	const entries = await store.feedAfter(['all', `person:${device.person}`], cursor, entriesPerPage)
	const refs = (kind: string) => entries.filter((entry) => entry.kind === kind).map(({ ref }) => ref)
	const revisions = new Map((await store.revisionsById(refs('revision'))).map((each) => [each.id, each]))
	const documents = new Map(
		(await store.documentsByRef(refs('document'))).map((document) => [document.ref, document]),
	)
	const approve = await approvalsFor(store, signer, [...documents.values()])
	const frames: Frame[] = []
	const devices = new Set<string>()
	let size = 0
	let reached = cursor
	for (const { seq, kind, ref } of entries) {
		const document = documents.get(ref)
		const revision = revisions.get(ref)
		let frame: Frame | null = null
		if (kind === 'destroyed') frame = documentFrame({ kind, ref, body: {} })
		else if (kind === 'document') {
			// an older entry of a document that changed since: the newer entry brings it
			if (document?.seq === seq && isFor(device.role, document)) frame = documentFrame(approve(document))
		} else if (revision && (revision.device !== device.id || revision.redacted !== null)) {
			// who wrote it has it, with what is forgotten here
			frame = storedFrame(revision)
			devices.add(revision.device)
		}
		if (frame) {
			if (size > 0 && size + frame.bytes.length > limits.feedPage)
				return { frames, cursor: reached, more: true, devices: [...devices] }
			frames.push(frame)
			if (revision?.signature) frames.push(signatureFrame(revision.id, revision.signature))
			size += frame.bytes.length
		}
		reached = seq
	}
	const more = entries.length === entriesPerPage
	return { frames, cursor: more ? reached : Math.max(reached, head), more, devices: [...devices] }
}

/**
 * The orders to destroy that a person who was switched off has not heard: nothing else is theirs to know, but what is destroyed is
 * destroyed on their phone too. They come again until somebody lets the person hear everything.
 */
export async function orderPage(store: Store, device: Device, cursor: number): Promise<FeedPage> {
	const entries = await ordersAfter(
		store.reading,
		store.project,
		`person:${device.person}`,
		cursor,
		entriesPerPage,
	)
	return {
		frames: entries.map((ref) => documentFrame({ kind: 'destroyed', ref, body: {} })),
		...{ cursor, more: false, devices: [] },
	}
}

/** A form is told to who fills it in alone; everything else to everybody. */
const isFor = (role: Role, { kind, body }: { readonly kind: string; readonly body: unknown }): boolean =>
	kind !== 'form' || mayFill(role, (body as { definition: Partial<FormDefinition> }).definition.filledBy)

/** A revision as it was sent; one with forgotten values says that it is not. */
export const storedFrame = ({ id, bytes, redacted }: StoredRevision): Frame =>
	redacted === null ? revisionFrame(id, bytes) : redactedFrame(id, bytes)

const documentFrame = ({ kind, ref, body }: { kind: string; ref: string; body: unknown }): Frame => ({
	type: frameTypes.document,
	bytes: deflateRawSync(utf8(canonicalJson({ kind, ref, body: body as Json }))),
})
