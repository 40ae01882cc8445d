import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import type { Role } from '#shared/access/roles'
import { Problem } from '#shared/kernel/problem'
import type { PersonDocument } from '#shared/sync/messages'

/** AES-GCM: nonce and ciphertext. */
export interface Sealed {
	readonly iv: Uint8Array<ArrayBuffer>
	readonly box: ArrayBuffer
}

/** One person on this phone. What stands here in plain is shown before the PIN: the name, and nothing of the work. */
export interface EnrolmentRow {
	device: string
	project: string
	person: PersonDocument
	/** Salt of the PIN, and the vault's key wrapped by what the PIN gives. */
	salt: Uint8Array<ArrayBuffer>
	wrappedKey: Sealed
	/** Cannot be taken out of the browser; signs what is sent. */
	signingKey: CryptoKey
	/** Revisions written under this enrolment so far. */
	n: number
	/** The feed is here up to this number. */
	cursor: number
	/** Server time minus phone time, ms, as of the last contact; null before the first. */
	offsetMs: number | null
	lastSyncAt: number | null
}

/** Unfinished work. Its answers lie in `draftAnswers`, one row each. */
export interface DraftRow extends Sealed {
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
export interface DraftAnswerRow extends Sealed {
	draft: string
	slot: number
}

export type RevisionState = 'waiting' | 'at-server' | 'refused'
export interface RevisionRow extends Sealed {
	id: string
	device: string
	record: string
	state: RevisionState
	/** Role of its author, for the fold. */
	role: Role
	/** Order among those that wait: parents first. */
	n: number
	savedAt: number
}

/** A record as lists show it, made from its revisions. */
export interface RecordRow extends Sealed {
	id: string
	device: string
	changedAt: number
}

export interface DocumentRow extends Sealed {
	device: string
	kind: string
	ref: string
}

export interface SettingRow {
	key: string
	value: string
}

interface Stores extends DBSchema {
	settings: { key: string; value: SettingRow }
	enrolments: { key: string; value: EnrolmentRow }
	drafts: { key: string; value: DraftRow; indexes: { device: string } }
	draftAnswers: { key: [draft: string, slot: number]; value: DraftAnswerRow; indexes: { draft: string } }
	revisions: {
		/** With the enrolment: two people, or one person twice, may have the same record on one phone. */
		key: [device: string, id: string]
		value: RevisionRow
		indexes: { record: [device: string, record: string]; state: [device: string, state: RevisionState] }
	}
	records: { key: [device: string, id: string]; value: RecordRow; indexes: { device: string } }
	documents: {
		key: [device: string, kind: string, ref: string]
		value: DocumentRow
		indexes: { kind: [device: string, kind: string] }
	}
}
type StoreName = StoreNames<Stores>

let opened: Promise<IDBPDatabase<Stores>> | null = null

/** Everything that this phone keeps. Schema changes only ever add: an older app must still find its work. */
export function database(): Promise<IDBPDatabase<Stores>> {
	opened ??= openDB<Stores>('zila', 1, {
		upgrade(db) {
			db.createObjectStore('settings', { keyPath: 'key' })
			db.createObjectStore('enrolments', { keyPath: 'device' })
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
		},
		// another tab brings a newer app: this one steps aside
		blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
		terminated: () => {
			opened = null
		},
	}).catch((thrown: unknown) => {
		opened = null
		throw storageProblem(thrown)
	})
	return opened
}

/**
 * Writes to some stores, all or nothing. `strict`: when the promise is kept, it is on the disk. Nothing but requests
 * to these stores may be awaited inside, or the browser ends the transaction early: seal first, then write.
 *
 * @throws Problem `phone-full`, `phone-storage-broken`; nothing was written then
 */
export async function write<Found>(
	stores: StoreName[],
	work: (trx: IDBPTransaction<Stores, StoreName[], 'readwrite'>) => Promise<Found>,
): Promise<Found> {
	try {
		const trx = (await database()).transaction(stores, 'readwrite', { durability: 'strict' })
		// a failed request rejects `work`; the same failure on `done` has then been told
		trx.done.catch(() => undefined)
		const found = await work(trx).catch((thrown: unknown) => {
			if (trx.error === null) trx.abort()
			throw thrown
		})
		await trx.done
		tellWritten()
		return found
	} catch (thrown) {
		throw storageProblem(thrown)
	}
}

const listeners = new Set<() => void>()
const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('zila-written') : null
if (otherTabs) otherTabs.onmessage = () => tellHere()

const tellHere = () => {
	for (const listener of listeners) listener()
}
function tellWritten(): void {
	tellHere()
	otherTabs?.postMessage(null)
}
/** Hears of every write, in this tab or another. */
export function subscribeToWrites(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** A failed write as a problem that people can act on. */
export function storageProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown
	const isFull = thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
	return new Problem(isFull ? 'phone-full' : 'phone-storage-broken', {}, thrown)
}
