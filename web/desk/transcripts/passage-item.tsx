import { localize } from '#shared/forms/localized-text'
import {
	type CodedPassage,
	type Coding,
	inTheField,
	type TranscriptResponse,
} from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { formatDuration } from '../../ui/format-duration.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { ThemePicker } from './theme-picker.tsx'
import { useTranscriptText } from './transcript-text.ts'

interface PassageItemProps {
	readonly passage: CodedPassage
	readonly coders: TranscriptResponse['coders']
	readonly codebook: readonly Theme[]
	/** Themes that can be chosen, each with its key; '' for no key. */
	readonly offered: readonly { readonly theme: Theme; readonly key: string }[]
	readonly coding: Coding
	readonly isChanged: boolean
	readonly isCurrent: boolean
	readonly withOthers: boolean
	readonly onGo: () => void
	readonly onCode: (coding: Coding) => void
}

/** A turn or a note of a transcript: speaker, codings, and for the current one the themes to choose. */
export function PassageItem(props: PassageItemProps) {
	const { passage, coders, codebook, coding, isChanged, isCurrent, withOthers, onGo, onCode } = props
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { speakerText, coderText } = useTranscriptText()
	const { at, speaker, sex, about, text, isSealed, identifying, themes, isQuote } = passage
	const name = (id: string) => {
		const theme = codebook.find((each) => each.id === id)
		return theme ? localize(theme.label, language) : id
	}
	const found = (its: Pick<Coding, 'themes' | 'isQuote'>) =>
		[...its.themes.map(name), ...(its.isQuote ? [t('transcripts.quote')] : [])].join(' · ')
	const shownText = isSealed ? t('transcripts.sealed') : text === '' ? t('review.transcript.empty') : text
	return (
		<li className={isCurrent ? 'current' : undefined} aria-current={isCurrent || undefined}>
			<button type="button" className="passage-head plain small" aria-pressed={isCurrent} onClick={onGo}>
				{at === null ? t('transcripts.note') : <bdi dir="ltr">{formatDuration(at * 1000)}</bdi>}{' '}
				<strong>{speakerText(speaker)}</strong> {sex && speaker !== '' && localize(sex.label, language)}
			</button>
			{about && <p className="hint">{localize(about, language)}</p>}
			<p className={isSealed || text === '' ? 'hint' : undefined}>
				<bdi>{isQuote ? `“${shownText}”` : shownText}</bdi>
			</p>
			{identifying && <p className="note wait">{t(`transcripts.identifying.${identifying}`)}</p>}
			{(themes.length > 0 || isQuote) && (
				<p className="hint">
					{coderText(inTheField, coders)}: {found({ themes, isQuote })}
				</p>
			)}
			{withOthers &&
				passage.codings
					.filter(({ by }) => by !== person.id)
					.map((each) => (
						<p key={each.by} className="hint">
							<bdi>{coderText(each.by, coders)}</bdi>: {found(each)} <bdi>{each.memo}</bdi>
							{each.isChanged && ` (${t('transcripts.changedAfterCoding')})`}
						</p>
					))}
			{isChanged && (
				<div className="note wait">
					<p>{t('transcripts.changedYours')}</p>
					<button type="button" className="plain small" onClick={() => onCode(coding)}>
						{t('transcripts.confirmCodes')}
					</button>
				</div>
			)}
			{isCurrent ? (
				<ThemePicker key={coding.memo} {...props} />
			) : (
				(coding.themes.length > 0 || coding.isQuote || coding.memo !== '') && (
					<p>
						<strong>{found(coding)}</strong> <bdi className="hint">{coding.memo}</bdi>
					</p>
				)
			)}
		</li>
	)
}
