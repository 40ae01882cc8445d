import { useEffect, useMemo, useState } from 'react'
import { inRow } from '#shared/forms/answers'
import { choicesOf } from '#shared/forms/compile-form'
import type { Choice } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import {
	findTranscriptStructure,
	readTranscriptTurns,
	seatNames,
	type TranscriptStructure,
	type TranscriptTurn,
} from '#shared/forms/talk'
import { localize } from '#shared/forms/texts'
import { useFilling, useFillingValue } from '../filling.ts'

/** The talk of the form that is open; only a form that has one shows what asks for it. */
export function useTranscript(): TranscriptStructure {
	const { session } = useFilling().filling
	return useMemo(() => {
		const talk = findTranscriptStructure(session.form)
		if (!talk) throw new Error('this form is no talk')
		return talk
	}, [session])
}

export interface Speaker {
	readonly name: string
	/** `3` for a seat, else the word of the form. */
	readonly short: string
	/** What they are called in the talk; '' where nobody said. */
	readonly called: string
	/** Both, as it is written, and as it is said aloud. */
	readonly shown: string
	readonly full: string
}

/** All who may speak now, or also who could before: a turn keeps its speaker. */
export function speakersOf(
	session: FormSession,
	talk: TranscriptStructure,
	language: string,
): Map<string, Speaker> {
	const names = seatNames(talk, session)
	return new Map(
		listed(session, talk.roles.speaker).map(({ name, label }) => {
			const word = localize(label, language)
			const called = names.get(name) ?? ''
			const short = names.has(name) ? name : word
			const [shown, full] = called === '' ? [short, word] : [`${short} ${called}`, `${word}, ${called}`]
			return [name, { name, short, called, shown, full }]
		}),
	)
}

/** Everything that a question of the talk can be answered with. */
export const listed = ({ form }: FormSession, node: FormNode | undefined): readonly Choice[] =>
	node?.part.kind === 'question' ? choicesOf(form.definition, node.part) : []

/** One turn, as it is while it is written. */
export function useTurn(row: string): TranscriptTurn {
	const talk = useTranscript()
	const text = useFillingValue(({ session }) => JSON.stringify(readTranscriptTurns(talk, session, [row])[0]))
	return useMemo(() => JSON.parse(text) as TranscriptTurn, [text])
}

/** The names of those who may speak now. */
export function listActiveSpeakers(session: FormSession, { turns, roles }: TranscriptStructure): string[] {
	// asked of a row that is not there: who may speak is the same in all of them
	const place = inRow(`${turns.template}/@next`, roles.speaker?.suffix ?? '')
	return session.choices(place).map(({ name }) => name)
}

/** Seconds since the talk began; null before. */
export function secondsOf(session: FormSession, { roles }: TranscriptStructure): number | null {
	const began = roles.began ? session.answerAt(roles.began.template) : undefined
	if (typeof began !== 'string') return null
	return Math.max(0, Math.floor((Date.parse(session.thisMoment()) - Date.parse(began)) / 1000))
}

/** When a turn begins that is tapped now: in a talk that nobody ended for half a day, at the end of what a form takes. */
export const computeTurnStart = (session: FormSession, talk: TranscriptStructure): number =>
	Math.min(secondsOf(session, talk) ?? 0, 12 * 3600)

/** Seconds since the talk began, as it goes on. */
export function useSeconds(talk: TranscriptStructure, everyMs = 1000): number | null {
	const { session } = useFilling().filling
	const [, setTurn] = useState(0)
	useEffect(() => {
		const tick = setInterval(() => setTurn((turn) => turn + 1), everyMs)
		return () => clearInterval(tick)
	}, [everyMs])
	return secondsOf(session, talk)
}
