import type { Answer } from '#shared/forms/answers'
import { randomId } from '#shared/kernel/ids'
import type { Problem } from '#shared/kernel/problem'
import { emptyView } from '#shared/revisions/new-revision'
import { standingAnswers, type View } from '#shared/revisions/view'
import { type DraftAnswerRow, type DraftRow, database, storageProblem, write } from './database.ts'
import type { AtWork } from './people-on-phone.ts'
import { recordOnPhone } from './records-on-phone.ts'
import { randomBytes } from './vault.ts'

/** What a list shows of a draft, and where it was left. */
export interface DraftAbout {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	/** Page on which it was left, from 0. */
	readonly page: number
	readonly startedAt: number
	/** It changes a record that was finished before. */
	readonly isCorrection: boolean
}

export interface ListedDraft extends DraftAbout {
	readonly id: string
	readonly record: string
	readonly changedAt: number
	/** A copy of it is at the server. */
	readonly isCopied: boolean
}

/** A draft opened for work. */
export interface OpenDraft {
	readonly id: string
	readonly record: string
	readonly about: DraftAbout
	/** What was on the screen when it began. */
	readonly view: View
	readonly answers: Map<string, Answer>
	/** What was typed and could not be read. */
	readonly unreadable: Map<string, string>
	/** No answer was ever kept in it: defaults are still to be given. */
	readonly isNew: boolean
}

/** One kept answer: null takes it back; `typed` is what could not be read. */
interface KeptAnswer {
	readonly path: string
	readonly answer: Answer | null
	readonly typed?: string
}

const draftPlace = (id: string) => `draft ${id}`
const answerPlace = (draft: string, slot: number) => `draft answer ${draft} ${slot}`

async function addDraft(
	{ device, vault }: AtWork,
	record: string,
	parents: readonly string[],
	about: DraftAbout,
): Promise<string> {
	const id = randomId(randomBytes)
	const sealed = await vault.seal(draftPlace(id), about)
	const row: DraftRow = {
		id,
		device,
		record,
		parents: [...parents],
		stamp: 0,
		copied: 0,
		changedAt: Date.now(),
		...sealed,
	}
	await write(['drafts'], (trx) => trx.objectStore('drafts').add(row))
	return id
}

/** Begins a new record. Gives the draft's id. */
export const beginDraft = (atWork: AtWork, form: DraftAbout['form']): Promise<string> =>
	addDraft(atWork, randomId(randomBytes), [], {
		form,
		name: '',
		page: 0,
		startedAt: Date.now(),
		isCorrection: false,
	})

/** Opens a finished record again, on what it shows now. Gives the draft's id; one that is open already is taken up. */
export async function beginCorrection(atWork: AtWork, record: string): Promise<string> {
	const open = await (await database()).getAllFromIndex('drafts', 'device', atWork.device)
	const already = open.find((draft) => draft.record === record)
	if (already) return already.id
	const found = await recordOnPhone(atWork, record)
	return addDraft(atWork, record, found?.view.heads ?? [], {
		form: found?.form ?? { id: '', ver: 1 },
		name: '',
		page: 0,
		startedAt: Date.now(),
		// a draft that came from this person's other phone is only taken up again
		isCorrection: found?.view.status !== 'draft',
	})
}

export async function openDraft(atWork: AtWork, id: string): Promise<OpenDraft | null> {
	const db = await database()
	const row = await db.get('drafts', id)
	if (!row || row.device !== atWork.device) return null
	const about = (await atWork.vault.open(draftPlace(id), row)) as DraftAbout
	const view = await viewOfParents(atWork, row)
	const answers = standingAnswers(view)
	const unreadable = new Map<string, string>()
	const kept = await db.getAllFromIndex('draftAnswers', 'draft', id)
	for (const { path, answer, typed } of await openAnswers(atWork, kept)) {
		if (answer === null) answers.delete(path)
		else answers.set(path, answer)
		if (typed !== undefined) unreadable.set(path, typed)
	}
	return {
		id,
		record: row.record,
		about,
		view,
		answers,
		unreadable,
		isNew: row.stamp === 0 && row.parents.length === 0,
	}
}

const openAnswers = (atWork: AtWork, rows: readonly DraftAnswerRow[]): Promise<KeptAnswer[]> =>
	Promise.all(
		rows.map(async (row) => (await atWork.vault.open(answerPlace(row.draft, row.slot), row)) as KeptAnswer),
	)

/** The view on which a draft stands: only what its parents had seen, not what came in since. */
async function viewOfParents(atWork: AtWork, draft: Pick<DraftRow, 'record' | 'parents'>): Promise<View> {
	if (draft.parents.length === 0) return emptyView
	return (await recordOnPhone(atWork, draft.record, draft.parents))?.view ?? emptyView
}

