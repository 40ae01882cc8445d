import { Problem } from '#shared/kernel/problem'
import type { Role } from '#shared/people/roles'
import type { ChainCheckpoint } from '#shared/sync/checkpoints'
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
import { traced } from './live-query.ts'
import type { PinTries } from './pin-attempts.ts'
import type { PhoneDatabase, PhoneTableName, PhoneTables } from './schema.ts'

/** AES-GCM: nonce and ciphertext. */
export interface SealedBox {
	readonly iv: Uint8Array<ArrayBuffer>
	readonly box: ArrayBuffer
}

/** `to`: the project's public key, from the server. `frame`: the sealed key as it is sent. */
export interface EscrowedKey {
	readonly to: string
	readonly frame: Uint8Array<ArrayBuffer>
}

/**
 * Enrolment of one person on this phone. Stored unencrypted, since it is needed before the PIN: name and
 * district of the person, nothing of any record.
 */
export interface EnrolmentRow {
	device: string
	project: string
	person: PersonDocument
	enrolledAt: number
	/** Salt of the PIN, and the vault's key wrapped by the PIN's key; deleted after too many wrong PINs. */
	salt: Uint8Array<ArrayBuffer>
	/** Memory for argon2id, KiB; absent: the minimum. */
	pinMemory?: number
	wrappedKey?: SealedBox
	/**
	 * Decoy vault, present on every phone. `key`: its key wrapped by the second PIN (random bytes if there is
	 * none). `inner`: the same key wrapped by the vault's key.
	 */
	second?: { readonly key: SealedBox; readonly inner: SealedBox }
	tries?: PinTries
	/** The vault's key, sealed to a key of the project: a person who forgot the PIN recovers it with a code. */
	spareKey?: EscrowedKey
	/**
	 * Private halves of the access keys, sealed in the vault. `isKept`: the server has accepted them
	 * (`access-keys.ts`).
	 */
	access?: SealedBox & { readonly isKept?: true }
	/** Signs uploads. Readable in the browser's files: it can submit work, but not read anything. */
	signingKey: CryptoKey
	/** Number of revisions written under this enrolment. */
	n: number
	/** Feed cursor: everything up to this sequence number was received. */
	cursor: number
	/**
	 * Position from which the feed had something that this app version did not understand: a newer version
	 * requests it again.
	 */
	notUnderstood: { readonly cursor: number; readonly app: string } | null
	/** Server time minus phone time at the last sync, ms; null before the first. */
	offsetMs: number | null
	lastSyncAt: number | null
	/**
	 * Checkpoints of the server's chain, newest first; absent before the first sync of an app that stores them.
	 */
	marks?: readonly ChainCheckpoint[]
	/** Sequence number up to which the server has everything in a finished backup. */
	durable?: number
	/** Name of the server's last restore, as received. */
	era?: string
	/** The project's public key that saved revisions are sealed to; absent until a server has sent one. */
	sealingKey?: string
	/** The server rejected that key as unknown: the next sync requests the current one. */
	isKeyDoubted?: boolean
	/** Public key of the server's receipts; absent until the server has sent it. */
	serverKey?: string
	/** Server key that signed the certificate of this enrolment; absent in older rows. */
	certifiedBy?: string
	/** Missing parents of revisions on this phone: the next sync requests them. */
	wants?: readonly string[]
}

/** Returns the keys that a reply contains. Later ones replace earlier ones. */
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

/** An enrolment code that was sent and not answered yet: it can be sent again with the same keys. */
export interface EnrollingRow {
	code: string
	signingKey: CryptoKey
	publicKey: string
}

/** A draft. Its answers are in `draftAnswers`, one row each. */
export interface DraftRow extends SealedBox {
	id: string
	device: string
	record: string
	/**
	 * Parents of the next revision: the heads that were visible when the draft began, or the last copy of it
	 * that was made for the server.
	 */
	parents: string[]
	/** Incremented with every saved answer. */
	stamp: number
	/** Value of `stamp` when the last copy for the server was made. */
	copied: number
	changedAt: number
}

/** The path is sealed as well: it is confidential even which question was answered. */
export interface DraftAnswerRow extends SealedBox {
	draft: string
	slot: number
}

