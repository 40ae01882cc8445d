import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Answer } from '#shared/forms/answers'
import type { FormSession } from '#shared/forms/form-session'
import { randomId } from '#shared/kernel/ids'
import type { Problem } from '#shared/kernel/problem'
import type { AnswerKeeper } from '../storage/keep-answers.ts'
import { randomBytes } from '../storage/vault.ts'
import type { RecordingPlace } from './running-recording.ts'

/**
 * One form being filled: the session holds the meaning, the keeper the disk. Every event goes through here, so that
 * nothing is answered without being kept.
 */
export interface Filling {
	readonly session: FormSession
	readonly draft: string
	type(path: string, typed: string): void
	answer(path: string, answer: Answer | null): void
	/** Gives the new row's path. */
	addRow(repeatPath: string): string
	removeRow(rowPath: string): void
	/** Resolves when all that was given is on the disk, or with the reason why it is not. */
	settled(): Promise<Problem | null>
	retry(): void
	/** Something given is not on the disk yet. */
	isKeeping(): boolean
	/** Why the last answers could not be kept; null if they are. */
	problem(): Problem | null
	subscribe(listener: () => void): () => void
}

export interface FillingParts {
	readonly session: FormSession
	readonly draft: string
	readonly keeper: AnswerKeeper
	readonly problem: () => Problem | null
	/** Told when the keeper finished or failed. */
	readonly onKept: (listener: () => void) => void
	/** Called with the first answer that is given. */
	readonly onFirstAnswer: () => void
}

export function startFilling({
	session,
	draft,
	keeper,
	problem,
	onKept,
	onFirstAnswer,
}: FillingParts): Filling {
	const listeners = new Set<() => void>()
	const tell = () => {
		for (const listener of listeners) listener()
	}
	let isFirst = true
	const event = <Result>(act: () => Result): Result => {
		try {
			return act()
		} finally {
			// presets and defaults go with the first answer: a form that was only looked at leaves nothing behind
			for (const { path, answer, typed } of session.takeChanged()) keeper.keep(path, answer, typed)
			tell()
			if (isFirst) onFirstAnswer()
			isFirst = false
		}
	}
	onKept(tell)
	return {
		session,
		draft,
		problem,
		type: (path, typed) => event(() => session.type(path, typed)),
		answer: (path, answer) => event(() => session.answer(path, answer)),
		addRow: (repeatPath) => event(() => session.addRow(repeatPath, randomId(randomBytes))),
		removeRow: (rowPath) => event(() => session.removeRow(rowPath)),
		settled: () => keeper.settled(),
		retry: () => keeper.retry(),
		isKeeping: () => keeper.isBusy(),
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}

export interface FillingView {
	readonly filling: Filling
	readonly recording: RecordingPlace
	/** Language of the questions; the app's own may be another. */
	readonly language: string
}

export const FillingContext = createContext<FillingView | null>(null)

export function useFilling(): FillingView {
	const view = useContext(FillingContext)
	if (!view) throw new Error('no form is open')
	return view
}

/** Redraws the caller when the found value changes, and only then. */
export function useFillingValue<Found extends string | number | boolean | null | object>(
	find: (filling: Filling) => Found,
): Found {
	const { filling } = useFilling()
	return useSyncExternalStore(filling.subscribe, () => find(filling))
}