export async function listDrafts(atWork: AtWork): Promise<ListedDraft[]> {
	const rows = await (await database()).getAllFromIndex('drafts', 'device', atWork.device)
	const drafts = await Promise.all(
		rows.map(async (row): Promise<ListedDraft> => {
			const about = (await atWork.vault.open(draftPlace(row.id), row)) as DraftAbout
			const { id, record, changedAt, copied, stamp } = row
			return { ...about, id, record, changedAt, isCopied: copied > 0 && copied === stamp }
		}),
	)
	return drafts.sort((a, b) => b.changedAt - a.changedAt)
}

/** Keeps where a draft was left and how lists call it. */
export async function keepAbout({ vault }: AtWork, id: string, about: DraftAbout): Promise<void> {
	const sealed = await vault.seal(draftPlace(id), about)
	await write(['drafts'], async (trx) => {
		const row = await trx.objectStore('drafts').get(id)
		if (row) await trx.objectStore('drafts').put({ ...row, ...sealed })
	})
}

/** Throws a draft away; the person has been asked. What is at the server of it stays there. */
export const discardDraft = (id: string): Promise<void> =>
	write(['drafts', 'draftAnswers'], async (trx) => {
		await trx.objectStore('drafts').delete(id)
		await trx.objectStore('draftAnswers').delete(answersOf(id))
	})

/** The keys of all answers of a draft. */
export const answersOf = (draft: string): IDBKeyRange =>
	IDBKeyRange.bound([draft, 0], [draft, Number.MAX_SAFE_INTEGER])

export interface AnswerKeeper {
	/** Takes an answer; it is on the disk when `settled` says so. */
	keep(path: string, answer: Answer | null, typed?: string): void
	/** Resolves when everything taken so far is on the disk. */
	settled(): Promise<void>
	/** True while something taken is not on the disk yet. */
	isBusy(): boolean
	/** Tries again what a full disk refused. */
	retry(): void
}

export interface KeepOptions {
	/** Told when a write has ended, with what went wrong. */
	readonly onChange: (problem: Problem | null) => void
	/** When a write may begin: a screen paints the key first. */
	readonly whenFree?: (then: () => void) => void
}

/**
 * Writes answers as they are given: one row per question, sealed. Answers given while a write is under way wait for
 * it and go together, so that fast typing costs no queue of writes.
 */
export async function keepAnswers(
	{ vault }: AtWork,
	draft: string,
	{ onChange, whenFree = (then) => then() }: KeepOptions,
): Promise<AnswerKeeper> {
	const slots = new Map<string, number>()
	const kept = await (await database()).getAllFromIndex('draftAnswers', 'draft', draft)
	for (const row of kept) {
		const { path } = (await vault.open(answerPlace(draft, row.slot), row)) as KeptAnswer
		slots.set(path, row.slot)
	}
	let nextSlot = Math.max(0, ...slots.values()) + 1
	const waiting = new Map<string, KeptAnswer>()
	let writing: Promise<void> | null = null
	let problem: Problem | null = null

	const flush = async (): Promise<void> => {
		while (waiting.size > 0) {
			const batch = [...waiting.values()]
			waiting.clear()
			try {
				const rows = await Promise.all(
					batch.map(async (answer): Promise<DraftAnswerRow> => {
						const slot = slots.get(answer.path) ?? nextSlot++
						slots.set(answer.path, slot)
						return { draft, slot, ...(await vault.seal(answerPlace(draft, slot), answer)) }
					}),
				)
				await write(['drafts', 'draftAnswers'], async (trx) => {
					const drafts = trx.objectStore('drafts')
					const row = await drafts.get(draft)
					if (!row) return
					await drafts.put({ ...row, stamp: row.stamp + 1, changedAt: Date.now() })
					for (const answer of rows) await trx.objectStore('draftAnswers').put(answer)
				})
				problem = null
			} catch (thrown) {
				// what was not written is not forgotten: it waits, unless something newer was given meanwhile
				for (const answer of batch) if (!waiting.has(answer.path)) waiting.set(answer.path, answer)
				problem = storageProblem(thrown)
				return
			}
		}
	}
	const start = () => {
		if (waiting.size > 0)
			writing ??= flush().finally(() => {
				writing = null
				onChange(problem)
			})
	}
	return {
		keep(path, answer, typed) {
			waiting.set(path, typed === undefined ? { path, answer } : { path, answer, typed })
			if (!writing) whenFree(start)
		},
		async settled() {
			start()
			while (writing) await writing
		},
		isBusy: () => waiting.size > 0 || writing !== null,
		retry: start,
	}
}
