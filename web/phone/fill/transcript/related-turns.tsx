import { readTranscriptTurns, summedUpBy, turnsAbout } from '#shared/forms/transcript-structure'
import { AppText } from '../../../ui/app-text.tsx'
import { formatDuration } from '../../../ui/format-duration.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling, useFillingValue } from '../filling.ts'
import './transcript.css'
import { speakersOf, useTranscript } from './use-transcript.ts'

/** Turns about a question of the guide, or tagged with it, next to the field that summarizes it. */
export function RelatedTurns({ path }: { path: string }) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling, language } = useFilling()
	const { session } = filling
	const about = useFillingValue(({ session: now }) => summedUpBy(transcript, now.nodeAt(path), path, now))
	const turns = turnsAbout(transcript, readTranscriptTurns(transcript, session), about)
	if (turns.length === 0) return null
	const speakers = speakersOf(session, transcript, language)
	return (
		<details className="related-turns" open>
			<summary>
				<AppText>{t('transcript.turnCount', { count: turns.length })}</AppText>
			</summary>
			<ol>
				{turns.map(({ row, at, speaker, note, isQuote }) => {
					const who = speakers.get(speaker)
					return (
						<li key={row}>
							<bdi dir="ltr" className="turn-time">
								{formatDuration(at * 1000)}
							</bdi>{' '}
							<strong>{who?.shown ?? speaker}</strong>{' '}
							<bdi>{isQuote ? `“${note}”` : note || t('transcript.noNote')}</bdi>
						</li>
					)
				})}
			</ol>
		</details>
	)
}
