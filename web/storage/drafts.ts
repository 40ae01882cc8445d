import type { HouseholdProgress } from '#shared/campaign/household-work'
import type { Answer } from '#shared/forms/answers'
import type { Presets } from '#shared/forms/form-definition'
import { dropErasedAnswers, isSealed } from '#shared/forms/sealed-text'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { isNotePath } from '#shared/revisions/beside'
import { emptyView } from '#shared/revisions/new-revision'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/view'
import type { BackCheckProgress } from './check-in.ts'
import { type DraftRow, database, write } from './database.ts'
import { compiledForm, isReport, resetFeedCursor } from './documents.ts'
import type { LocalRecord } from './fold-rows.ts'
import { loadAnswers, type Slots } from './keep-answers.ts'
import { getMovedKey, missingEnrolment, type UnlockedSession } from './people-on-phone.ts'
import { recordOnPhone } from './records-on-phone.ts'
import { randomBytes } from './vault.ts'

/** What a list shows of a draft, and where it was left. */
export interface DraftAbout {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	/** Page on which it was left, from 0. */
	readonly page: number
	/** Language of the interview; the app's own until somebody chose. */
	readonly language?: string
	/** In which it is read aloud; null or absent: in none. */
	readonly aloud?: string | null
	readonly startedAt: number
	/** It changes a record that was finished before. */
	readonly isCorrection: boolean
	/** Questions whose place is not to be looked for by itself. */
	readonly declinedPlaces?: readonly string[]
	/** What its questions begin with, beside what the app knows of the person: the sample line. */
	readonly given?: Presets
	/** Which household it is of, and how far that one is; absent in other forms. */
	readonly work?: HouseholdProgress | null
	/** Of a back-check. */
	readonly check?: BackCheckProgress | null
}

export interface ListedDraft extends DraftAbout {
	readonly id: string
	readonly record: string
	readonly changedAt: number
	/** A copy of its answers went to the server. */
	readonly isCopied: boolean
	/** Its row is damaged: it is shown, and cannot be opened. */
	readonly isUnreadable: boolean
}

/** A draft opened for work. */
export interface OpenDraft {
	readonly id: string
	readonly record: string
	readonly about: DraftAbout
	/** What was on the screen when it began. */
	readonly view: RecordState
	/** Rises with every answer that was kept; that of the reading, so that a later answer is known to be missing. */
	readonly stamp: number
	readonly answers: Map<string, Answer>
	/** What was said about comments, by the paths that it will have. */
	readonly notes: ReadonlyMap<string, string>
	/** What was typed and could not be read. */
	readonly unreadable: Map<string, string>
	/** How many of its answers the phone can no longer read. */
	readonly damaged: number
	/** No answer was ever kept in it: defaults are still to be given. */
	readonly isNew: boolean
	/** A copy of it went to the server, or came from there. */
	readonly isCopied: boolean
	readonly slots: Slots
}

const draftPlace = (id: string) => `draft ${id}`

/** Adds a draft of a record; where this person has one already, that one is taken up. Gives its id. */
async function addDraft(
	{ device, vault, isDecoy }: UnlockedSession,
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
	return write(['drafts', 'revisions', 'enrolments', 'settings'], async (trx) => {
		// under an enrolment that another one replaced nobody would find it again
		if (!isDecoy && (await trx.objectStore('enrolments').getKey(device)) === undefined)
			throw missingEnrolment(await trx.objectStore('settings').get(getMovedKey(device)))
		// it may have been given up to make room since it was looked at
		for (const parent of parents)
			if ((await trx.objectStore('revisions').getKey([device, parent])) === undefined)
				throw new Problem('not-found')
		const drafts = trx.objectStore('drafts')
		const already = (await drafts.index('device').getAll(device)).find((draft) => draft.record === record)
		if (!already) await drafts.add(row)
		return already?.id ?? id
	})
}

/** Begins a new record. Gives the draft's id. */
export const beginDraft = (
	atWork: UnlockedSession,
	form: DraftAbout['form'],
	begun: Pick<DraftAbout, 'given' | 'work' | 'check'> = {},
): Promise<string> =>
	addDraft(atWork, randomId(randomBytes), [], {
		form,
		name: '',
		page: 0,
		startedAt: Date.now(),
		isCorrection: false,
		...begun,
	})

/**
 * Opens a finished record again, on what it shows now. Gives the draft's id; one that is open already is taken up.
 *
 * @throws Problem `not-found`, `not-allowed`, `form-missing`
 */
