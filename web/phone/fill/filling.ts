import {
	type ComponentType,
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useSyncExternalStore,
} from 'react'
import type { Answer } from '#shared/forms/answers'
import type { Choice, LocalizedText } from '#shared/forms/form-definition'
import type { FormSession } from '#shared/forms/form-session'
import type { FormPage } from '#shared/forms/pages'
import { randomId } from '#shared/kernel/ids'
import type { Problem } from '#shared/kernel/problem'
import type { AnswerWriter } from '../../storage/drafts/answer-writer.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import type { VisitInDraft } from '../visit/visit-in-draft.ts'
import type { RecordingSlot } from './active-recording.ts'
import type { ControlProps } from './controls/control-props.ts'
import type { LocationSeeker } from './location-seeker.ts'
import { type Attaching, type PendingAttachmentsOptions, startAttaching } from './pending-attachments.ts'
import { createTopicEmitter } from './topic-emitter.ts'

/**
 * A form being filled: the session has the answers, the writer saves them. Every change goes through here, so
 * that no answer is left unsaved.
 */
export interface FormFilling {
	readonly session: FormSession
	readonly draft: string
	type(path: string, typed: string): void
	answer(path: string, answer: Answer | null): void
	/** Attachments of questions: one that is not saved yet keeps the form open like an answer. */
	readonly attaching: Pick<Attaching, 'attach' | 'during' | 'remove' | 'waitingAt'>
	/** Returns the new row's path. */
	addRow(repeatPath: string): string
	/** Saves the reply to a comment. Null deletes it. */
	setComment(path: string, text: string | null): void
	removeRow(rowPath: string): void
	/**
	 * Registers `keep`, which is called before the page is left and turns pending input into an answer. Returns
	 * the function that unregisters it.
	 */
	onBeforeLeave(keep: () => Promise<void>): () => void
	/** Resolves when all pending input has become answers, or could not. */
	commitPendingInput(): Promise<void>
	/** Resolves with null when all answers are on the disk, or with the reason for the failure. */
	whenSaved(): Promise<Problem | null>
	retry(): void
	/** True while an answer is not on the disk yet. */
	isSaving(): boolean
	/** Why the last answers could not be saved; null if they were. */
	problem(): Problem | null
	/** Calls `listener` after every answer. */
	subscribe(listener: () => void): () => void
	/** Calls `listener` when a question, in any row, was answered or changed through other answers. */
	subscribeTo(template: string, listener: () => void): () => void
	/** Calls `listener` when saving starts, succeeds or fails. */
	subscribeToKeeping(listener: () => void): () => void
}

export interface FillingOptions {
	readonly session: FormSession
	readonly draft: string
	readonly keeper: AnswerWriter
	/** Absent in a form without visits to a household. */
	readonly visit?: Pick<VisitInDraft, 'beforeAnswer' | 'changesToSave'> | null
	readonly attachments: Pick<PendingAttachmentsOptions, 'waiting' | 'save' | 'drop' | 'deleteReplaced'>
	readonly problem: () => Problem | null
	/** Registers the listener that is called when the writer has finished or failed. */
	readonly onSaved: (listener: () => void) => void
	/** Called with the first answer. */
	readonly onFirstAnswer: () => void
}

export function createFilling({
	session,
	draft,
	keeper,
	visit = null,
	attachments,
	problem: keepProblem,
	onSaved,
	onFirstAnswer,
}: FillingOptions): FormFilling {
	const pendingInput = createPendingInput()
	const answered = createTopicEmitter()
	const keeping = createTopicEmitter()
	let isFirst = true
	const event = <Result>(act: () => Result): Result => {
		try {
			return act()
		} finally {
			// presets and defaults are written with the first answer: a form that was only opened leaves nothing
			// behind
			const changed = session.takeChanged()
			for (const { path, answer, typed } of visit?.changesToSave(changed) ?? changed)
				keeper.write(path, answer, typed)
			// before the listeners: a location that was found waits for the first answer
			if (isFirst) onFirstAnswer()
			isFirst = false
			answered.emit(session.takeTouched())
			keeping.emit()
		}
	}
	onSaved(keeping.emit)
	const answer = (path: string, given: Answer | null) =>
		event(() => {
			if (given !== null) visit?.beforeAnswer(path)
			session.answer(path, given)
		})
	const forget = async (names: readonly Answer[]) => {
		// the old file is deleted once the new answer is saved
		if (names.length > 0 && (await keeper.whenSaved()) === null) await attachments.deleteReplaced(names)
	}
	const attaching = startAttaching({
		...attachments,
		deleteReplaced: forget,
		answerAt: (path) => session.answerAt(path),
		answer,
		onChange() {
			answered.emit()
			keeping.emit()
		},
	})
	return {
		session,
		draft,
		attaching,
		problem: () => keepProblem() ?? attaching.problem(),
		type: (path, typed) =>
			event(() => {
				if (typed !== '') visit?.beforeAnswer(path)
				session.type(path, typed)
			}),
		answer,
		setComment(path, text) {
			keeper.write(path, text)
			keeping.emit()
		},
		addRow: (repeatPath) => event(() => session.addRow(repeatPath, randomId(randomBytes))),
		removeRow(rowPath) {
			const inRow = [...session.draftAnswers()].flatMap(([path, given]) =>
				path.startsWith(`${rowPath}/`) ? [given] : [],
			)
			attaching.leaveRow(rowPath)
			event(() => session.removeRow(rowPath))
			void forget(inRow).catch(() => undefined)
		},
		onBeforeLeave: pendingInput.register,
		async commitPendingInput() {
			if (await pendingInput.commit()) await attaching.settled()
		},
		async whenSaved() {
			await pendingInput.committed()
			// then the attachments, since each of them ends in an answer
			const refused = await attaching.settled()
			return (await keeper.whenSaved()) ?? refused
		},
		retry() {
			keeper.retry()
			attaching.retry()
		},
		isSaving: () => attaching.isBusy() || keeper.isBusy(),
		subscribe: answered.subscribe,
		subscribeTo: answered.subscribeTo,
		subscribeToKeeping: keeping.subscribe,
	}
}

