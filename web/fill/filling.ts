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
import { randomId } from '#shared/kernel/ids'
import type { Problem } from '#shared/kernel/problem'
import type { AnswerWriter } from '../storage/keep-answers.ts'
import { randomBytes } from '../storage/vault.ts'
import { type Attaching, type PendingAttachmentsOptions, startAttaching } from './attaching.ts'
import type { ControlProps } from './controls/control-props.ts'
import { createTopicEmitter } from './listeners.ts'
import type { LocationSeeker } from './look-for-place.ts'
import type { RecordingSlot } from './running-recording.ts'

/**
 * One form being filled: the session holds the meaning, the keeper the disk. Every event goes through here, so that
 * nothing is answered without being kept.
 */
export interface FormFilling {
	readonly session: FormSession
	readonly draft: string
	type(path: string, typed: string): void
	answer(path: string, answer: Answer | null): void
	/** Files of questions: what is on its way to the disk holds the form open like an answer. */
	readonly attaching: Pick<Attaching, 'attach' | 'during' | 'remove' | 'waitingAt'>
	/** Gives the new row's path. */
	addRow(repeatPath: string): string
	/** Keeps what is said about a comment; null takes it back. */
	setComment(path: string, text: string | null): void
	removeRow(rowPath: string): void
	/** Called before somebody goes on, back or out: for what is under their fingers and no answer yet. Gives what ends it. */
	onBeforeLeave(keep: () => Promise<void>): () => void
	/** Resolves when all that was under their fingers is an answer, or could not become one. */
	commitPendingInput(): Promise<void>
	/** Resolves when all that was given is on the disk, or with the reason why it is not. */
	whenSaved(): Promise<Problem | null>
	retry(): void
	/** Something given is not on the disk yet. */
	isSaving(): boolean
	/** Why the last answers could not be kept; null if they are. */
	problem(): Problem | null
	/** Told when something was answered. */
	subscribe(listener: () => void): () => void
	/** Told when a question, in any row, was answered or is another by what others say. */
	subscribeTo(template: string, listener: () => void): () => void
	/** Told when something is to be kept, was kept, or could not be. */
	subscribeToKeeping(listener: () => void): () => void
}

export interface FillingOptions {
	readonly session: FormSession
	readonly draft: string
	readonly keeper: AnswerWriter
	readonly attachments: Pick<PendingAttachmentsOptions, 'waiting' | 'save' | 'drop' | 'deleteReplaced'>
	readonly problem: () => Problem | null
	/** Told when the keeper finished or failed. */
	readonly onSaved: (listener: () => void) => void
	/** Called with the first answer that is given. */
	readonly onFirstAnswer: () => void
}

export function createFilling({
	session,
	draft,
	keeper,
	attachments,
	problem: keepProblem,
	onSaved,
	onFirstAnswer,
}: FillingOptions): FormFilling {
	const underFingers = new Set<() => Promise<void>>()
	const answered = createTopicEmitter()
	const keeping = createTopicEmitter()
	/** What was under their fingers is on its way to being an answer. */
	let takingUp: Promise<unknown> = Promise.resolve()
	let isFirst = true
	const event = <Result>(act: () => Result): Result => {
		try {
			return act()
		} finally {
			// presets and defaults go with the first answer: a form that was only looked at leaves nothing behind
			for (const { path, answer, typed } of session.takeChanged()) keeper.write(path, answer, typed)
			answered.emit(session.takeTouched())
			keeping.emit()
			if (isFirst) onFirstAnswer()
			isFirst = false
		}
	}
	onSaved(keeping.emit)
	const answer = (path: string, given: Answer | null) => event(() => session.answer(path, given))
	const forget = async (names: readonly Answer[]) => {
		// the old file goes when the disk knows of the new one
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
		type: (path, typed) => event(() => session.type(path, typed)),
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
		onBeforeLeave(keep) {
			underFingers.add(keep)
			return () => underFingers.delete(keep)
		},
		async commitPendingInput() {
			if (underFingers.size === 0) return
			takingUp = Promise.all([...underFingers].map((keep) => keep()))
			await takingUp
			await attaching.settled()
		},
		async whenSaved() {
			await takingUp
			// then the files, since each of them ends in an answer
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

/** A form that is tried out or practised with: nothing of it is kept anywhere. */
export interface TrialMode {
	/** Stands where a phone says what is kept. */
	readonly note: string
	/** What leaving does, where a phone says that everything is kept. */
	readonly leave: string
	/** What finishing does, where a phone says that the record is sent. */
	readonly ending: string
	/** It stands within a page that has a heading of its own. */
	readonly isInside: boolean
	/** In place of controls that keep files on the phone. */
	readonly Placeholder: ComponentType<ControlProps>
}

/** Comments of the desk, where the record was returned with any. */
export interface CommentSlots {
	/** At their question: above its field what was said, below it a line to answer. */
	at(path: string): ReactNode
	below(path: string): ReactNode
	/** Above every page; `onOpen` goes to a question. */
	bar(onOpen: (path: string) => void): ReactNode
}

/** What was sealed when the record was finished, where it is corrected. */
export interface SealedSlots {
	/** The control, or in its place that there is something which nobody here reads. */
	around(path: string, label: string, control: ReactNode): ReactNode
}

/** Places that the phone looks for by itself. */
export interface BackgroundLocations {
	/** The one that looks for this question, so that its control shows the same. */
	seekerAt(path: string): LocationSeeker | null
	/** Its place was taken away, and no other is wanted by itself. */
	declineAt(path: string): void
}

/** The form read aloud, where somebody chose a language for that; in each, nothing is added where nothing was recorded. */
export interface AudioSlots {
	/** Below a question's label: what reads it and its answers. */
	renderQuestion(path: string): ReactNode
	/** A text, marked while it is read. */
	renderText(path: string, texts: LocalizedText | undefined, shown: ReactNode): ReactNode
	/** An answer to be chosen, with what reads it alone. */
	renderChoice(path: string, choice: Choice, shown: ReactNode): ReactNode
}

export interface FillingView {
	readonly filling: FormFilling
	readonly recording: RecordingSlot
	/** Language of the questions; the app's own may be another. */
	readonly language: string
	/** To the next page, if the question is the only one on its page: for the appearance `quick`. */
	readonly goToNextPage: (path: string) => void
	/** Null where records are made. */
	readonly trial: TrialMode | null
	readonly comments: CommentSlots | null
	/** Null where the phone looks for no place by itself. */
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

/** Redraws the caller when the found value changes, and only then. */
export function useFillingValue<Found extends string | number | boolean | null | object>(
	find: (filling: FormFilling) => Found,
): Found {
	const { filling } = useFilling()
	return useSyncExternalStore(filling.subscribe, () => find(filling))
}

/** The same for what only some questions show: nobody else is asked at a key. `templates` is the same list each time. */
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
