import type { Answer } from '#shared/forms/answers'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { noteAttachments } from '../web/storage/attachment-list.ts'
import { database, type EnrolmentRow } from '../web/storage/database.ts'
import { discardDraft } from '../web/storage/discard-draft.ts'
import { beginCorrection, beginDraft, listDrafts, openDraft } from '../web/storage/drafts.ts'
import { keepAnswers } from '../web/storage/keep-answers.ts'
import type { Ledger } from '../web/storage/ledger.ts'
import { type AtWork, enrolmentOf } from '../web/storage/people-on-phone.ts'
import { pruneRecords } from '../web/storage/prune-records.ts'
import { listRecords } from '../web/storage/records-on-phone.ts'
import { saveRevision } from '../web/storage/save-revision.ts'
import { copyDrafts } from '../web/sync/copy-drafts.ts'
import { exchange, smallestBatch } from '../web/sync/exchange.ts'
import { replaceEnrolment } from '../web/sync/replace-enrolment.ts'
import { form } from './world.ts'

/** A phone as it was some time ago: every row of its enrolment. */
type OldCopy = Readonly<Record<(typeof stores)[number], readonly unknown[]>>
const stores = [
	'enrolments',
	'drafts',
	'draftAnswers',
	'revisions',
	'records',
	'documents',
	'namesRead',
] as const

/** What an enumerator does with a phone; each ends well or throws as the phone's own code does. */
export class PhoneDays {
	/** Under whose enrolment it works: another one, when it was told that it is not the only one. */
	atWork: AtWork
	/** Records whose draft was thrown away here: what there is of them elsewhere need not be here. */
	readonly thrownAway = new Set<string>()
	/** Revisions that can no longer be read here. */
	readonly rotten = new Set<string>()
	/** Revisions that it gave up to make room, and up to where the server had said that a backup has all. */
	readonly givenUp = new Map<string, number>()
	readonly #random: SeededRandom