/**
 * State of a revision. refused: too large for the server. unreadable: damaged here. Both stay and are shown.
 * by-receipt: acknowledged by a receipt in an offline file; the server may have been restored since, so it is
 * sent once more at the next sync.
 */
export type RevisionState = 'waiting' | 'by-receipt' | 'at-server' | 'refused' | 'unreadable'
/** The box contains the revision as it is sent, deflated. */
export interface RevisionRow extends SealedBox {
	id: string
	device: string
	record: string
	state: RevisionState
	/** Role of the author; input of the fold. */
	role: Role
	/** Order in the outbox: parents first. */
	n: number
	/** Sent before all others. */
	first?: true
	/** A copy of a draft that was sent: until the server replies, it is unknown whether it arrived. */
	tried?: true
	savedAt: number
	/**
	 * The server's latest sequence number at the acknowledgement, so the revision's own number is not higher.
	 * Absent in older rows.
	 */
	heard?: number
	/** The server has redacted values: no server accepts it under its id any more. */
	redacted?: true
	/** The server had it and was restored to an earlier backup: it is sent again. */
	again?: true
	/**
	 * Signature of the author, made when it was saved, or received. Absent in older unsent rows, which are
	 * signed when they are sent.
	 */
	signature?: Uint8Array<ArrayBuffer>
	/**
	 * The frame without its id, sealed to the project's key (`sealed-frame.ts`), so that it can be sent while
	 * the phone is locked. Only while unsent, and only if short: the row stays below 64 KiB.
	 */
	sealed?: Uint8Array<ArrayBuffer>
}

/** Row of a record in lists, made from its revisions. */
export interface LocalRecordRow extends SealedBox {
	id: string
	device: string
	changedAt: number
	/** Its revisions were evicted to free space: the server has them. */
	kept?: true
}

/** The box contains the document as received, deflated, or its first piece (`seal-document.ts`). */
export interface DocumentRow extends SealedBox {
	device: string
	kind: string
	ref: string
	/** Number of rows with pieces of the document; absent if there is one. */
	pieces?: number
}

/**
 * State of an attachment. waiting: not completely sent. at-server: acknowledged. lost: can no longer be read
 * here.
 */
export type AttachmentState = 'waiting' | 'at-server' | 'lost'

/** A picture, recording or file that a finished record names; its content is in the private files, sealed. */
export interface LocalAttachmentRow {
	device: string
	name: string
	record: string
	/** Ids of the revisions that name it: it is sent when the server has one of them. */
	revisions: string[]
	state: AttachmentState
	/** Bytes of the plain content. */
	size: number
	/** The server had it before the sync whose number becomes `heard`. */
	wasThere?: true
	/** A sequence number of the server at which it certainly had the file. */
	heard?: number
	/** Its file is being evicted, or was evicted, to free space. */
	kept?: 'going' | 'gone'
}

/** A revision whose attachments are listed: it need not be decrypted again. */
export interface NamesReadRow {
	device: string
	revision: string
}

export interface SettingRow {
	key: string
	value: string
}

let loaded: Promise<PhoneDatabase> | null = null
let opened: Promise<PhoneDatabase> | null = null
let isNewer = false
const tries = 3
const betweenTriesMs = 400

/** Loads Dexie on demand: the desk shares the code of the phone, and has no database. */
function load(): Promise<PhoneDatabase> {
	loaded ??= import('./schema.ts').then(
		({ createDatabase }) => {
			const db = createDatabase({
				// the browser found the database damaged and replaced it by an empty one: this is the only sign of it
				onDataLoss: () => recordLosses([{ device: '', isAll: true, unsent: 0, drafts: 0, at: Date.now() }]),
			})
			// by us after a failed write, for another tab that upgrades it, or by the browser: the next read or write
			// opens it again
			db.on('close', () => {
				opened = null
			})
			return db
		},
		(thrown: unknown) => {
			loaded = null
			throw thrown
		},
	)
	return loaded
}

/**
 * True if the database belongs to a newer app: this version only sends its unsent revisions, until it is
 * updated.
 */
export const isDatabaseNewer = (): boolean => isNewer

/** Opens the phone's database. */
export function database(): Promise<PhoneDatabase> {
	opened ??= open(tries).catch((thrown: unknown) => {
		opened = null
		throw storageProblem(thrown)
	})
	// it may be opened for another query
	return traced(opened)
}

