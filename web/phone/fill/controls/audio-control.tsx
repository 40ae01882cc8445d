import { useState, useSyncExternalStore } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { diskState, subscribeToDisk } from '../../../storage/database/disk-guard.ts'
import { useAppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useSession } from '../../../ui/work-session-context.ts'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { recordAudio } from './record-audio.ts'
import { useAttachmentView } from './use-attachment-view.ts'
import { useCustomField } from './use-field.ts'

/**
 * Records, pauses and plays back. A new recording adds a part and never replaces one: what was said cannot be
 * repeated. The answer is the names of the parts.
 */
export function AudioControl({ id, path, question }: ControlProps) {
	const { t } = useTranslations()
	const { filling, recording } = useFilling()
	const { session } = useSession()
	const field = useCustomField(path)
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	const ended = useSyncExternalStore(recording.subscribe, recording.problem)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isStarting, setStarting] = useState(false)
	const isTight = useSyncExternalStore(subscribeToDisk, diskState) !== 'roomy'
	const answer = filling.session.answerAt(path)
	const parts = typeof answer === 'string' ? answer.split(' ') : []
	const maxMs = Number(question.parameters?.['max-minutes'] ?? 120) * 60_000

	async function start() {
		setProblem(null)
		setStarting(true)
		try {
			const name = await recordAudio({ vault: session.vault, place: recording, path, maxMs })
			if (name) field.set([...parts, name].join(' '))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setStarting(false)
		}
	}
	const own = useAppText()
	if (running?.path === path)
		return (
			<p className="hint" {...own}>
				{t('controls.recording.continuesHint')}
			</p>
		)
	return (
		<div className="stack tight" {...own}>
			{parts.map((name, i) => (
				<Player key={name} name={name} label={t('controls.recording.playPart', { number: i + 1 })} />
			))}
			{parts.length > 0 && <p className="hint">{t('controls.recording.saved')}</p>}
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				disabled={isTight || running !== null || isStarting || filling.session.isReadOnly(path)}
				onClick={() => void start()}
			>
				<Icon name="record" />
				{parts.length === 0 ? t('controls.recording.start') : t('controls.recording.addPart')}
			</button>
			<ProblemNote problem={problem ?? ended} />
		</div>
	)
}

/** Player that decrypts on request: two hours of audio are not decrypted to show a page. */
function Player({ name, label }: { name: string; label: string }) {
	const { t } = useTranslations()
	const [isWanted, setWanted] = useState(false)
	const opened = useAttachmentView(isWanted ? name : null)
	switch (opened.state) {
		case 'closed':
			return (
				<button type="button" className="plain" onClick={() => setWanted(true)}>
					<Icon name="play" />
					{label}
				</button>
			)
		case 'missing':
			return (
				<p className="hint">
					{label}: {t('controls.recording.notOnPhone')}
				</p>
			)
		case 'failed':
			return <ProblemNote problem={opened.problem} />
		case 'open':
			// biome-ignore lint/a11y/useMediaCaption: a conversation just recorded has no captions
			return <audio controls autoPlay src={opened.address} aria-label={label} />
	}
}
