import type { Bytes } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import {
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	requestHeaderSchema,
	writeReplyHeader,
} from '#shared/sync/messages'
import { oldestAcceptedVersion, protocolVersion } from '#shared/sync/protocol'
import type { FormShelf } from '../forms/form-shelf.ts'
import { type Device, devicesById, findDevice, noteContact } from '../storage/device-table.ts'
import type { Store } from '../storage/store.ts'
import { feedPage } from './feed-page.ts'
import { revisionIdBytes } from './open-revision.ts'
import { type Ack, receiveRevisions } from './receive-bundle.ts'
import { isSignedBy } from './verify-phone.ts'

export interface SyncDeps {
	readonly store: Store
	readonly forms: FormShelf
	readonly now: () => number
}

/** Header and signature stand in so many bytes at the beginning. */
const identityBytes = 8 * 1024
const contactWorthNotingMs = 60_000

/**
 * One request, one reply: stores what the phone brings, tells it what is new.
 *
 * @throws Problem `bundle-unreadable`, `phone-unknown`; nothing has been stored then
 */
export async function answerSync({ store, forms, now }: SyncDeps, body: Uint8Array): Promise<Bytes> {
	// whoever is not enrolled costs no more than this
	const { header, device } = await identify(store, body.subarray(0, identityBytes))
	const bundle = readBundle(body)
	if (!bundle) throw new Problem('bundle-unreadable')
	// what is beyond the frames that a bundle may have is not acknowledged and comes again
	const revisions = bundle.frames
		// a frame that is too short for an id names nothing that could be acknowledged
		.filter(({ type, bytes }) => type === frameTypes.revision && bytes.length >= revisionIdBytes)
		.map((frame) => frame.bytes)

	const at = new Date(now()).toISOString()
	const contact = { app: header.app, holds: header.holds ?? null, at }
	let isNoted = false
	const acks = await receiveRevisions(store, forms, device, revisions, async ({ db }) => {
		await noteContact(db, device.id, contact)
		isNoted = true
	})
	const isLongAgo = !device.lastSeen || now() - Date.parse(device.lastSeen) > contactWorthNotingMs
	if (!isNoted && (isLongAgo || contact.holds)) await noteContact(store.db, device.id, contact)
	return reply(store, header, device, acks, now())
}

/** The header and the enrolment that signed it, from the beginning of a body. */
async function identify(
	store: Store,
	beginning: Uint8Array,
): Promise<{ header: RequestHeader; device: Device }> {
	const [first, second] = readBundle(beginning)?.frames ?? []
	if (first?.type !== frameTypes.header || second?.type !== frameTypes.signature)
		throw new Problem('bundle-unreadable')
	const header = readMessage(requestHeaderSchema, first.bytes)
	if (!header) throw new Problem('bundle-unreadable')
	const device = await findDevice(store.reading, store.project, header.device)
	if (!device?.publicKey || header.project !== store.project) throw new Problem('phone-unknown')
	if (!isSignedBy(device.publicKey, first.bytes, second.bytes)) throw new Problem('phone-unknown')
	return { header, device }
}

async function reply(
	store: Store,
	header: RequestHeader,
	device: Device,
	acks: Ack[],
	now: number,
): Promise<Bytes> {
	// who was switched off may still hand in work, but hears nothing new
	const page = device.isActive
		? await feedPage(store, device, header.cursor)
		: { frames: [], cursor: header.cursor, more: false, devices: [] }
	const authors: Record<string, ReplyHeader['authors'][string]> = {}
	for (const [id, { person, personName, role }] of await devicesById(
		store.reading,
		store.project,
		page.devices,
	))
		authors[id] = { person, name: personName, role }
	const message: ReplyHeader = {
		v: protocolVersion,
		nonce: header.nonce,
		acks,
		cursor: page.cursor,
		more: page.more,
		head: await store.head(),
		authors,
		now,
		notices: [
			...(header.v < oldestAcceptedVersion ? (['update-app'] as const) : []),
			...(device.isActive ? [] : (['person-inactive'] as const)),
		],
	}
	return writeBundle([{ type: frameTypes.header, bytes: writeReplyHeader(message) }, ...page.frames])
}
