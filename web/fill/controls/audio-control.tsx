import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, Problem } from '#shared/kernel/problem'
import { openRecording, secondsPerPiece, startRecording } from '../../storage/recordings.ts'
import { useWorking } from '../../ui/at-work-context.ts'
import { useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import { type ControlProps, useOwnField } from './control-props.ts'

/** Speech needs no more (Opus, mono): 120 minutes are about 14 MB. */
const bitsPerSecond = 16_000

const clock = (seconds: number): string =>
	`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Records, pauses and plays back. Every few seconds are sealed and kept while it runs. */
export function AudioControl({ id, path, question }: ControlProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { atWork } = useWorking()
	const field = useOwnField(path)
	const [recorder, setRecorder] = useState<MediaRecorder | null>(null)
	const [seconds, setSeconds] = useState(0)
	const [isPaused, setPaused] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const current = useRef<MediaRecorder | null>(null)
	const answer = filling.session.answerAt(path)
	const mostSeconds = Number(question.parameters?.['max-minutes'] ?? 120) * 60

	const stop = useCallback(() => {
		current.current?.stop()
		current.current = null
	}, [])
	async function start() {
		setProblem(null)
		try {
			const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
			const recording = await startRecording(atWork.vault)
			const made = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond })
			let kept: Promise<void> = Promise.resolve()
			made.ondataavailable = ({ data }) => {
				if (data.size === 0) return
				kept = recording.add(data)
				kept.catch((thrown: unknown) => {
					setProblem(asProblem(thrown))
					stop()
				})
			}
			made.onstop = () => {
				for (const track of stream.getTracks()) track.stop()
				// it can be played when its last piece is kept
				const show = () => setRecorder(null)
				kept.then(show, show)
			}
			made.start(secondsPerPiece * 1000)
			field.set(recording.name)
			current.current = made
			setSeconds(0)
			setPaused(false)
			setRecorder(made)
		} catch (thrown) {
			setProblem(new Problem('microphone-unavailable', {}, thrown))
		}
	}
	useEffect(() => {
		if (!recorder || isPaused) return
		const tick = setInterval(() => setSeconds((before) => before + 1), 1000)
		return () => clearInterval(tick)
	}, [recorder, isPaused])
	useEffect(() => {
		if (recorder && seconds >= mostSeconds) stop()
	}, [recorder, seconds, mostSeconds, stop])
	// the screen is left: what was recorded so far is kept
	useEffect(() => () => current.current?.stop(), [])

	return (
		<div className="stack tight">
			{recorder ? (
				<>
					<p role="status" className="recording">
						<Icon name="record" />
						{isPaused ? t('fill.soundPaused') : t('fill.soundRuns')} <bdi dir="ltr">{clock(seconds)}</bdi>
					</p>
					<button
						type="button"
						className="plain"
						onClick={() => {
							if (isPaused) recorder.resume()
							else recorder.pause()
							setPaused(!isPaused)
						}}
					>
						{isPaused ? t('fill.soundResume') : t('fill.soundPause')}
					</button>
					<button type="button" onClick={stop}>
						<Icon name="stop" />
						{t('fill.soundStop')}
					</button>
				</>
			) : (
				<>
					{typeof answer === 'string' && <Player name={answer} />}
					<button type="button" className="plain" id={id} ref={field.ref} onClick={() => void start()}>
						<Icon name="record" />
						{answer === undefined ? t('fill.soundStart') : t('fill.soundNew')}
					</button>
				</>
			)}
			<ProblemNote problem={problem} />
		</div>
	)
}

function Player({ name }: { name: string }) {
	const { t } = useTexts()
	const { atWork } = useWorking()
	const [address, setAddress] = useState<string | null>(null)
	const [isMissing, setMissing] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(() => {
		let made: string | null = null
		let isOver = false
		openRecording(atWork.vault, name).then(
			(sound) => {
				if (isOver) return
				if (!sound) return setMissing(true)
				made = URL.createObjectURL(sound)
				setAddress(made)
			},
			(thrown: unknown) => {
				if (!isOver) setProblem(asProblem(thrown))
			},
		)
		return () => {
			isOver = true
			if (made) URL.revokeObjectURL(made)
		}
	}, [atWork, name])
	if (isMissing) return <p className="hint">{t('fill.soundElsewhere')}</p>
	return (
		<>
			{/* biome-ignore lint/a11y/useMediaCaption: a conversation just recorded has no captions */}
			{address && <audio controls src={address} />}
			<ProblemNote problem={problem} />
			<p className="hint">{t('fill.soundStays')}</p>
		</>
	)
}
