import { useEffect, useState } from 'react'
import { formatDuration } from '../../ui/format-duration.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { RunningRecording } from './active-recording.ts'

/** Duration of a recording, with its pause and stop buttons: one tap, on every page. */
export function RecordingStatus({ running }: { running: RunningRecording }) {
	const { t } = useTranslations()
	const isPaused = running.isPaused()
	const [elapsed, setElapsed] = useState(running.elapsedMs)
	useEffect(() => {
		const tick = setInterval(() => setElapsed(running.elapsedMs()), 1000)
		return () => clearInterval(tick)
	}, [running])
	return (
		<section className="recording" aria-label={t('controls.recording.running')}>
			<p>
				<Icon name="record" />
				<span role="status">
					{isPaused ? t('controls.recording.paused') : t('controls.recording.running')}
				</span>{' '}
				<bdi dir="ltr">{formatDuration(elapsed)}</bdi>
			</p>
			<span className="actions">
				<button type="button" className="plain" onClick={isPaused ? running.resume : running.pause}>
					<Icon name={isPaused ? 'play' : 'pause'} />
					<span>{isPaused ? t('controls.recording.resume') : t('controls.recording.pause')}</span>
				</button>
				<button type="button" className="plain" onClick={running.stop}>
					<Icon name="stop" />
					<span>{t('controls.recording.end')}</span>
				</button>
			</span>
		</section>
	)
}
