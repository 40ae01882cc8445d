import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import type { Role } from '#shared/access/roles'
import { Problem } from '#shared/kernel/problem'
import type { ChainCheckpoint } from '#shared/sync/marks'
import type { PersonDocument } from '#shared/sync/messages'
import { ensureSpace, ensureSpaceAfterFailure, isFull, writeFailed, writeSucceeded } from './disk-guard.ts'
import {
	countWork,
	findLosses,
	type Ledger,
	type LedgerSource,
	publishLedger,
	recordLosses,
} from './ledger.ts'
import type { PinTries } from './pin-tries.ts'

/** AES-GCM: nonce and ciphertext. */
export interface SealedBox {
	readonly iv: Uint8Array<ArrayBuffer>
	readonly box: ArrayBuffer
}

/** `to`: the project's key, as the server gave it; `frame`: as it travels. */
export interface EscrowedKey {
	readonly to: string
	readonly frame: Uint8Array<ArrayBuffer>
}

/**
 * One person on this phone. It stands here in plain, since it is needed before the PIN: who they are and where they
 * work, and nothing of any record.
 */
export interface EnrolmentRow {
	device: string
	project: string
	person: PersonDocument
	enrolledAt: number
	/** Salt of the PIN, and the vault's key wrapped by what the PIN gives; gone after too many wrong PINs. */
	salt: Uint8Array<ArrayBuffer>
	/** KiB of memory for argon2id; absent: the least. */
	pinMemory?: number
	wrappedKey?: SealedBox
	/** Of the second PIN, on every phone: the key of the empty app under that PIN (or nothing's), and the same under the vault's key. */
	second?: { readonly key: SealedBox; readonly inner: SealedBox }
	tries?: PinTries
	/** The vault's key, sealed to a key of the project: who forgot the PIN gets it back with a code. */
	spareKey?: EscrowedKey
	/** Private halves of the keys that read, in the vault; `isKept`: the server has answered under them (`access-keys.ts`). */
	access?: SealedBox & { readonly isKept?: true }
	/** Signs what is sent. It lies readable in the browser's files: it hands work in, and reads nothing. */
	signingKey: CryptoKey
	/** Revisions written under this enrolment so far. */
	n: number
	/** The feed is here up to this number. */
	cursor: number
	/** From here on the feed had something that this version of the app did not understand: a newer one asks again. */
	notUnderstood: { readonly cursor: number; readonly app: string } | null
	/** Server time minus phone time, ms, as of the last contact; null before the first. */
	offsetMs: number | null
	lastSyncAt: number | null
	/** What it remembers of the server, newest first; absent before the first contact of an app that remembers. */
	marks?: readonly ChainCheckpoint[]
	/** Up to here everything at the server is in a finished backup. */
	durable?: number
	/** The name of the server's last putting back, as it was heard. */
	era?: string
	/** The project's key, to which what is saved is sealed; absent until a server gave one. */
	sealingKey?: string
	/** The server said that it does not have that key: it is asked for the one of today. */
	isKeyDoubted?: boolean
	/** The key by which the server signs receipts; absent until it gave one. */
	serverKey?: string
	/** The key by which the certificate of this enrolment was signed; absent of those from before it was noted. */
	certifiedBy?: string
	/** Revisions that records here stand on and that are not here. */
	wants?: readonly string[]
}

/** The keys that a server gives with what it says: of two, the later ones count. */
export const keysIn = ({
	sealingKey,
	serverKey,
}: {
	readonly sealingKey?: string | undefined
	readonly serverKey?: string | undefined
}): Pick<EnrolmentRow, 'sealingKey' | 'serverKey'> => ({
	...(sealingKey === undefined ? {} : { sealingKey }),
	...(serverKey === undefined ? {} : { serverKey }),
})

/** A code that was sent and not answered yet: with the same keys it can be sent again. */
export interface EnrollingRow {
	code: string
	signingKey: CryptoKey
	publicKey: string
}

