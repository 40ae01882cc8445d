import type { Answer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import { type DraftAnswerRow, database, storageProblem, write } from './database.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { discardUnsavedAttachments, hasUnsavedAttachments } from './waiting-attachments.ts'

/** One kept answer: null takes it back; `typed` is what could not be read. */
export interface StoredAnswer {
	readonly path: string
	readonly answer: Answer | null
	readonly typed?: string
}

const answerPlace = (draft: string, slot: number) => `draft answer ${draft} ${slot}`

/** The keys of all answers of a draft. */
export const answersOf = (draft: string): IDBKeyRange =>
	IDBKeyRange.bound([draft, 0], [draft, Number.MAX_SAFE_INTEGER])

interface Unkept {
	readonly device: string
	readonly answers: Map<string, StoredAnswer>
	/** Why the disk refused them. */
	readonly problem: Problem | null
}

/** What a form gave and the disk has not taken, by draft: outlives the form that was left, and dies with the app. */
const unkept = new Map<string, Unkept>()

/** True while any answer of this person, or a file that is to be one, is not on the disk. */
export const hasUnkept = (device: string): boolean =>
	[...unkept.values()].some((each) => each.device === device) || hasUnsavedAttachments(device)

export const hasAnyUnkept = (): boolean => unkept.size > 0 || hasUnsavedAttachments()

// closing the page now would lose what the disk has not taken: the browser asks first
globalThis.addEventListener?.('beforeunload', (event) => {
	if (hasAnyUnkept()) event.preventDefault()
})

interface StoredAnswerContent {
	readonly slot: number
	/** Null: its row is damaged. */
	readonly answer: StoredAnswer | null
}

/** One damaged row takes no other with it. */
async function storedAnswers({ vault }: UnlockedSession, draft: string): Promise<StoredAnswerContent[]> {
	const rows = await (await database()).getAllFromIndex('draftAnswers', 'draft', draft)
	return Promise.all(
		rows.map(async (row) => ({
			slot: row.slot,
			answer: await vault.open(answerPlace(draft, row.slot), row).then(
				(value) => value as StoredAnswer,
				() => null,
			),
		})),
	)
}

/** Where the answers of a draft lie: each path has a row of its own. */
export interface Slots {
	readonly byPath: ReadonlyMap<string, number>
	readonly next: number
}

/** The answers of a draft: what is on the disk, and over it what waits to be; and how many cannot be read any more. */
export async function loadAnswers(
	atWork: UnlockedSession,
	draft: string,
): Promise<{ answers: StoredAnswer[]; damaged: number; slots: Slots }> {
	const stored = await storedAnswers(atWork, draft)
	const kept = stored.flatMap(({ answer }) => answer ?? [])
	return {
		answers: [...kept, ...(unkept.get(draft)?.answers.values() ?? [])],
		damaged: stored.length - kept.length,
		slots: {
			byPath: new Map(stored.flatMap(({ slot, answer }) => (answer ? [[answer.path, slot]] : []))),
			// a damaged row keeps its slot: nothing is written over what somebody may still rescue
			next: Math.max(0, ...stored.map(({ slot }) => slot)) + 1,
		},
	}
}

export interface AnswerWriter {
	/** Takes an answer; it is on the disk when `whenSaved` says so. */
	write(path: string, answer: Answer | null, typed?: string): void
	/** Resolves when everything taken so far is on the disk, or with the reason why it is not. */
	whenSaved(): Promise<Problem | null>
	/** True while something taken is not on the disk yet. */
	isBusy(): boolean
	/** Tries again what the disk refused. */
	retry(): void
}

export interface AnswerWriterOptions {
	/** Told when a write has ended, with what went wrong. */
	readonly onChange: (problem: Problem | null) => void
	/** When a write may begin: a screen paints the key first. */
	readonly whenFree?: (then: () => void) => void
	/** As they were read when the draft was opened; without them it is read again. */
	readonly slots?: Slots
}

/**
 * Writes answers as they are given: one row per question, sealed. Answers given while a write is under way wait for
 * it and go together, so that fast typing costs no queue of writes.
 *
 * K1 What was taken is written, or waits and is said to wait; it is never dropped.
 * K2 After a write that failed nothing is written until somebody says `retry`: going on is what damages a full disk's
 *    database.
 */
export async function createAnswerWriter(
	atWork: UnlockedSession,
	draft: string,
	{ onChange, whenFree = (then) => then(), slots: known }: AnswerWriterOptions,
): Promise<AnswerWriter> {
	const { device, vault } = atWork
	const { byPath, next } = known ?? (await loadAnswers(atWork, draft)).slots
	const slots = new Map(byPath)
	let nextSlot = next
	const waiting = unkept.get(draft)?.answers ?? new Map<string, StoredAnswer>()
	let writing: Promise<void> | null = null
	let problem = unkept.get(draft)?.problem ?? null

	const flush = async (): Promise<void> => {
		while (waiting.size > 0) {
			const batch = [...waiting.values()]
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
					if (!row) throw new Problem('draft-gone')
					await drafts.put({ ...row, stamp: row.stamp + 1, changedAt: Date.now() })
					for (const answer of rows) await trx.objectStore('draftAnswers').put(answer)
				})
				// unless something newer was given meanwhile
				for (const answer of batch) if (waiting.get(answer.path) === answer) waiting.delete(answer.path)
				problem = null
			} catch (thrown) {
				problem = storageProblem(thrown)
				unkept.set(draft, { device, answers: waiting, problem })
				return
			}
		}
		unkept.delete(draft)
	}
	const start = () => {
		if (waiting.size > 0)
			writing ??= flush().finally(() => {
				writing = null
				onChange(problem)
			})
	}
	if (problem) onChange(problem)
	else start()
	return {
		write(path, answer, typed) {
			waiting.set(path, typed === undefined ? { path, answer } : { path, answer, typed })
			unkept.set(draft, { device, answers: waiting, problem })
			if (!writing && !problem) whenFree(start)
		},
		async whenSaved() {
			if (!problem) start()
			while (writing) await writing
			return problem
		},
		isBusy: () => waiting.size > 0 || writing !== null,
		retry: start,
	}
}

/** A draft that was finished or thrown away waits for nothing any more. */
export const discardUnsaved = (draft: string): void => {
	unkept.delete(draft)
	discardUnsavedAttachments(draft)
}
