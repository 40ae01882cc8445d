import { useRef, useState } from 'react'
import { transcriptApi } from '#shared/api/transcripts'
import type { CodedPassage, Coding, TranscriptResponse } from '#shared/transcripts/coded-transcripts'
import { callRoute } from '../../api/call-route.ts'

const nothing: Coding = { themes: [], isQuote: false, memo: '' }
export const keyOf = ({ record, path }: CodedPassage): string => `${record} ${path}`

/** Returns the coding with the theme toggled. */
export const withTheme = (coding: Coding, id: string): Coding => ({
	...coding,
	themes: coding.themes.includes(id) ? coding.themes.filter((each) => each !== id) : [...coding.themes, id],
})

const ownOf = ({ codings }: CodedPassage, me: string): Coding | undefined =>
	codings.find(({ by }) => by === me)

/** Codings of a transcript by the current user. Changes are saved at once, in order, and can be undone. */
export function useCoding(transcript: TranscriptResponse, me: string, onFailure: (thrown: unknown) => void) {
	const [own, setOwn] = useState<ReadonlyMap<string, Coding>>(
		() => new Map(transcript.passages.map((each) => [keyOf(each), ownOf(each, me) ?? nothing])),
	)
	/** Passages whose text changed after they were coded, and which were not reviewed since. */
	const [changed, setChanged] = useState<ReadonlySet<string>>(
		() =>
			new Set(
				transcript.passages
					.filter(({ codings }) => codings.some(({ by, isChanged }) => by === me && isChanged))
					.map(keyOf),
			),
	)
	const [before, setBefore] = useState<readonly { passage: CodedPassage; coding: Coding }[]>([])
	const saveQueue = useRef(Promise.resolve())
	const codingOf = (passage: CodedPassage): Coding => own.get(keyOf(passage)) ?? nothing

	function save(passage: CodedPassage, coding: Coding): void {
		const key = keyOf(passage)
		setOwn((all) => new Map(all).set(key, coding))
		setChanged((all) => new Set([...all].filter((each) => each !== key)))
		const { record, path, textDigest: text } = passage
		saveQueue.current = saveQueue.current
			.then(() =>
				callRoute(transcriptApi.code, {
					params: { id: transcript.id },
					body: { record, path, textDigest: text, ...coding },
				}),
			)
			.catch(onFailure)
	}
	return {
		codingOf,
		isChanged: (passage: CodedPassage) => changed.has(keyOf(passage)),
		canUndo: before.length > 0,
		change(passage: CodedPassage, coding: Coding): void {
			setBefore((all) => [...all, { passage, coding: codingOf(passage) }])
			save(passage, coding)
		},
		/** Undoes the last change. Returns its passage; null if there is none. */
		undo(): CodedPassage | null {
			const last = before.at(-1)
			if (!last) return null
			setBefore(before.slice(0, -1))
			save(last.passage, last.coding)
			return last.passage
		},
	}
}