/** Unfinished work. Its answers lie in `draftAnswers`, one row each. */
export interface DraftRow extends SealedBox {
	id: string
	device: string
	record: string
	/** Revisions on which it stands: what was on the screen when it began, or its own last copy at the server. */
	parents: string[]
	/** Rises with every answer that was kept. */
	stamp: number
	/** The stamp up to which the server has a copy. */
	copied: number
	changedAt: number
}

/** The path is inside the box: even which question was answered is nobody's business. */
export interface DraftAnswerRow extends SealedBox {
	draft: string
	slot: number
}

/**
 * refused: too large for the server · unreadable: damaged here; both stay and are shown · by-receipt: the server has said that
 * it has it, in a file that came by hand; it may have been set back since, so that it is sent once more when the two meet.
 */
export type RevisionState = 'waiting' | 'by-receipt' | 'at-server' | 'refused' | 'unreadable'
/** In the box: the revision as it travels, deflated. */
export interface RevisionRow extends SealedBox {
	id: string
	device: string
	record: string
	state: RevisionState
	/** Role of its author, for the fold. */
	role: Role
	/** Order among those that wait: parents first. */
	n: number
	/** Goes before all others. */
	first?: true
	/** A copy of a draft that was sent: whether it arrived nobody here knows before the server says so. */
	tried?: true
	savedAt: number
	/** Where the server stood when it was heard that it has this: its number there is no higher. Absent in rows of before. */
	heard?: number
	/** Values of it were forgotten at the server: no server takes it for what its id says. */
	redacted?: true
	/** The server had it and was set back: it goes again. */
	again?: true
	/** By its author: made when it was saved, or as it came. Absent in rows of before that wait: signed when they go. */
	signature?: Uint8Array<ArrayBuffer>
	/**
	 * As it travels behind its id, sealed to the project's key (`sealed-frame.ts`), so that it can be sent while the phone is locked. Only
	 * while it waits, and only where it is short: the row stays below 64 KiB.
	 */
	sealed?: Uint8Array<ArrayBuffer>
}

/** A record as lists show it, made from its revisions. */
export interface LocalRecordRow extends SealedBox {
	id: string
	device: string
	changedAt: number
	/** Its revisions went from this phone to make room: they are at the server. */
	kept?: true
}

/** In the box: the document as it travelled, deflated, or the first piece of it (`seal-document.ts`). */
export interface DocumentRow extends SealedBox {
	device: string
	kind: string
	ref: string
	/** In so many rows; absent for one. */
	pieces?: number
}

/** waiting: not yet whole at the server · at-server · lost: can no longer be read here */
export type AttachmentState = 'waiting' | 'at-server' | 'lost'

/** A picture, sound or file that a finished record names; what is in it lies sealed in the private files. */
export interface LocalAttachmentRow {
	device: string
	name: string
	record: string
	/** The revisions that name it: it is sent when one of them is at the server. */
	revisions: string[]
	state: AttachmentState
	/** Bytes, unsealed. */
	size: number
	/** It was at the server before the sync that is noted next. */
	wasThere?: true
	/** The server's number by which it was certainly there. */
	heard?: number
	/** Its file goes, or went, from this phone to make room. */
	kept?: 'going' | 'gone'
}

/** A revision whose attachments are in the list: it need not be opened again. */
export interface NamesReadRow {
	device: string
	revision: string
}

export interface SettingRow {
	key: string
	value: string
}

interface Stores extends DBSchema {
	settings: { key: string; value: SettingRow }
	enrolments: { key: string; value: EnrolmentRow }
	enrolling: { key: string; value: EnrollingRow }
	drafts: { key: string; value: DraftRow; indexes: { device: string } }
	draftAnswers: { key: [draft: string, slot: number]; value: DraftAnswerRow; indexes: { draft: string } }
	revisions: {
		/** With the enrolment: two people, or one person twice, may have the same record on one phone. */
		key: [device: string, id: string]
		value: RevisionRow
		indexes: { record: [device: string, record: string]; state: [device: string, state: RevisionState] }
	}
	records: { key: [device: string, id: string]; value: LocalRecordRow; indexes: { device: string } }
	documents: {
		key: [device: string, kind: string, ref: string]
		value: DocumentRow
		indexes: { kind: [device: string, kind: string] }
	}
	/** Since version 2. */
	attachments: { key: [device: string, name: string]; value: LocalAttachmentRow; indexes: { device: string } }
	/** Since version 2. */
	namesRead: { key: [device: string, revision: string]; value: NamesReadRow }
}
type StoreName = StoreNames<Stores>

