import { useEffect, useMemo, useState } from 'react'
import { inRow } from '#shared/forms/answers'
import { choicesOf } from '#shared/forms/compile-form'
import type { Choice } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { localize } from '#shared/forms/localized-text'
import {
	findTranscriptStructure,
	readTranscriptTurns,
	seatNames,
	type TranscriptStructure,
	type TranscriptTurn,
} from '#shared/forms/transcript-structure'
import { useFilling, useFillingValue } from '../filling.ts'

/** Returns the transcript structure of the open form; only for components of a form that has one. */
export function useTranscript(): TranscriptStructure {
	const { session } = useFilling().filling
	return useMemo(() => {
		const transcript = findTranscriptStructure(session.form)
		if (!transcript) throw new Error('this form has no transcript')
		return transcript
	}, [session])
}

export interface Speaker {
	readonly name: string
	/** `3` for a seat, otherwise the form's word. */
	readonly short: string
	/** Name used in the discussion; '' if none was entered. */
	readonly called: string
	/** Both together: `shown` in writing, `full` for a screen reader. */
	readonly shown: string
	readonly full: string
}

/** Returns the speakers: the present ones, or with earlier ones, since a turn keeps its speaker. */
export function speakersOf(
	session: FormSession,
	transcript: TranscriptStructure,
	language: string,
): Map<string, Speaker> {
	const names = seatNames(transcript, session)
	return new Map(
		listed(session, transcript.roles.speaker).map(({ name, label }) => {
			const word = localize(label, language)
			const called = names.get(name) ?? ''
			const short = names.has(name) ? name : word
			const [shown, full] = called === '' ? [short, word] : [`${short} ${called}`, `${word}, ${called}`]
			return [name, { name, short, called, shown, full }]
		}),
	)
}

/** Returns all choices of a question, also those filtered out at the moment. */
export const listed = ({ form }: FormSession, node: FormNode | undefined): readonly Choice[] =>
	node?.part.kind === 'question' ? choicesOf(form.definition, node.part) : []

/** Returns one turn and updates it while it is edited. */
export function useTurn(row: string): TranscriptTurn {
	const transcript = useTranscript()
	const text = useFillingValue(({ session }) =>
		JSON.stringify(readTranscriptTurns(transcript, session, [row])[0]),
	)
	return useMemo(() => JSON.parse(text) as TranscriptTurn, [text])
}

/** Returns the names of the present speakers. */
export function listActiveSpeakers(session: FormSession, { turns, roles }: TranscriptStructure): string[] {
	// evaluated for a row that does not exist: the speakers are the same in all rows
	const place = inRow(`${turns.template}/@next`, roles.speaker?.suffix ?? '')
	return session.choices(place).map(({ name }) => name)
}

/** Returns the seconds since the discussion began; null before. */
export function secondsOf(session: FormSession, { roles }: TranscriptStructure): number | null {
	const began = roles.began ? session.answerAt(roles.began.template) : undefined
	if (typeof began !== 'string') return null
	return Math.max(0, Math.floor((Date.parse(session.thisMoment()) - Date.parse(began)) / 1000))
}

/**
 * Start of a turn that is tapped now, in seconds; capped at the form's maximum, if the discussion was not
 * ended for half a day.
 */
export const computeTurnStart = (session: FormSession, transcript: TranscriptStructure): number =>
	Math.min(secondsOf(session, transcript) ?? 0, 12 * 3600)

/** Returns the seconds since the discussion began, and keeps updating them; null before. */
export function useSeconds(transcript: TranscriptStructure, everyMs = 1000): number | null {
	const { session } = useFilling().filling
	const [, setTurn] = useState(0)
	useEffect(() => {
		const tick = setInterval(() => setTurn((turn) => turn + 1), everyMs)
		return () => clearInterval(tick)
	}, [everyMs])
	return secondsOf(session, transcript)
}
