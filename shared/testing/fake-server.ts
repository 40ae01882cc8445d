import type { Answer } from '#shared/forms/answers'
import {
	approvalToSign,
	definitionDigest,
	type FormApproval,
	type SignedApproval,
} from '#shared/forms/form-approval'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import { type RandomBytes, randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { type FoldRevision, fold } from '#shared/revisions/fold'
import { isStatus, type RecordState } from '#shared/revisions/record-state'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { foldSeenState } from '#shared/revisions/seen-state'
import { canChangeStatus, rankOf } from '#shared/revisions/status-transitions'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { certificateContent, certificateToSign, readCertificate } from '#shared/sync/certificate'
import { openCertificate, writeCertificate } from '#shared/sync/certificate-bytes'
import { agreedUpTo, shortChain } from '#shared/sync/checkpoints'
import type { DeviceInventory } from '#shared/sync/device-inventory'
import { keysId, sealingKeyToSign } from '#shared/sync/key-succession'
import {
	type AckCode,
	type Authors,
	type Document,
	type EnrolReply,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	requestHeaderSchema,
	writeReplyHeader,
} from '#shared/sync/messages'
import { limits, protocolVersion } from '#shared/sync/protocol'
import { type ReplaceRequest, replacementToSign } from '#shared/sync/replacement-messages'
import {
	type AccessPublicKeys,
	accessKeysToSign,
	isDigestOf,
	requestWindowMs,
} from '#shared/sync/request-proof'
import {
	openRevisionFrame,
	openSignatureFrame,
	revisionFrame,
	revisionToSign,
	signatureFrame,
} from '#shared/sync/revision-frame'
import { boundTo, parseSealedFrame } from '#shared/sync/sealed-frame'
import { boundToNonce, replyInfo, writeSealedReply } from '#shared/sync/sealed-reply'
import { sealingInfo, sealingKeyId } from '#shared/sync/sealing'
import { deflated, hpke, inflated, testKeys } from './test-phone.ts'

interface FakeDevice {
	readonly person: string
	readonly name: string
	readonly publicKey: Bytes
}
interface FakeRevision {
	readonly revision: Revision
	readonly bytes: Uint8Array
	readonly signature: Bytes | null
}
type Entry =
	| { readonly kind: 'revision'; readonly scope: string; readonly id: string }
	| { readonly kind: 'document'; readonly scope: string; readonly document: Document }

/**
 * A sync server in memory for the web's tests. It passes the same contract as the real one, with the same
 * fold, so that a phone gets the same responses from both.
 */
export class FakeServer {
	readonly project = 'test'
	readonly #random: RandomBytes
	readonly #devices = new Map<string, FakeDevice>()
	readonly #inactive = new Set<string>()
	/** Access keys by enrolment, which the PIN opens. */
	readonly #access = new Map<string, AccessPublicKeys>()
	readonly #nonces = new Set<string>()
	readonly #revisions = new Map<string, FakeRevision>()
	readonly #quarantined = new Map<string, Uint8Array>()
	readonly #log: Entry[] = []
	/** The chain at each number, from 0. */
	readonly #chains = ['']
	readonly #signer = testKeys()
	#sealing = hpke.kem.generateKeyPair()
	/** Ids of revisions that arrived sealed. */
	readonly sealed = new Set<string>()
	/** Erased records. */
	readonly #erased = new Set<string>()
	/** Enrolments with two revisions of the same counter. */
	readonly #copied = new Set<string>()
	/** Extra content of every response, which our server would never send. */
	extra: { readonly frames: readonly Frame[]; readonly authors: Authors } = { frames: [], authors: {} }
	/** Sequence number up to which it reports a completed backup. */
	durable = 0
	/** All inventories that phones sent. */
	readonly inventories: { readonly device: string; readonly holds: DeviceInventory }[] = []
	now = () => Date.UTC(2026, 0, 15)

	constructor(random: RandomBytes) {
		this.#random = random
	}
	enrol(person: string, publicKey: Bytes, name = person): string {
		const device = randomId(this.#random)
		this.#devices.set(device, { person, name, publicKey })
		return device
	}
	switchOff(person: string): void {
		this.#inactive.add(person)
	}
	/** Replaces a shared enrolment at the phone's request. Null if the phone may not. */
	async replace(given: ReplaceRequest): Promise<EnrolReply | null> {
		const before = this.#devices.get(given.device)
		const access = this.#access.get(given.device)
		const signature = fromBase64url(given.signature)
		if (!before || !access || !this.#copied.has(given.device)) return null
		if (!(await verified(fromBase64url(access.sign), signature, replacementToSign(given)))) return null
		const { person, name } = before
		return {
			device: this.enrol(person, fromBase64url(given.publicKey), name),
			project: this.project,
			person: {
				id: person,
				name,
				code: name,
				role: 'enumerator',
				districts: [],
				demonstration: false,
			},
			language: 'en',
			sealingKey: await this.sealingKey(),
		}
	}
	publish(document: Document, scope = 'all'): void {
		this.#append(shortDigest(JSON.stringify(document)), { kind: 'document', scope, document })
	}
	/** Signs the approval of a version with weaker sealing, as it is sent with the form. */
	async approval(id: string, version: number, definition: FormDefinition): Promise<SignedApproval> {
		const approval: FormApproval = {
			v: 1,
			project: this.project,
			form: id,
			version,
			definition: definitionDigest(definition),
			by: [{ role: 'safeguarding-lead', name: 'Lubna' }],
			at: new Date(this.now()).toISOString(),
		}
		const statement = canonicalJson(approval as unknown as Json)
		const signature = await (await this.#signer).sign(approvalToSign(statement))
		return { statement, signature: toBase64url(signature) }
	}
	/** Erases a record. */
	destroy(record: string): void {
		this.#erased.add(record)
		const own = [...this.#revisions].filter(([, { revision }]) => revision.record === record)
		for (const [id] of own) this.#revisions.delete(id)
		for (const person of new Set(own.map(([, { revision }]) => revision.author))) this.#order(record, person)
	}
	#order(record: string, scope: string): void {
		const isAnnounced = this.#log.some(
			(entry) => entry.kind === 'document' && entry.document.ref === record && entry.scope === scope,
		)
		if (!isAnnounced) this.publish({ kind: 'destroyed', ref: record, body: {} }, scope)
	}
	/** Takes a snapshot; the returned function restores it. */
	takeSnapshot(): () => void {
		const maps = [this.#devices, this.#access, this.#revisions, this.#quarantined]
		const copies = maps.map((map) => new Map<string, unknown>(map))
		const [log, chains] = [[...this.#log], [...this.#chains]]
		return () => {
			for (const [i, map] of maps.entries()) {
				map.clear()
				for (const [key, value] of copies[i] ?? []) (map as Map<string, unknown>).set(key, value)
			}
			this.#log.splice(0, this.#log.length, ...log)
			this.#chains.splice(0, this.#chains.length, ...chains)
		}
	}
	/** Returns the project's key, as phones get it. */
	async sealingKey(): Promise<string> {
		const { publicKey } = await this.#sealing
		return toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(publicKey)))
	}
	async #keys() {
		const sealingKey = await this.sealingKey()
		const { publicKey, sign } = await this.#signer
		return {
			sealingKey,
			serverKey: toBase64url(publicKey),
			sealingKeySigned: toBase64url(await sign(sealingKeyToSign(this.project, sealingKey))),
		}
	}
	/** Simulates the loss of the key: it is replaced by another one. */
	loseSealingKey(): void {
		this.#sealing = hpke.kem.generateKeyPair()
	}
	get heldBack(): number {
		return this.#quarantined.size
	}
	view(record: string): RecordState | null {
		const own = this.#of(record)
		return own.size > 0 ? fold(own) : null
	}
	fields(record: string): Record<string, Answer | null> {
		return Object.fromEntries(this.view(record)?.fields ?? [])
	}

	async post(body: Bytes): Promise<Bytes> {
		const bundle = readBundle(body)
		if (!bundle) throw new Problem('bundle-unreadable')
		for (const { type, bytes } of bundle.frames) if (type === frameTypes.certificate) await this.#admit(bytes)
		const { header, device, isOfPin } = await this.#identify(bundle.frames)
		const isWhole = bundle.isComplete && isDigestOf(header.digest, bundle.frames.slice(2))
		const mayRead = isOfPin && isWhole
		if (header.holds) this.inventories.push({ device: header.device, holds: header.holds })
		const signatures = new Map(
			bundle.frames
				.filter(({ type }) => type === frameTypes.revisionSignature)
				.map(({ bytes }) => openSignatureFrame(bytes))
				.map(({ id, signature }) => [id, signature.slice()]),
		)
		const mustBeSigned = header.v >= 3 || this.#access.has(header.device)
		const acks: [string, AckCode][] = []
		const opened: ({ id: string } & FakeRevision)[] = []
		for (const { type, bytes } of bundle.frames) {
			if (type !== frameTypes.revision && type !== frameTypes.sealedRevision) continue
			const { id, deflated: packed } =
				type === frameTypes.revision ? openRevisionFrame(bytes) : await this.#unseal(bytes)
			if (packed === null) {
				acks.push([id, 'key-unknown'])
				continue
			}
			const plain = await inflated(packed).catch(() => null)
			if (packed.length > limits.revision || (plain?.length ?? 0) > limits.plainRevision)
				acks.push([id, 'too-big'])
			else if (!plain || shortDigest(plain) !== id) acks.push([id, 'bad-hash'])
			else if (this.#revisions.has(id)) acks.push([id, 'dup'])
			else if (this.#quarantined.has(id)) acks.push([id, 'quarantined'])
			else {
				const revision = readRevision(plain)
				if (revision && this.#erased.has(revision.record)) {
					acks.push([id, header.v < 4 ? 'dup' : 'destroyed'])
					this.#order(revision.record, device.person)
					continue
				}
				const signature = signatures.get(id) ?? null
				const author = revision ? this.#devices.get(revision.device) : undefined
				const isSignedBy = async (by: FakeDevice | undefined) =>
					by !== undefined &&
					signature !== null &&
					(await verified(by.publicKey, signature, revisionToSign(id)))
				const isOwn = !mustBeSigned && revision?.device === header.device
				const isAuthors = author?.person === revision?.author && (isOwn || (await isSignedBy(author)))
				if (!isAuthors && mustBeSigned && !(await isSignedBy(device))) {
					acks.push([id, 'bad-hash'])
					continue
				}
				if (!revision || !isAuthors || this.#inactive.has(revision.author)) {
					this.#quarantined.set(id, plain)
					acks.push([id, 'quarantined'])
				} else {
					opened.push({ id, revision, bytes: plain, signature })
					acks.push([id, 'stored'])
				}
			}
		}
		const acked = new Map(acks)
		for (const entry of opened) {
			const { device: author, n } = entry.revision
			for (const { revision } of this.#revisions.values())
				if (revision.device === author && revision.n === n) this.#copied.add(author)
			this.#revisions.set(entry.id, entry)
		}
		for (const { id, revision, bytes } of opened) {
			if (this.#isForbidden(revision)) {
				this.#revisions.delete(id)
				this.#quarantined.set(id, bytes)
				acked.set(id, 'quarantined')
				continue
			}
			this.#append(id, { kind: 'revision', scope: this.#ownerOf(revision), id })
			if (fold(this.#of(revision.record)).waiting.includes(id)) acked.set(id, 'waiting-parent')
		}
		const { marks = [], isAll = false } = header
		const upTo = agreedUpTo(marks, new Map(this.#chains.entries()), isAll)
		const { publicKey: signingKey } = await this.#signer
		const known = keysId(await this.sealingKey(), toBase64url(signingKey))
		const isAnother = header.keysKnown !== undefined && header.keysKnown !== known
		const isKeyWanted = header.keyless || isAnother || acks.some(([, code]) => code === 'key-unknown')
		const key = isKeyWanted ? await this.#keys() : {}
		if (marks[0] && upTo !== marks[0][0]) return this.#rewound(header, [...acked], key, upTo)
		return this.#reply({ header, device, mayRead }, [...acked], key)
	}

	/**
	 * Opens a sealed revision. `deflated` is null if it is sealed to another key. A box that does not open
	 * yields bytes that do not inflate: it counts as damaged.
	 */
	async #unseal(bytes: Uint8Array): Promise<{ id: string; deflated: Uint8Array | null }> {
		const sealed = parseSealedFrame(bytes)
		const id = toBase64url(bytes.subarray(0, 24))
		const nothing = new Uint8Array([255])
		if (!sealed) return { id, deflated: nothing }
		const recipientKey = await this.#sealing
		const keyId = sealingKeyId(fromBase64url(await this.sealingKey()))
		if (toBase64url(sealed.keyId) !== toBase64url(keyId)) return { id, deflated: null }
		this.sealed.add(id)
		const { enc, box } = sealed
		const opened = await hpke
			.open({ recipientKey, enc, info: sealingInfo }, box, boundTo(id))
			.catch(() => nothing)
		return { id, deflated: new Uint8Array(opened) }
	}

	get #head() {
		return { seq: this.#log.length, chain: shortChain(this.#chains.at(-1) ?? '') }
	}
	#append(id: string, entry: Entry): void {
		this.#log.push(entry)
		this.#chains.push(shortDigest(`${this.#chains.at(-1)}${id}`))
	}
	/** Readmits an enrolment that it created and lost, by its certificate. */
	async #admit(bytes: Uint8Array): Promise<void> {
		const { signature, content } = openCertificate(bytes)
		const { publicKey } = await this.#signer
		if (!(await verified(publicKey, signature.slice(), certificateToSign(content)))) return
		const certificate = readCertificate(content)
		if (!certificate?.publicKey || this.#devices.has(certificate.device)) return
		const { device, person } = certificate
		this.#devices.set(device, {
			person: person.id,
			name: person.name,
			publicKey: fromBase64url(certificate.publicKey),
		})
	}
	async #certificate(device: string): Promise<Frame> {
		const { person, name, publicKey } = this.#devices.get(device) as FakeDevice
		const content = certificateContent({
			v: 1,
			project: this.project,
			device,
			kind: 'phone',
			phone: '',
			label: '',
			publicKey: toBase64url(publicKey),
			enrolled: '',
			person: {
				id: person,
				name,
				code: name,
				role: 'enumerator',
				districts: [],
				language: 'en',
				demonstration: false,
				isActive: true,
			},
		})
		const signature = await (await this.#signer).sign(certificateToSign(content))
		return { type: frameTypes.certificate, bytes: writeCertificate(signature, content) }
	}
	#of(record: string): Map<string, FoldRevision> {
		const own = [...this.#revisions].filter(([, { revision }]) => revision.record === record)
		return new Map(
			own.map(([id, { revision }]) => [
				id,
				{ id, parents: revision.parents, set: revision.set, rank: rankOf('enumerator') },
			]),
		)
	}
	/** Returns the person who began the record. */
	#ownerOf({ record, author }: Revision): string {
		const root = [...this.#revisions.values()].find(
			({ revision }) => revision.record === record && revision.parents.length === 0,
		)
		return root?.revision.author ?? author
	}
	#isForbidden(revision: Revision): boolean {
		if (Object.hasOwn(revision.set, '$void') || this.#ownerOf(revision) !== revision.author) return true
		const to = revision.set.$status
		if (to === undefined) return false
		const seen = foldSeenState(revision.parents, this.#of(revision.record))
		return seen !== null && (!isStatus(to) || !canChangeStatus('enumerator', seen.status, to))
	}
	async #identify(
		frames: readonly Frame[],
	): Promise<{ header: RequestHeader; device: FakeDevice; isOfPin: boolean }> {
		const [first, second] = frames
		const header = first?.type === frameTypes.header ? readMessage(requestHeaderSchema, first.bytes) : null
		if (!first || !header || second?.type !== frameTypes.signature) throw new Problem('bundle-unreadable')
		const device = this.#devices.get(header.device)
		if (!device || header.project !== this.project) throw new Problem('phone-unknown')
		const isSignedBy = (key: Bytes) => verified(key, second.bytes.slice(), first.bytes.slice())
		const known = this.#access.get(header.device)
		const isOfAccessKey = known !== undefined && (await isSignedBy(fromBase64url(known.sign)))
		if (!isOfAccessKey && !(await isSignedBy(device.publicKey))) throw new Problem('phone-unknown')
		if (header.carried !== undefined || header.v < 10) return { header, device, isOfPin: false }
		if (header.sentAt === undefined || Math.abs(header.sentAt - this.now()) > requestWindowMs)
			throw new Problem('request-outdated', { now: this.now() })
		if (this.#nonces.has(header.nonce)) throw new Problem('request-repeated')
		this.#nonces.add(header.nonce)
		if (isOfAccessKey || !header.access) return { header, device, isOfPin: isOfAccessKey }
		const { sign, seal, proof } = header.access
		const toSign = accessKeysToSign(header.device, { sign, seal })
		if (!(await verified(fromBase64url(sign), fromBase64url(proof), toSign)))
			throw new Problem('bundle-unreadable')
		if (known && known.sign !== sign) throw new Problem('access-keys-differ')
		this.#access.set(header.device, { sign, seal })
		return { header, device, isOfPin: true }
	}
	async #reply(
		{
			header,
			device,
			mayRead,
		}: { readonly header: RequestHeader; readonly device: FakeDevice; readonly mayRead: boolean },
		acks: [string, AckCode][],
		key: Pick<ReplyHeader, 'sealingKey'>,
	): Promise<Bytes> {
		const frames: Frame[] = []
		const authors: Authors = {}
		const isActive = !this.#inactive.has(device.person)
		const isReceiving = isActive && mayRead && !header.isSendOnly
		let cursor = header.cursor
		if (isReceiving)
			for (; cursor < this.#log.length && frames.length < 100; cursor++) {
				const entry = this.#log[cursor]
				if (!entry || (entry.scope !== 'all' && entry.scope !== device.person)) continue
				if (entry.kind === 'document')
					frames.push({
						type: frameTypes.document,
						bytes: await deflated(utf8(JSON.stringify(entry.document))),
					})
				else {
					const stored = this.#revisions.get(entry.id)
					const writer = stored ? this.#devices.get(stored.revision.device) : undefined
					if (!stored || !writer || stored.revision.device === header.device) continue
					frames.push(revisionFrame(entry.id, await deflated(stored.bytes)))
					if (stored.signature) frames.push(signatureFrame(entry.id, stored.signature))
					authors[stored.revision.device] = { person: writer.person, name: writer.name, role: 'enumerator' }
				}
			}
		for (const id of this.#withPast(isReceiving ? (header.wants ?? []) : [], device.person)) {
			const stored = this.#revisions.get(id)
			const writer = stored ? this.#devices.get(stored.revision.device) : undefined
			if (!stored || !writer) continue
			frames.push(revisionFrame(id, await deflated(stored.bytes)))
			if (stored.signature) frames.push(signatureFrame(id, stored.signature))
			authors[stored.revision.device] = { person: writer.person, name: writer.name, role: 'enumerator' }
		}
		const wanted = [...Object.keys(authors), ...(mayRead && header.uncertified ? [header.device] : [])]
		const certificates = await Promise.all(wanted.map((each) => this.#certificate(each)))
		const message: ReplyHeader = {
			...this.#createReplyHeader(header, acks),
			...key,
			cursor,
			more: isReceiving && cursor < this.#log.length,
			...(this.#copied.has(header.device) && isActive ? { rekey: true } : {}),
			notices: [
				...(header.v < 10 ? (['update-app'] as const) : []),
				...(isActive ? [] : (['person-inactive'] as const)),
			],
		}
		const news = [...certificates, ...frames, ...(isReceiving ? this.extra.frames : [])]
		Object.assign(authors, this.extra.authors)
		return writeBundle([
			{ type: frameTypes.header, bytes: writeReplyHeader(message) },
			...(news.length > 0 ? [await this.#sealedNews(header, authors, news)] : []),
		])
	}
	async #sealedNews({ device, nonce }: RequestHeader, authors: Authors, news: Frame[]): Promise<Frame> {
		const point = fromBase64url(this.#access.get(device)?.seal ?? '')
		const recipientPublicKey = await hpke.kem.importKey('raw', point.buffer, true)
		const plain = writeBundle([
			{ type: frameTypes.header, bytes: utf8(JSON.stringify({ authors })) },
			...news,
		])
		const { ct, enc } = await hpke.seal({ recipientPublicKey, info: replyInfo }, plain, boundToNonce(nonce))
		return {
			type: frameTypes.sealedReply,
			bytes: writeSealedReply(new Uint8Array(enc), new Uint8Array(ct)),
		}
	}
	/** Returns the requested revisions of this person's records, with all their ancestors. */
	#withPast(wants: readonly string[], person: string): string[] {
		const found = new Set<string>()
		const open = [...wants]
		for (let id = open.pop(); id !== undefined; id = open.pop()) {
			const stored = this.#revisions.get(id)
			if (!stored || found.has(id) || this.#ownerOf(stored.revision) !== person) continue
			found.add(id)
			open.push(...stored.revision.parents)
		}
		return [...found]
	}
	#createReplyHeader(header: RequestHeader, acks: [string, AckCode][]): ReplyHeader {
		return {
			v: protocolVersion,
			nonce: header.nonce,
			acks,
			cursor: header.cursor,
			more: false,
			head: this.#head,
			durable: this.durable,
			now: this.now(),
			notices: [],
		}
	}
	#rewound(
		header: RequestHeader,
		acks: [string, AckCode][],
		key: Pick<ReplyHeader, 'sealingKey'>,
		match: number | null,
	): Bytes {
		const message = { ...this.#createReplyHeader(header, acks), ...key, more: true, rewound: { match } }
		return writeBundle([{ type: frameTypes.header, bytes: writeReplyHeader(message) }])
	}
}

async function verified(publicKey: Bytes, signature: Bytes, bytes: Bytes): Promise<boolean> {
	const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
	const key = await crypto.subtle.importKey('spki', publicKey, algorithm, false, ['verify'])
	return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes)
}
