import type { Answer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import { discardUnsavedAttachments, hasUnsavedAttachments } from '../attachments/unsaved-attachments.ts'
import { database, storageProblem, write } from '../database/database.ts'
import type { DraftAnswerRow } from '../database/rows.ts'
import type { PhoneTables } from '../database/schema.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'

/** One saved answer: null deletes it; `typed` is text that could not be parsed. */
export interface StoredAnswer {
	readonly path: string
	readonly answer: Answer | null
	readonly typed?: string
}

const answerPlace = (draft: string, slot: number) => `draft answer ${draft} ${slot}`

/** Deletes all answers of a draft, in one request: by the index Dexie would send one for each answer. */
export const deleteAnswers = (draftAnswers: PhoneTables['draftAnswers'], draft: string) =>
	draftAnswers.where('[draft+slot]').between([draft, 0], [draft, Number.MAX_SAFE_INTEGER]).delete()

interface Unkept {
	readonly device: string
	readonly answers: Map<string, StoredAnswer>
	/** The problem of the last write; null if it has not failed. */
	readonly problem: Problem | null
}

/** Answers that are not on the disk yet, by draft. They outlive the screen of the form, but not the app. */
const unsaved = new Map<string, Unkept>()

/** Notes outside of the form show that answers are unsaved, also after it was left. */
const unsavedListeners = new Set<() => void>()
/** Calls `listener` when answers are entered or saved. Returns the function that unsubscribes. */
export function subscribeToUnsaved(listener: () => void): () => void {
	unsavedListeners.add(listener)
	return () => unsavedListeners.delete(listener)
}
function setUnsaved(draft: string, answers: Unkept | null): void {
	if (answers) unsaved.set(draft, answers)
	else unsaved.delete(draft)
	for (const listener of unsavedListeners) listener()
}

/** True while an answer or an attachment of this person is not on the disk. */
export const hasUnkept = (device: string): boolean =>
	[...unsaved.values()].some((each) => each.device === device) || hasUnsavedAttachments(device)

export const hasAnyUnkept = (): boolean => unsaved.size > 0 || hasUnsavedAttachments()

// closing the page now would lose unsaved answers: the browser asks first
globalThis.addEventListener?.('beforeunload', (event) => {
	if (hasAnyUnkept()) event.preventDefault()
})

interface StoredAnswerContent {
	readonly slot: number
	/** Null if the row is damaged. */
	readonly answer: StoredAnswer | null
}

/** Reads each row separately, so that a damaged one does not affect the others. */
async function storedAnswers({ vault }: VaultSession, draft: string): Promise<StoredAnswerContent[]> {
	const rows = await (await database()).draftAnswers.where({ draft }).toArray()
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

/** Row numbers of the answers of a draft: each path has its own row. */
export interface Slots {
	readonly byPath: ReadonlyMap<string, number>
	readonly next: number
}

/**
 * Loads the answers of a draft: those on the disk, overlaid by unsaved ones; and the number of damaged rows.
 */
export async function loadAnswers(
	vaultSession: VaultSession,
	draft: string,
): Promise<{ answers: StoredAnswer[]; damaged: number; slots: Slots }> {
	const stored = await storedAnswers(vaultSession, draft)
	const readable = stored.flatMap(({ answer }) => answer ?? [])
	return {
		answers: [...readable, ...(unsaved.get(draft)?.answers.values() ?? [])],
		damaged: stored.length - readable.length,
		slots: {
			byPath: new Map(stored.flatMap(({ slot, answer }) => (answer ? [[answer.path, slot]] : []))),
			// a damaged row keeps its slot: nothing overwrites data that may still be rescued
			next: Math.max(0, ...stored.map(({ slot }) => slot)) + 1,
		},
	}
}

export interface AnswerWriter {
	/** Accepts an answer; it is on the disk once `whenSaved` resolves with null. */
	write(path: string, answer: Answer | null, typed?: string): void
	/** Resolves with null when every accepted answer is on the disk, or with the reason for the failure. */
	whenSaved(): Promise<Problem | null>
	/** True while an accepted answer is not on the disk yet. */
	isBusy(): boolean
	/** Retries after a failed write. */
	retry(): void
}

export interface AnswerWriterOptions {
	/** Called when a write has ended, with the problem if it failed. */
	readonly onChange: (problem: Problem | null) => void
	/** Schedules a write, so that the screen paints the keystroke first. */
	readonly whenFree?: (then: () => void) => void
	/** Slots from opening the draft; if absent they are read again. */
	readonly slots?: Slots
}

/**
 * Writes answers as they are entered: one row per question, sealed. Answers entered during a write are
 * written together by the next one, so that fast typing does not build up a queue.
 * K1 An accepted answer is written, or stays queued and is reported as unsaved; it is never dropped.
 * K2 After a failed write nothing is written until `retry` is called: further writes are what damages the
 *    database on a full disk.
 */
export async function createAnswerWriter(
	vaultSession: VaultSession,
	draft: string,
	{ onChange, whenFree = (then) => then(), slots: known }: AnswerWriterOptions,
): Promise<AnswerWriter> {
	const { device, vault } = vaultSession
	const { byPath, next } = known ?? (await loadAnswers(vaultSession, draft)).slots
	const slots = new Map(byPath)
	let nextSlot = next
	const waiting = unsaved.get(draft)?.answers ?? new Map<string, StoredAnswer>()
	let writing: Promise<void> | null = null
	let problem = unsaved.get(draft)?.problem ?? null

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
				await write(['drafts', 'draftAnswers'], async ({ draftAnswers, drafts }) => {
					const row = await drafts.get(draft)
					if (!row) throw new Problem('draft-gone')
					await drafts.put({ ...row, stamp: row.stamp + 1, changedAt: Date.now() })
					await draftAnswers.bulkPut(rows)
				})
				// unless a newer answer was entered meanwhile
				for (const answer of batch) if (waiting.get(answer.path) === answer) waiting.delete(answer.path)
				problem = null
			} catch (thrown) {
				problem = storageProblem(thrown)
				setUnsaved(draft, { device, answers: waiting, problem })
				return
			}
		}
		setUnsaved(draft, null)
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
			setUnsaved(draft, { device, answers: waiting, problem })
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

/** Drops the unsaved answers of a draft that was finished or deleted. */
export const discardUnsaved = (draft: string): void => {
	discardUnsavedAttachments(draft)
	setUnsaved(draft, null)
}