/** Retries: a database that does not open may do so a moment later. It is never deleted for that. */
async function open(triesLeft: number): Promise<PhoneDatabase> {
	await ensureSpaceAfterFailure()
	try {
		const db = await load()
		await db.open()
		// Dexie opens a newer database as it is: the tables that this app knows are still there
		isNewer = db.backendDB().version > Math.round(db.verno * 10)
		if (!isNewer) await checkLosses(db)
		return db
	} catch (thrown) {
		if (triesLeft <= 1) throw thrown
		await new Promise((later) => setTimeout(later, betweenTriesMs))
		return open(triesLeft - 1)
	}
}

const counted = ['settings', 'enrolments', 'drafts', 'revisions'] as const

const ledgerSource = ({
	settings,
	enrolments,
	drafts,
	revisions,
}: Pick<PhoneTables, (typeof counted)[number]>): LedgerSource => ({
	ledger: async () => (await settings.get('ledger'))?.value,
	enrolments: () => enrolments.toArray(),
	revisionsIn: async (device, state) =>
		(await revisions.where({ device, state }).primaryKeys()).map(([, id]) => id),
	hasRevision: async (device, start) =>
		(await revisions
			.where('[device+id]')
			.between([device, start], [device, `${start}\uffff`])
			.count()) > 0,
	draftsOf: (device) => drafts.where({ device }).count(),
})

/** Compares the published ledger with the database, before anything else is written. */
const checkLosses = (db: PhoneDatabase): PromiseLike<void> =>
	db.transaction('r', counted, async () => findLosses(ledgerSource(db), Date.now()))

/** Tables that an older app may write in a newer app's database: only to mark something as sent. */
const toSend: readonly PhoneTableName[] = ['revisions', 'enrolments']

/** True if a write to these tables can change the number of records or drafts; saving an answer cannot. */
const changesCounts = (names: readonly PhoneTableName[]): boolean =>
	!isNewer &&
	(names.includes('revisions') ||
		names.includes('enrolments') ||
		(names.includes('drafts') && !names.includes('draftAnswers')))

/**
 * Writes to some tables in one transaction. Data is on the disk when the promise resolves. Nothing but
 * requests to these tables may be awaited inside, or the browser ends the transaction early: seal first, then
 * write.
 * @throws Problem `phone-full`, `phone-storage-broken`, `app-too-old`; nothing was written then
 */
export async function write<Name extends PhoneTableName, Found>(
	names: readonly Name[],
	work: (tables: Pick<PhoneTables, Name>) => PromiseLike<Found>,
): Promise<Found> {
	await ensureSpace()
	const db = await database()
	if (isNewer && !names.every((name) => toSend.includes(name))) throw new Problem('app-too-old')
	const isCounted = changesCounts(names)
	const scope = isCounted ? [...new Set([...names, ...counted])] : names
	try {
		let ledger: Ledger | null = null
		const found = await db.transaction('rw', scope, async (transaction) => {
			// those of `db` would write outside of the transaction if it had ended early
			const bound = scope.map((name) => [name, transaction.table(name)])
			const tables = Object.fromEntries(bound) as PhoneTables
			const value = await work(tables)
			if (isCounted) {
				ledger = await countWork(ledgerSource(tables))
				await tables.settings.put({ key: 'ledger', value: JSON.stringify(ledger) })
			}
			return value
		})
		writeSucceeded()
		if (ledger) publishLedger(ledger)
		return found
	} catch (thrown) {
		if (!(thrown instanceof Problem)) {
			stop()
			otherTabs?.postMessage('failed')
		}
		throw storageProblem(thrown)
	}
}

/** Closes the database after a failed write: further writes are what damages a database on a full disk. */
function stop(): void {
	writeFailed()
	void loaded?.then((db) => db.close())
}

const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('zila-written') : null
if (otherTabs)
	otherTabs.onmessage = ({ data }) => {
		// a tab of an earlier version of the app also announces its writes here
		if (data === 'failed') stop()
	}

/** True if the error says that the database was closed before a read. */
export const wasClosed = (thrown: unknown): boolean =>
	thrown instanceof Error && thrown.name === 'DatabaseClosedError'

/** Converts a failed write into a problem with a code. */
export function storageProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown
	return new Problem(isFull(thrown) ? 'phone-full' : 'phone-storage-broken', {}, thrown)
}
