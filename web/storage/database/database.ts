import { Problem } from '#shared/kernel/problem'
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
import type { PhoneDatabase, PhoneTableName, PhoneTables } from './schema.ts'

/** The phone has one database, opened once for all parts of the app. */
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
	void loaded?.then(
		(db) => db.close(),
		() => undefined,
	)
}

const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('zila-written') : null
if (otherTabs)
	otherTabs.onmessage = ({ data }) => {
		// a tab of an earlier version of the app also announces its writes here
		if (data === 'failed') stop()
	}

/** True if the error says that the database was closed before a read, or during it. */
export const wasClosed = (thrown: unknown): boolean =>
	thrown instanceof Error && ['DatabaseClosedError', 'AbortError'].includes(thrown.name)

/** Converts a failed write into a problem with a code. */
export function storageProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown
	return new Problem(isFull(thrown) ? 'phone-full' : 'phone-storage-broken', {}, thrown)
}