export async function beginCorrection(atWork: UnlockedSession, record: string): Promise<string> {
	const found = await recordOnPhone(atWork, record)
	if (!found) throw new Problem('not-found')
	if (await isClosedReport(atWork, found)) throw new Problem('not-allowed')
	// whether it is a report its form says
	if (hasSealed(found.state) && !(await compiledForm(atWork, found.form.id, found.form.ver))) {
		await resetFeedCursor(atWork)
		throw new Problem('form-missing')
	}
	return addDraft(atWork, record, found.state.heads, {
		form: found.form,
		name: '',
		page: 0,
		startedAt: Date.now(),
		// a draft that came from this person's other phone is only taken up again
		isCorrection: found.state.status !== 'draft',
	})
}

const hasSealed = (view: RecordState): boolean => [...getCurrentAnswers(view).values()].some(isSealed)

/** Only its readers know of it once it was told: who has more to say writes another one. */
export async function isClosedReport(
	atWork: UnlockedSession,
	{ form, state }: Pick<LocalRecord, 'form' | 'state'>,
): Promise<boolean> {
	if (!hasSealed(state)) return false
	const compiled = await compiledForm(atWork, form.id, form.ver)
	return compiled !== null && isReport(compiled.definition)
}

export async function openDraft(atWork: UnlockedSession, id: string): Promise<OpenDraft | null> {
	const row = await (await database()).get('drafts', id)
	if (!row || row.device !== atWork.device) return null
	const about = (await atWork.vault.open(draftPlace(id), row).catch((thrown: unknown) => {
		if (atWork.isDecoy) return null
		throw thrown
	})) as DraftAbout | null
	if (!about) return null
	const view = await viewOfParents(atWork, row)
	const standing = getCurrentAnswers(view)
	const answers = new Map(standing)
	const unreadable = new Map<string, string>()
	const notes = new Map<string, string>()
	const kept = await loadAnswers(atWork, id)
	for (const { path, answer, typed } of kept.answers) {
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
		answers: about.isCorrection ? dropErasedAnswers(answers, standing) : answers,
		notes,
		unreadable,
		damaged: kept.damaged,
		isNew: row.stamp === 0 && row.parents.length === 0,
		isCopied: !about.isCorrection && row.parents.length > 0,
		slots: kept.slots,
	}
}

/** The view on which a draft stands: only what its parents had seen, not what came in since. */
async function viewOfParents(
	atWork: UnlockedSession,
	draft: Pick<DraftRow, 'record' | 'parents'>,
): Promise<RecordState> {
	if (draft.parents.length === 0) return emptyView
	return (await recordOnPhone(atWork, draft.record, draft.parents))?.state ?? emptyView
}

const damaged: DraftAbout = {
	form: { id: '', ver: 1 },
	name: '',
	page: 0,
	startedAt: 0,
	isCorrection: false,
}

export async function listDrafts(atWork: UnlockedSession): Promise<ListedDraft[]> {
	const rows = await (await database()).getAllFromIndex('drafts', 'device', atWork.device)
	const drafts = await Promise.all(
		rows.map(async (row): Promise<ListedDraft> => {
			const about = await atWork.vault.open(draftPlace(row.id), row).then(
				(value) => value as DraftAbout,
				() => null,
			)
			const { id, record, changedAt, copied } = row
			const isUnreadable = about === null
			return { ...(about ?? damaged), id, record, changedAt, isCopied: copied > 0, isUnreadable }
		}),
	)
	return drafts
		.filter(({ isUnreadable }) => !(atWork.isDecoy && isUnreadable))
		.sort((a, b) => b.changedAt - a.changedAt)
}

/** Keeps where a draft was left and how lists call it. */
export async function saveDraftSummary(
	{ vault }: UnlockedSession,
	id: string,
	about: DraftAbout,
): Promise<void> {
	const sealed = await vault.seal(draftPlace(id), about)
	await write(['drafts'], async (trx) => {
		const row = await trx.objectStore('drafts').get(id)
		if (row) await trx.objectStore('drafts').put({ ...row, ...sealed })
	})
}

/** A draft in which nobody answered or changed anything is none: it goes without a word. True if it went. */
export const dropIfEmpty = (id: string): Promise<boolean> =>
	write(['drafts'], async (trx) => {
		const row = await trx.objectStore('drafts').get(id)
		if (!row || row.stamp > 0) return false
		await trx.objectStore('drafts').delete(id)
		return true
	})

/** Held while a form is open: its answers are written from one place, or two tabs would write over each other. */
export const withDraftLock = (
	id: string,
	whileHeld: () => Promise<void>,
	signal: AbortSignal,
): Promise<void> => navigator.locks.request(`zila-draft ${id}`, { signal }, whileHeld) as Promise<void>
