import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { computeAudioTextKey } from '#shared/audio/audio-texts'
import type { Choice, LocalizedText, Question } from '#shared/forms/form-definition'
import { listAudioHashes, listStoredAudio, readSound } from '../../../storage/attachments/audio-files.ts'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { type AudioSlots, type FormFilling, useFilling } from '../filling.ts'
import { type AudioClip, type AudioQueue, audioQueue } from './audio-queue.ts'
import './audio.css'

export interface AudioSession {
	readonly shown: AudioSlots
	/** Stops at once, also while a text is read. */
	readonly close: () => void
}

/** Opens the reader of a form's audio questions in a language, as far as the files are on this phone. */
export async function openAudioSession({ session }: FormFilling, language: string): Promise<AudioSession> {
	const { definition } = session.form
	const [lists, here] = await Promise.all([listStoredAudio(), listAudioHashes()])
	const list = lists.find((each) => each.form === definition.id && each.language === language)
	const hashes = new Map(
		list?.sounds.filter(({ hash }) => here.has(hash)).map(({ text, hash }) => [text, hash]),
	)
	const queue = audioQueue(readSound)
	const spoken = (path: string, texts: LocalizedText | undefined): AudioClip[] => {
		const key = texts && computeAudioTextKey(texts, language)
		const hash = key && hashes.get(key)
		return hash ? [{ path, id: `${path} ${key}`, hash }] : []
	}
	const ofQuestion = (path: string): AudioClip[] => {
		const question = session.nodeAt(path).part as Question
		const choices = question.list || question.listFrom ? session.choices(path) : []
		return [question.label, question.hint, ...choices.map(({ label }) => label)].flatMap((texts) =>
			spoken(path, texts),
		)
	}
	// leaving the app stops the audio
	const hidden = () => {
		if (document.hidden) queue.stop()
	}
	document.addEventListener('visibilitychange', hidden)
	return {
		shown: {
			renderQuestion: (path) => <ReadQuestion queue={queue} path={path} textsOf={() => ofQuestion(path)} />,
			renderText(path, texts, shown) {
				const [text] = spoken(path, texts)
				return text ? (
					<ReadText queue={queue} id={text.id}>
						{shown}
					</ReadText>
				) : (
					shown
				)
			},
			renderChoice(path, choice, shown) {
				const [text] = spoken(path, choice.label)
				return (
					<div className="spoken-choice" key={choice.name}>
						{shown}
						{text && <ReadChoice queue={queue} text={text} choice={choice} />}
					</div>
				)
			},
		},
		close() {
			document.removeEventListener('visibilitychange', hidden)
			queue.stop()
		},
	}
}

const useNow = (queue: AudioQueue) => useSyncExternalStore(queue.subscribe, queue.now)

interface ReadQuestionProps {
	readonly queue: AudioQueue
	readonly path: string
	readonly textsOf: () => readonly AudioClip[]
}

/** Button that reads the question and then its choices. Renders nothing if there is no audio for them. */
function ReadQuestion({ queue, path, textsOf }: ReadQuestionProps) {
	const { t } = useTranslations()
	const { recording } = useFilling()
	const isReading = useNow(queue)?.path === path
	const isBroken = useSyncExternalStore(queue.subscribe, queue.isBroken)
	const records = useSyncExternalStore(recording.subscribe, recording.running)
	// the recording would contain it too
	useEffect(() => {
		if (records) queue.stop()
	}, [queue, records])
	// stops on another page, at the end of the form, and when locked
	useEffect(
		() => () => {
			if (queue.now()?.path === path) queue.stop()
		},
		[queue, path],
	)
	if (textsOf().length === 0) return null
	if (records)
		return (
			<p className="hint">
				<AppText>{t('audio.offWhileRecording')}</AppText>
			</p>
		)
	return (
		<>
			<button
				type="button"
				className="plain audio-button"
				aria-pressed={isReading}
				onClick={() => (isReading ? queue.stop() : void queue.play(textsOf()))}
			>
				<Icon name={isReading ? 'stop' : 'sound'} />
				<AppText>{isReading ? t('audio.stop') : t('audio.play')}</AppText>
			</button>
			{isBroken && (
				<p className="hint" role="status">
					<AppText>{t('audio.playbackFailed')}</AppText>
				</p>
			)}
		</>
	)
}

interface ReadTextProps {
	readonly queue: AudioQueue
	readonly id: string
	readonly children: ReactNode
}

/** Highlights a text and scrolls to it while it is read. */
function ReadText({ queue, id, children }: ReadTextProps) {
	const isRead = useNow(queue)?.id === id
	const text = useRef<HTMLSpanElement>(null)
	useEffect(() => {
		const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
		if (isRead) text.current?.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' })
	}, [isRead])
	return (
		<span className={isRead ? 'spoken being-read' : 'spoken'} ref={text}>
			{children}
		</span>
	)
}

interface ReadChoiceProps {
	readonly queue: AudioQueue
	readonly text: AudioClip
	readonly choice: Choice
}

function ReadChoice({ queue, text, choice }: ReadChoiceProps) {
	const { t } = useTranslations()
	const { filling, language, recording } = useFilling()
	const isRead = useNow(queue)?.id === text.id
	const records = useSyncExternalStore(recording.subscribe, recording.running)
	const answer = filling.session.text(text.path, choice.label, language)
	return (
		<button
			type="button"
			className="icon-button"
			disabled={records !== null}
			aria-label={t('audio.playAnswer', { answer })}
			aria-pressed={isRead}
			onClick={() => (isRead ? queue.stop() : void queue.play([text]))}
		>
			<Icon name={isRead ? 'stop' : 'sound'} />
		</button>
	)
}
