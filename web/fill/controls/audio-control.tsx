import { useEffect, useState, useSyncExternalStore } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { openAttachment } from '../../storage/attachments.ts'
import { useAppText } from '../../ui/app-text.tsx'
import { useWorking } from '../../ui/at-work-context.ts'
import { useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { recordSound } from './record-sound.ts'
import { useOwnField } from './use-field.ts'

/**
 * Records, pauses and plays back. Recording again adds a part and never replaces one: what was said cannot be said
 * again. The answer is the names of the parts.
 */
export function AudioControl({ id, path, question }: ControlProps) {
	const { t } = useTexts()
	const { filling, recording } = useFilling()
	const { atWork } = useWorking()
	const field = useOwnField(path)
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	const ended = useSyncExternalStore(recording.subscribe, recording.problem)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isStarting, setStarting] = useState(false)
	const answer = filling.session.answerAt(path)
	const parts = typeof answer === 'string' ? answer.split(' ') : []
	const mostMs = Number(question.parameters?.['max-minutes'] ?? 120) * 60_000

	async function start() {
		setProblem(null)
		setStarting(true)
		try {
			const name = await recordSound({ vault: atWork.vault, place: recording, path, mostMs })
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
				{t('fill.soundGoesOn')}
			</p>
		)
	return (
		<div className="stack tight" {...own}>
			{parts.map((name, i) => (
				<Player key={name} name={name} label={t('fill.soundPart', { number: i + 1 })} />
			))}
			{parts.length > 0 && <p className="hint">{t('fill.soundStays')}</p>}
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				disabled={running !== null || isStarting || filling.session.isReadOnly(path)}
				onClick={() => void start()}
			>
				<Icon name="record" />
				{parts.length === 0 ? t('fill.soundStart') : t('fill.soundMore')}
			</button>
			<ProblemNote problem={problem ?? ended} />
		</div>
	)
}

/** Opened when it is asked for: two hours of sound are not unsealed to look at a page. */
function Player({ name, label }: { name: string; label: string }) {
	const { t } = useTexts()
	const { atWork } = useWorking()
	const [sound, setSound] = useState<string | 'missing' | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(
		() => () => {
			if (sound) URL.revokeObjectURL(sound)
		},
		[sound],
	)
	async function open() {
		try {
			const found = await openAttachment(atWork.vault, name)
			setSound(found ? URL.createObjectURL(found) : 'missing')
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<div className="stack tight">
			{sound === null ? (
				<button type="button" className="plain" onClick={() => void open()}>
					<Icon name="play" />
					{label}
				</button>
			) : sound === 'missing' ? (
				<p className="hint">
					{label}: {t('fill.soundElsewhere')}
				</p>
			) : (
				// biome-ignore lint/a11y/useMediaCaption: a conversation just recorded has no captions
				<audio controls autoPlay src={sound} aria-label={label} />
			)}
			<ProblemNote problem={problem} />
		</div>
	)
}