let opened: Promise<IDBPDatabase<Stores>> | null = null
let isNewer = false
const tries = 3
const betweenTriesMs = 400

/** The database is of a newer app: this one only sends what waits in it, until it is brought up to date. */
export const isDatabaseNewer = (): boolean => isNewer

/** Everything that this phone keeps. Schema changes only ever add: an older app must still find its work. */
export function database(): Promise<IDBPDatabase<Stores>> {
	opened ??= ensureSpaceAfterFailure()
		.then(() => open(tries))
		.catch((thrown: unknown) => {
			opened = null
			throw storageProblem(thrown)
		})
	return opened
}

function firstStores(db: IDBPDatabase<Stores>): void {
	db.createObjectStore('settings', { keyPath: 'key' })
	db.createObjectStore('enrolments', { keyPath: 'device' })
	db.createObjectStore('enrolling', { keyPath: 'code' })
	db.createObjectStore('drafts', { keyPath: 'id' }).createIndex('device', 'device')
	db.createObjectStore('draftAnswers', { keyPath: ['draft', 'slot'] }).createIndex('draft', 'draft')
	const revisions = db.createObjectStore('revisions', { keyPath: ['device', 'id'] })
	revisions.createIndex('record', ['device', 'record'])
	revisions.createIndex('state', ['device', 'state'])
	db.createObjectStore('records', { keyPath: ['device', 'id'] }).createIndex('device', 'device')
	db.createObjectStore('documents', { keyPath: ['device', 'kind', 'ref'] }).createIndex('kind', [
		'device',
		'kind',
	])
}

/** A store that does not open may do so a moment later; it is never deleted for that. */
async function open(triesLeft: number): Promise<IDBPDatabase<Stores>> {
	try {
		const db = await openAs(2)
		isNewer = false
		await checkLosses(db)
		return db
	} catch (thrown) {
		if (thrown instanceof DOMException && thrown.name === 'VersionError') {
			isNewer = true
			// as it is, whatever its version: what was there before is there still
			return openAs(undefined)
		}
		if (triesLeft <= 1) throw thrown
		await new Promise((later) => setTimeout(later, betweenTriesMs))
		return open(triesLeft - 1)
	}
}

const openAs = (version: number | undefined): Promise<IDBPDatabase<Stores>> =>
	openDB<Stores>('zila', version, {
		upgrade(db, before, _to, _trx, event) {
			// the browser found it damaged and began a new one, and says so only here
			if ((event as { dataLoss?: string }).dataLoss === 'total')
				recordLosses([{ device: '', isAll: true, unsent: 0, drafts: 0, at: Date.now() }])
			if (before < 1) firstStores(db)
			if (before < 2) {
				db.createObjectStore('attachments', { keyPath: ['device', 'name'] }).createIndex('device', 'device')
				db.createObjectStore('namesRead', { keyPath: ['device', 'revision'] })
			}
		},
		// another tab brings a newer app: this one steps aside, and opens again for what it still has to keep
		blocking: (_current, _blocked, event) => {
			opened = null
			;(event.target as IDBDatabase).close()
		},
		terminated: () => {
			opened = null
		},
	})

const counted: StoreName[] = ['settings', 'enrolments', 'drafts', 'revisions']
type StoreCounts = Pick<IDBPTransaction<Stores, StoreName[], 'readonly' | 'readwrite'>, 'objectStore'>