/** Input that is not an answer yet, such as the text in a field. */
function createPendingInput() {
	const keepers = new Set<() => Promise<void>>()
	let committing: Promise<unknown> = Promise.resolve()
	return {
		/** Returns the function that unregisters `keep`. */
		register(keep: () => Promise<void>) {
			keepers.add(keep)
			return () => keepers.delete(keep)
		},
		/** Turns the input into answers. Resolves with false if there was none. */
		async commit(): Promise<boolean> {
			if (keepers.size === 0) return false
			committing = Promise.all([...keepers].map((keep) => keep()))
			await committing
			return true
		},
		/** Resolves when the last commit is done. */
		committed: () => committing,
	}
}

/** Texts and parts of a preview or a practice interview: nothing is saved. */
export interface TrialMode {
	/** Shown in place of the saving state. */
	readonly note: string
	/** Text about leaving, where a real form says that everything is saved. */
	readonly leave: string
	/** Text about finishing, where a real form says that the record will be sent. */
	readonly ending: string
	/** True if it is part of a page with its own heading. */
	readonly isInside: boolean
	/** Replaces controls that save files on the phone. */
	readonly Placeholder: ComponentType<ControlProps>
}

/** Pages that are left out: by a short practice, or because their one answer is given. */
export interface PageSkips {
	/** Called for the next page: true if it is left out, and filled in. */
	skip(page: FormPage): boolean
	isSkipped(page: FormPage): boolean
}

/** Comments of the desk, if the record was returned with any. */
export interface CommentSlots {
	/** Comments of a question: above its field the comments, below it the reply. */
	at(path: string): ReactNode
	below(path: string): ReactNode
	/** Bar above every page; `onOpen` goes to a question. */
	bar(onOpen: (path: string) => void): ReactNode
	/** The first of these questions with an open comment that has neither change nor reply; null if there is none. */
	firstOpen(paths: readonly string[]): string | null
	/** At the end: a warning for comments without change or reply. */
	atFinish(): ReactNode
	/** Returns the same with a field for the enumerator's own note on a question, in which the cursor is. */
	withNote(path: string): CommentSlots
}

/** Answers that were sealed when the record was finished, if it is corrected. */
export interface SealedSlots {
	/** Returns the control, or instead of it the note that a sealed answer exists which cannot be read here. */
	around(path: string, label: string, control: ReactNode): ReactNode
}

/** Locations that the phone captures automatically. */
export interface BackgroundLocations {
	/** Returns the running search for this question, so that its control shows the same. */
	seekerAt(path: string): LocationSeeker | null
	/** Called when the location was removed: no other is captured automatically. */
	declineAt(path: string): void
}

/** Audio of the questions, if an audio language is chosen; texts without a recording get nothing extra. */
export interface AudioSlots {
	/** Below a question's label: the button that reads it and its choices. */
	renderQuestion(path: string): ReactNode
	/** A text that is highlighted while it is read. */
	renderText(path: string, texts: LocalizedText | undefined, shown: ReactNode): ReactNode
	/** A choice with the button that reads it. */
	renderChoice(path: string, choice: Choice, shown: ReactNode): ReactNode
}

/** A short message about what was done, with the way back. */
export interface FormNotice {
	readonly text: string
	readonly onUndo: () => void
}

export interface FillingView {
	readonly filling: FormFilling
	readonly recording: RecordingSlot
	/** Language of the questions; the app's language may be another. */
	readonly language: string
	/** Goes to the next page if the question is the only one on its page: for the appearance `quick`. */
	readonly goToNextPage: (path: string) => void
	/** Shows a short message at the foot of the page, with the way back. */
	readonly showNotice: (notice: FormNotice) => void
	/** Null when a real record is filled. */
	readonly trial: TrialMode | null
	readonly comments: CommentSlots | null
	/** Null if no location is captured automatically. */
	readonly background: BackgroundLocations | null
	readonly sealed: SealedSlots | null
	readonly audio: AudioSlots | null
}

export const FillingContext = createContext<FillingView | null>(null)

export function useFilling(): FillingView {
	const view = useContext(FillingContext)
	if (!view) throw new Error('no form is open')
	return view
}

/** Rerenders the caller when the found value changes, and only then. */
export function useFillingValue<Found extends string | number | boolean | null | object>(
	find: (filling: FormFilling) => Found,
): Found {
	const { filling } = useFilling()
	return useSyncExternalStore(filling.subscribe, () => find(filling))
}

/**
 * Rerenders the caller when a value of these questions changes, without running for other questions at every
 * key. `templates` must be the same list each time.
 */
export function useQuestionValue<Found extends string | number | boolean | null>(
	templates: string | readonly string[],
	find: (session: FormSession) => Found,
): Found {
	const { filling } = useFilling()
	const subscribe = useCallback(
		(listener: () => void) => {
			const ends = [templates].flat().map((template) => filling.subscribeTo(template, listener))
			return () => {
				for (const end of ends) end()
			}
		},
		[filling, templates],
	)
	return useSyncExternalStore(subscribe, () => find(filling.session))
}
