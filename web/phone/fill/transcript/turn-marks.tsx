import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { inRow } from '#shared/forms/answers'
import { localize } from '#shared/forms/localized-text'
import { readTranscriptTurns } from '#shared/forms/transcript-structure'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { useTranscript, useTurn } from './use-transcript.ts'

/** Buttons that mark a quotation and its themes, one tap each: two rows, and the rest behind one more button. */
export function TurnMarks({ row }: { readonly row: string }) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling, language } = useFilling()
	const { session } = filling
	const { quote, themes } = transcript.roles
	const turn = useTurn(row)
	const themesPath = themes && inRow(row, themes.suffix)
	const quotePath = quote && inRow(row, quote.suffix)
	// in the order that they had when the turn was opened: nothing moves under the finger
	const [used] = useState(
		() => new Set(readTranscriptTurns(transcript, session).flatMap((each) => each.themes)),
	)
	const choices = themesPath ? [...session.choices(themesPath)] : []
	choices.sort((a, b) => Number(used.has(b.name)) - Number(used.has(a.name)))
	const box = useRef<HTMLFieldSetElement>(null)
	const [isWhole, setWhole] = useState(false)
	const fitting = useFitting(box, choices.length, isWhole)
	return (
		// the note keeps the focus: without it the keyboard would close, and everything would move
		<fieldset className="marks" ref={box} onMouseDown={(event) => event.preventDefault()}>
			<legend className="unseen">{t('transcript.themes')}</legend>
			{quotePath && (
				<button
					type="button"
					className="plain mark"
					aria-pressed={turn.isQuote}
					disabled={session.isReadOnly(quotePath)}
					onClick={() => filling.answer(quotePath, turn.isQuote ? null : (quote.part.talk?.of ?? null))}
				>
					<AppText>{`“ ” ${t('transcript.quote')}`}</AppText>
				</button>
			)}
			{themesPath &&
				choices.slice(0, isWhole ? choices.length : fitting).map(({ name, label }) => {
					const isOn = turn.themes.includes(name)
					return (
						<button
							key={name}
							type="button"
							className="plain mark"
							aria-pressed={isOn}
							disabled={session.isReadOnly(themesPath)}
							onClick={() =>
								filling.answer(
									themesPath,
									isOn ? turn.themes.filter((each) => each !== name) : [...turn.themes, name],
								)
							}
						>
							{localize(label, language)}
						</button>
					)
				})}
			{fitting < choices.length && (
				<button
					type="button"
					className="plain mark"
					aria-expanded={isWhole}
					onClick={() => setWhole(!isWhole)}
				>
					<AppText>
						{isWhole
							? t('transcript.fewerThemes')
							: t('transcript.moreThemes', { count: choices.length - fitting })}
					</AppText>
				</button>
			)}
		</fieldset>
	)
}

/** Returns how many themes fit into two rows, with the button that shows the others. */
function useFitting(box: RefObject<HTMLElement | null>, count: number, isWhole: boolean): number {
	const [fitting, setFitting] = useState(count)
	// each pass leaves out what is below the second row; the next one has the button for the rest as well
	useLayoutEffect(() => {
		if (isWhole) return
		const tops = Array.from(box.current?.querySelectorAll('button') ?? [], ({ offsetTop }) => offsetTop)
		const secondRow = [...new Set(tops)].sort((a, b) => a - b)[1] ?? 0
		const below = tops.filter((top) => top > secondRow).length
		if (below > 0) setFitting((now) => Math.max(1, now - below))
	})
	return fitting
}
