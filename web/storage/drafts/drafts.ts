import type { Answer } from '#shared/forms/answers'
import type { Presets } from '#shared/forms/form-definition'
import { dropErasedAnswers } from '#shared/forms/sealed-answer-text'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { isNotePath } from '#shared/revisions/metadata-paths'
import { emptyView, getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import type { HouseholdProgress } from '#shared/sample/household-progress'
import { database, write } from '../database/database.ts'
import type { DraftRow } from '../database/rows.ts'
import { getMovedKey, missingEnrolment, type VaultSession } from '../enrolment/enrolments.ts'
import type { BackCheckProgress } from '../records/back-check-progress.ts'
import { recordOnPhone } from '../records/records.ts'
import { randomBytes } from '../vault/vault.ts'
import { loadAnswers, type Slots } from './answer-writer.ts'

/** Summary of a draft for lists, and the position where it was left. */
export interface DraftAbout {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	/** Page on which it was left, from 0. */
	readonly page: number
	/** Language of the questions; absent until one is chosen: then the app's language. */
	readonly language?: string
	/** Language of audio questions; null or absent: audio is off. */
	readonly aloud?: string | null
	readonly startedAt: number
	/** True if the draft corrects a finished record. */
	readonly isCorrection: boolean
	/** Questions whose location is not captured automatically any more. */
	readonly declinedPlaces?: readonly string[]
	/** Preset answers in addition to those about the user: the sample line. */
	readonly given?: Presets
	/** Household and its progress; null or absent in other forms. */
	readonly work?: HouseholdProgress | null
	/** When the enumerator plans the next visit, ms since 1970. It stays on this phone. */
	readonly comeBackAt?: number
	/** Progress of a back-check; null or absent in other forms. */
	readonly check?: BackCheckProgress | null
}

export interface ListedDraft extends DraftAbout {
	readonly id: string
	readonly record: string
	readonly changedAt: number
	/** True if the server may have a copy of its answers. */
	readonly isCopied: boolean
	/** True if its row is damaged: it is listed, and cannot be opened. */
	readonly isUnreadable: boolean
}

/** A draft that is loaded for editing. */
export interface OpenDraft {
	readonly id: string
	readonly record: string
	readonly about: DraftAbout
	/** State of the record that was visible when the draft began. */
	readonly view: RecordState
	/**
	 * Incremented with every saved answer. This is the value at loading, so that a later answer is known to be
	 * missing here.
	 */
	readonly stamp: number
	readonly answers: Map<string, Answer>
	/** Replies to comments, by the paths that they will have. */
	readonly notes: ReadonlyMap<string, string>
	/** Typed text that could not be parsed, by path. */
	readonly unreadable: Map<string, string>
	/** Number of answers that the phone can no longer read. */
	readonly damaged: number
	/** True if no answer was ever saved: default values have still to be set. */
	readonly isNew: boolean
	/** True if the server may have a copy of it, or it came from another phone. */
	readonly isCopied: boolean
	readonly slots: Slots
}

const draftPlace = (id: string) => `draft ${id}`

/** Creates a draft of a record, or returns the existing one of this person. Returns the draft's id. */
export async function addDraft(
	{ device, vault, isDecoy }: VaultSession,
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
	return write(
		['drafts', 'revisions', 'enrolments', 'settings'],
		async ({ drafts, enrolments, revisions, settings }) => {
			// under a replaced enrolment the draft could not be found again
			if (!isDecoy && !(await enrolments.get(device)))
				throw missingEnrolment(await settings.get(getMovedKey(device)))
			// the record may have been evicted since it was opened
			if ((await revisions.bulkGet(parents.map((parent) => [device, parent]))).includes(undefined))
				throw new Problem('not-found')
			const already = (await drafts.where({ device }).toArray()).find((draft) => draft.record === record)
			if (!already) await drafts.add(row)
			return already?.id ?? id
		},
	)
}

/** Starts a new record. Returns the draft's id. */
export const beginDraft = (
	vaultSession: VaultSession,
	form: DraftAbout['form'],
	initial: Partial<Pick<DraftAbout, 'given' | 'work' | 'check' | 'page' | 'language'>> = {},
): Promise<string> =>
	addDraft(vaultSession, randomId(randomBytes), [], {
		form,
		name: '',
		page: 0,
		startedAt: Date.now(),
		isCorrection: false,
		...initial,
	})

export async function openDraft(vaultSession: VaultSession, id: string): Promise<OpenDraft | null> {
	const row = await (await database()).drafts.get(id)
	if (!row || row.device !== vaultSession.device) return null
	const about = (await vaultSession.vault.open(draftPlace(id), row).catch((thrown: unknown) => {
		if (vaultSession.isDecoy) return null
		throw thrown
	})) as DraftAbout | null
	if (!about) return null
	const view = await viewOfParents(vaultSession, row)
	const currentAnswers = getCurrentAnswers(view)
	const answers = new Map(currentAnswers)
	const unreadable = new Map<string, string>()
	const notes = new Map<string, string>()
	const stored = await loadAnswers(vaultSession, id)
	for (const { path, answer, typed } of stored.answers) {
		if (isNotePath(path)) {
			if (answer === null) notes.delete(path)
			else notes.set(path, String(answer))
			continue
		}
		if (answer === null) answers.delete(path)
		else answers.set(path, answer)
		if (typed === undefined) unreadable.delete(path)
		else unreadable.set(path, typed)
	}
	return {
		id,
		record: row.record,
		about,
		view,
		stamp: row.stamp,
		answers: about.isCorrection ? dropErasedAnswers(answers, currentAnswers) : answers,
		notes,
		unreadable,
		damaged: stored.damaged,
		isNew: row.stamp === 0 && row.parents.length === 0,
		isCopied: !about.isCorrection && row.parents.length > 0,
		slots: stored.slots,
	}
}

/** Returns the state that a draft is based on: only what its parents had seen, not what arrived since. */
async function viewOfParents(
	vaultSession: VaultSession,
	draft: Pick<DraftRow, 'record' | 'parents'>,
): Promise<RecordState> {
	if (draft.parents.length === 0) return emptyView
	return (await recordOnPhone(vaultSession, draft.record, draft.parents))?.state ?? emptyView
}

const damaged: DraftAbout = {
	form: { id: '', ver: 1 },
	name: '',
	page: 0,
	startedAt: 0,
	isCorrection: false,
}

export async function listDrafts(vaultSession: VaultSession): Promise<ListedDraft[]> {
	const rows = await (await database()).drafts.where({ device: vaultSession.device }).toArray()
	const drafts = await Promise.all(
		rows.map(async (row): Promise<ListedDraft> => {
			const about = await vaultSession.vault.open(draftPlace(row.id), row).then(
				(value) => value as DraftAbout,
				() => null,
			)
			const { id, record, changedAt, copied } = row
			const isUnreadable = about === null
			return { ...(about ?? damaged), id, record, changedAt, isCopied: copied > 0, isUnreadable }
		}),
	)
	return drafts
		.filter(({ isUnreadable }) => !(vaultSession.isDecoy && isUnreadable))
		.sort((a, b) => b.changedAt - a.changedAt)
}

/** Saves the position in a draft and its summary for lists. */
export async function saveDraftSummary(
	{ vault }: VaultSession,
	id: string,
	about: DraftAbout,
): Promise<void> {
	const sealed = await vault.seal(draftPlace(id), about)
	await write(['drafts'], ({ drafts }) => drafts.update(id, { ...sealed }))
}

/** Deletes a draft without a single answer or change, without asking. True if it was deleted. */
export const dropIfEmpty = (id: string): Promise<boolean> =>
	write(['drafts'], async ({ drafts }) => {
		const row = await drafts.get(id)
		if (!row || row.stamp > 0) return false
		await drafts.delete(id)
		return true
	})

/** Lock while a form is open: only one tab writes its answers, or two would overwrite each other. */
export const withDraftLock = (
	id: string,
	whileHeld: () => Promise<void>,
	signal: AbortSignal,
): Promise<void> => navigator.locks.request(`zila-draft ${id}`, { signal }, whileHeld) as Promise<void>
