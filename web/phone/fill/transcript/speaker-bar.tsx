import { AppText } from '../../../ui/app-text.tsx'
import { formatDuration } from '../../../ui/format-duration.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling, useFillingValue } from '../filling.ts'
import { listActiveSpeakers, speakersOf, useSeconds, useTranscript } from './use-transcript.ts'

interface SpeakerBarProps {
	/** Name of the speaker whose turn the last tap has begun; '' if another tap followed. */
	readonly speaker: string
	readonly onSpeak: (name: string) => void
	/** Null if there is no tap to undo. */
	readonly onUndo: (() => void) | null
}

/** Bar at the thumb: the time, and a button for each possible speaker. */
export function SpeakerBar({ speaker: speaking, onSpeak, onUndo }: SpeakerBarProps) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling, language } = useFilling()
	const seconds = useSeconds(transcript)
	const names = useFillingValue(({ session }) => listActiveSpeakers(session, transcript).join(' '))
	const speakers = speakersOf(filling.session, transcript, language)
	return (
		// the note keeps the focus until the tap has done its work: without it the foot would come back and move the
		// seats away from under the finger
		// biome-ignore lint/a11y/noStaticElementInteractions: it takes no input, it only leaves the focus where it is
		<div className="speakers" onMouseDown={(event) => event.preventDefault()}>
			<p className="transcript-time">
				<bdi dir="ltr" role="timer" aria-label={t('transcript.clock')}>
					{formatDuration((seconds ?? 0) * 1000)}
				</bdi>
				<span className="transcript-now">
					<AppText>
						{speaking && t('transcript.speaking', { speaker: speakers.get(speaking)?.full ?? speaking })}
					</AppText>
				</span>
				{/* it keeps its place when there is nothing to undo: the seats below must not move under the thumb */}
				<button
					type="button"
					className="plain undo"
					style={onUndo ? undefined : { visibility: 'hidden' }}
					onClick={onUndo ?? undefined}
				>
					<Icon name="undo" />
					<AppText>{t('transcript.undo')}</AppText>
				</button>
			</p>
			<fieldset className="seats">
				<legend className="unseen">{t('transcript.chooseSpeaker')}</legend>
				{names.split(' ').map((name) => {
					const speaker = speakers.get(name)
					return speaker ? (
						<button
							key={name}
							type="button"
							className="plain seat"
							aria-label={speaker.full}
							aria-pressed={name === speaking}
							onClick={() => onSpeak(name)}
						>
							<strong>{speaker.short}</strong>
							{speaker.called && <bdi>{speaker.called}</bdi>}
						</button>
					) : null
				})}
			</fieldset>
		</div>
	)
}