	constructor(atWork: AtWork, random: SeededRandom) {
		this.atWork = atWork
		this.#random = random
	}
	/** Begins a record or corrects one, and finishes it, leaves it as a draft or throws it away; true for that. */
	async work(): Promise<boolean> {
		const random = this.#random
		// what was handed on, or went to make room, can only be read or not at all
		const records = (await listRecords(this.atWork)).filter(
			({ isKept, isHandedOn }) => !isKept && !isHandedOn,
		)
		const drafts = await listDrafts(this.atWork)
		const draft =
			drafts.length > 0 && random.chance(0.3)
				? random.pick(drafts).id
				: records.length > 0 && random.chance(0.6)
					? await beginCorrection(this.atWork, random.pick(records).id)
					: await beginDraft(this.atWork, { id: 'sim', ver: 1 })
		if (random.chance(0.05)) {
			const record = (await openDraft(this.atWork, draft))?.record
			await discardDraft(this.atWork, draft)
			if (record !== undefined) this.thrownAway.add(record)
			return true
		}
		const opened = await openDraft(this.atWork, draft)
		if (!opened) return false
		const keeper = await keepAnswers(this.atWork, draft, { onChange: () => undefined })
		for (let change = 1 + random.below(3); change > 0; change--) {
			const [path, answer] = this.#change(opened.answers)
			keeper.keep(path, answer)
		}
		await keeper.settled()
		if (random.chance(0.25)) return false
		await saveRevision({
			atWork: this.atWork,
			draft,
			form,
			answersOf: ({ answers }) => answers,
			status: 'submitted',
		})
		return false
	}
	#change(answers: ReadonlyMap<string, Answer>): [string, Answer | null] {
		const random = this.#random
		const rows = [...answers.keys()].filter((path) => /^r\/@[^/]+$/.test(path))
		switch (random.below(6)) {
			case 0:
				return ['a', random.chance(0.1) ? null : `text ${random.below(4)}`]
			case 1:
				return ['b', random.below(5)]
			case 2:
				return ['m', ['o1', 'o2', 'o3'].filter(() => random.chance(0.5))]
			case 3:
				return rows.length > 0 && random.chance(0.4)
					? [random.pick(rows), null]
					: [`r/@${random.below(1e6)}`, rows.length + 1]
			default:
				return rows.length > 0 ? [`${random.pick(rows)}/age`, random.below(4)] : ['b', random.below(5)]
		}
	}
	/** Gives up what is safe at the office. */
	async makeRoom(now: number): Promise<void> {
		const { device } = this.atWork
		const before = await this.holds()
		const { durable = 0 } = await enrolmentOf(device)
		await noteAttachments(this.atWork)
		if ((await pruneRecords(this.atWork, { now, keepDays: 1 })) === 0) return
		const after = await this.holds()
		for (const id of before) if (!after.has(id)) this.givenUp.set(id, durable)
	}
	/** Records of which only a line is left here. */
	async keptAtOffice(): Promise<Set<string>> {
		return new Set((await listRecords(this.atWork)).flatMap(({ id, isKept }) => (isKept ? [id] : [])))
	}
	/** Copies its drafts and sends, once. */
	async send(): Promise<boolean> {
		await copyDrafts(this.atWork)
		const { more, isCopied } = await exchange(this.atWork, { bytes: smallestBatch, told: '' }, 'sim')
		if (more || !isCopied) return more
		const other = await replaceEnrolment(this.atWork)
		if (!other) return false
		this.atWork = other
		return true
	}
	/** Everything that it holds as it is now. */
	async copy(): Promise<OldCopy> {
		const db = await database()
		const { device } = this.atWork
		const found = {} as Record<(typeof stores)[number], unknown[]>
		const drafts = await db.getAllFromIndex('drafts', 'device', device)
		for (const store of stores) {
			const all = (await db.getAll(store)) as { device?: string; draft?: string }[]
			found[store] =
				store === 'draftAnswers'
					? all.filter((row) => drafts.some(({ id }) => id === row.draft))
					: all.filter((row) => row.device === device)
		}
		return found
	}
	/** It is put back to an old copy, as phones are by their makers' backups. */
	async goBackTo(old: OldCopy): Promise<void> {
		const now = await this.copy()
		const db = await database()
		const trx = db.transaction([...stores], 'readwrite')
		for (const store of stores) {
			const at = trx.objectStore(store)
			const keyOf = (row: unknown) => {
				const { keyPath } = at
				const value = (name: string) => (row as Record<string, IDBValidKey>)[name] as IDBValidKey
				return Array.isArray(keyPath) ? keyPath.map(value) : value(String(keyPath))
			}
			for (const row of now[store]) await at.delete(keyOf(row) as never)
			for (const row of old[store]) await at.put(row as never)
		}
		await trx.done
		const [row] = old.enrolments as EnrolmentRow[]
		if (!row) return
		this.atWork = { ...this.atWork, device: row.device, signingKey: row.signingKey }
		// the copy is of the whole browser: what was told outside the database is as old, and numbers are given twice
		const told = JSON.parse(localStorage.getItem('zila-ledger') ?? '{}') as Partial<Ledger>
		const counts = { ...told.counts, [row.device]: { n: row.n, unsent: [], drafts: 0 } }
		localStorage.setItem('zila-ledger', JSON.stringify({ stamp: told.stamp ?? 0, counts }))
	}
	/** A bit turns over in something that waits to be sent: nobody can read it again. */
	async rot(): Promise<void> {
		const db = await database()
		const rows = await db.getAllFromIndex('revisions', 'state', [this.atWork.device, 'waiting'])
		if (rows.length === 0) return
		const row = this.#random.pick(rows)
		const box = row.box.slice(0)
		const bytes = new Uint8Array(box)
		const at = this.#random.below(bytes.length)
		bytes[at] = (bytes[at] ?? 0) ^ 1
		// sometimes in both its copies: what was sealed for the server has an end that proves it
		const isBoth = row.sealed && this.#random.chance(0.5)
		const sealed = row.sealed?.map((byte, i, { length }) => (isBoth && i === length - 1 ? byte ^ 1 : byte))
		await db.put('revisions', { ...row, box, ...(sealed ? { sealed } : {}) })
		this.rotten.add(row.id)
	}
	/** All phones are thrown away. */
	static async forgetAll(): Promise<void> {
		const trx = (await database()).transaction([...stores], 'readwrite')
		for (const store of stores) await trx.objectStore(store).clear()
		await trx.done
	}
	/** Ids of all revisions that lie on it. */
	async holds(): Promise<Set<string>> {
		const rows = await (await database()).getAll('revisions')
		const own = rows.filter(({ device, state }) => device === this.atWork.device && state !== 'unreadable')
		return new Set(own.map(({ id }) => id).filter((id) => !this.rotten.has(id)))
	}
}