const shelfOf = (trx: StoreCounts): LedgerSource => {
	const revisions = trx.objectStore('revisions')
	return {
		ledger: async () => (await trx.objectStore('settings').get('ledger'))?.value,
		enrolments: () => trx.objectStore('enrolments').getAll(),
		revisionsIn: async (device, state) =>
			(await revisions.index('state').getAllKeys([device, state])).map(([, id]) => id),
		hasRevision: async (device, start) =>
			(await revisions.getKey(IDBKeyRange.bound([device, start], [device, `${start}\uffff`]))) !== undefined,
		draftsOf: (device) => trx.objectStore('drafts').index('device').count(device),
	}
}

/** What was told of this phone's work, against what is here: before anything else is written. */
async function checkLosses(db: IDBPDatabase<Stores>): Promise<void> {
	const trx = db.transaction(counted, 'readonly')
	await findLosses(shelfOf(trx), Date.now())
	await trx.done
}

/** Of a newer app's database an older one changes only what says that something was sent. */
const toSend: readonly StoreName[] = ['revisions', 'enrolments']

/** True where a write can change how many records and drafts there are; an answer cannot. */
const changesCounts = (stores: readonly StoreName[]): boolean =>
	!isNewer &&
	(stores.includes('revisions') ||
		stores.includes('enrolments') ||
		(stores.includes('drafts') && !stores.includes('draftAnswers')))

/**
 * Writes to some stores, all or nothing. `strict`: when the promise is kept, it is on the disk. Nothing but requests
 * to these stores may be awaited inside, or the browser ends the transaction early: seal first, then write.
 *
 * @throws Problem `phone-full`, `phone-storage-broken`, `app-too-old`; nothing was written then
 */
export async function write<Found>(
	stores: StoreName[],
	work: (trx: IDBPTransaction<Stores, StoreName[], 'readwrite'>) => Promise<Found>,
): Promise<Found> {
	await ensureSpace()
	const db = await database()
	if (isNewer && !stores.every((store) => toSend.includes(store))) throw new Problem('app-too-old')
	const isCounted = changesCounts(stores)
	let trx: IDBPTransaction<Stores, StoreName[], 'readwrite'> | null = null
	try {
		const scope = isCounted ? [...new Set([...stores, ...counted])] : stores
		const begun = db.transaction(scope, 'readwrite', { durability: 'strict' })
		trx = begun
		// a failed request rejects `work`; the same failure on `done` has then been told
		begun.done.catch(() => undefined)
		let ledger: Ledger | null = null
		const found = await work(begun)
			.then(async (value) => {
				if (!isCounted) return value
				ledger = await countWork(shelfOf(begun))
				await begun.objectStore('settings').put({ key: 'ledger', value: JSON.stringify(ledger) })
				return value
			})
			.catch((thrown: unknown) => {
				if (begun.error === null) begun.abort()
				throw thrown
			})
		await begun.done
		writeSucceeded()
		if (ledger) publishLedger(ledger)
		notifyWritten()
		return found
	} catch (thrown) {
		// where the browser ends the transaction, the request only says "aborted"; the reason stands here
		const problem = storageProblem(trx?.error ?? thrown)
		if (!(thrown instanceof Problem)) {
			stop()
			otherTabs?.postMessage('failed')
		}
		throw problem
	}
}

/** After a write that failed: going on is what damages a database on a full disk. */
function stop(): void {
	writeFailed()
	void opened?.then((db) => db.close()).catch(() => undefined)
	opened = null
}

const listeners = new Set<() => void>()
const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('zila-written') : null
if (otherTabs)
	otherTabs.onmessage = ({ data }) => {
		if (data === 'failed') stop()
		else notifyLocal()
	}

const notifyLocal = () => {
	for (const listener of listeners) listener()
}
function notifyWritten(): void {
	notifyLocal()
	otherTabs?.postMessage(null)
}
/** Hears of every write, in this tab or another. */
export function subscribeToWrites(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** The database was closed while somebody was about to read it. */
export const wasClosed = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'InvalidStateError'

/** A failed write as a problem that people can act on. */
export function storageProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown
	return new Problem(isFull(thrown) ? 'phone-full' : 'phone-storage-broken', {}, thrown)
}
