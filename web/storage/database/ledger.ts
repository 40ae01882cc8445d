/*
 * A count of what each enrolment has on this phone after its last write, published outside of the database as
 * well: a browser can lose the latest part of a database, or all of it, without an error.
 * LE1 The counts are written into the database in the same transaction as the counted rows, and published
 *     outside after the commit: the published ledger is never ahead of the database, however the phone dies.
 *     It may lag by minutes.
 * LE2 A database that is older than the published ledger, or has less than its own ledger says, has lost
 *     data. The loss is recorded before anything else is written, and reported until a person dismisses it.
 * LE3 Published revision numbers are not used again: the server sees the gap, and requests what is lost.
 */

/** Reads that counting needs from a transaction. */
export interface LedgerSource {
	/** The ledger as last saved; undefined if nothing was ever counted. */
	ledger(): Promise<string | undefined>
	enrolments(): Promise<readonly { readonly device: string; readonly n: number }[]>
	revisionsIn(device: string, state: (typeof notAtServer)[number]): Promise<readonly string[]>
	/** True if a revision id begins with `start`, in any state. */
	hasRevision(device: string, start: string): Promise<boolean>
	draftsOf(device: string): Promise<number>
}

interface LedgerCount {
	/** Number of revisions written under this enrolment. */
	readonly n: number
	/** Prefixes of the ids of all revisions that the server does not have. */
	readonly unsent: readonly string[]
	readonly drafts: number
}
export interface Ledger {
	/** Incremented with every counted write. */
	readonly stamp: number
	readonly counts: Readonly<Record<string, LedgerCount>>
}

/** Missing data of an enrolment, and when the loss was found. */
export interface Loss {
	readonly device: string
	/** True if everything of the person is missing; false if some of it is. */
	readonly isAll: boolean
	readonly unsent: number
	readonly drafts: number
	readonly at: number
}

const ledgerKey = 'zila-ledger'
const lossKey = 'zila-lost'
const lettersOfId = 8
const notAtServer = ['waiting', 'refused', 'unreadable'] as const
const none: Ledger = { stamp: 0, counts: {} }

/**
 * Reads from localStorage. A failure there must not stop saving: then only the database's own ledger counts.
 */
function readValue<Value>(key: string, otherwise: Value): Value {
	try {
		return (JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null) ?? otherwise
	} catch {
		return otherwise
	}
}
function writeValue(key: string, value: unknown): void {
	try {
		localStorage.setItem(key, JSON.stringify(value))
	} catch {
		// without localStorage only the database's own ledger counts
	}
}
export const publishLedger = (ledger: Ledger): void => writeValue(ledgerKey, ledger)

/** Highest revision number published for an enrolment. */
export const lastNumber = (device: string): number => readValue(ledgerKey, none).counts[device]?.n ?? 0

async function loadLedger(shelf: LedgerSource): Promise<Ledger> {
	const row = await shelf.ledger()
	return row === undefined ? none : (JSON.parse(row) as Ledger)
}

async function countAll(shelf: LedgerSource, outside: Ledger): Promise<Ledger['counts']> {
	// in parallel: each awaited request costs some milliseconds before the first screen
	const counts = (await shelf.enrolments()).map(async ({ device, n }): Promise<[string, LedgerCount]> => {
		const [drafts, ...ids] = await Promise.all([
			shelf.draftsOf(device),
			...notAtServer.map((state) => shelf.revisionsIn(device, state)),
		])
		const unsent = ids.flat().map((id) => id.slice(0, lettersOfId))
		return [device, { n: Math.max(n, outside.counts[device]?.n ?? 0), unsent, drafts }]
	})
	return Object.fromEntries(await Promise.all(counts))
}

/**
 * Returns the ledger of what is about to be committed. Write it in the same transaction, and call
 * `publishLedger` after the commit.
 */
export async function countWork(shelf: LedgerSource): Promise<Ledger> {
	const outside = readValue(ledgerKey, none)
	const [before, counts] = await Promise.all([loadLedger(shelf), countAll(shelf, outside)])
	return { stamp: newer(before, outside).stamp + 1, counts }
}

const newer = (one: Ledger, other: Ledger): Ledger => (other.stamp > one.stamp ? other : one)

/** Compares the database with the ledger when it is opened (LE2). */
export async function findLosses(shelf: LedgerSource, now: number): Promise<void> {
	const outside = readValue(ledgerKey, none)
	const [inside, counts] = await Promise.all([loadLedger(shelf), countAll(shelf, outside)])
	const before = newer(inside, outside)
	const losses: Loss[] = []
	for (const [device, { n, unsent, drafts }] of Object.entries(before.counts)) {
		const here = counts[device]
		if (!here) {
			losses.push({ device, isAll: true, unsent: unsent.length, drafts, at: now })
			continue
		}
		// written since by an app version without a ledger
		if (here.n > n) continue
		const gone = await missing(shelf, device, unsent, new Set(here.unsent))
		const goneDrafts = Math.max(0, drafts - here.drafts)
		if (gone > 0 || goneDrafts > 0)
			losses.push({ device, isAll: false, unsent: gone, drafts: goneDrafts, at: now })
	}
	if (losses.length === 0) return
	recordLosses(losses)
	// report a loss once: from here on the present counts apply
	publishLedger({ stamp: before.stamp + 1, counts })
}

/** Counts the ids that have no revision in any state; those that were sent since are no loss. */
async function missing(
	shelf: LedgerSource,
	device: string,
	unsent: readonly string[],
	here: ReadonlySet<string>,
): Promise<number> {
	let gone = 0
	for (const start of unsent) if (!here.has(start) && !(await shelf.hasRevision(device, start))) gone++
	return gone
}

export const losses = (): readonly Loss[] => readValue<readonly Loss[]>(lossKey, [])
export const recordLosses = (some: readonly Loss[]): void => writeValue(lossKey, [...losses(), ...some])
/** Called when the person has confirmed the notice of a loss. */
export const dismissLosses = (): void => writeValue(lossKey, [])
