import { useEffect, useSyncExternalStore } from 'react'
import { audioApi } from '#shared/api/forms'
import type { AudioText } from '#shared/audio/audio-texts'
import { localize, resolveLanguage } from '#shared/forms/localized-text'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import type { AudioDeck } from './audio-deck.ts'
import { soundText } from './audio-files.ts'
import type { AudioState } from './audio-state.ts'

interface AudioRowProps {
	readonly form: string
	readonly language: string
	readonly text: AudioText
	readonly state: AudioState
	readonly deck: AudioDeck
	/** Recordings that could not be uploaded, by row. */
	readonly unsent: Map<string, Blob>
	readonly isBusy: boolean
	readonly onChange: (work: () => Promise<unknown>) => Promise<void>
}

const toneByState = { none: 'quiet', recorded: 'ok', changed: 'wait' } as const

/** One text: its written form, its audio, and who recorded it. */
export function AudioRow({ form, language, text, state, deck, unsent, isBusy, onChange }: AudioRowProps) {
	const { t, language: appLanguage } = useTranslations()
	const shown = resolveLanguage(text.texts, language)
	const sound = state.state === 'none' ? null : state.sound
	return (
		<tr>
			<th scope="row">
				<span className="spoken-text" lang={shown} dir={directionOf(shown)}>
					{localize(text.texts, language)}
				</span>
				<span className="hint">{t(`forms.audio.kind.${text.kind}`)}</span>
			</th>
			<td data-label={t('forms.audio.name')}>
				<bdi dir="ltr">{text.names[0]}</bdi>
			</td>
			<td data-label={t('forms.audio.status')}>
				<span className={`state ${toneByState[state.state]}`}>{t(`forms.audio.${state.state}`)}</span>
				{sound && (
					<span className="hint">
						{t('forms.audio.recordedBy', { who: sound.by ?? '', when: dateTimeIn(appLanguage, sound.at) })}
					</span>
				)}
			</td>
			<td data-label={t('forms.audio.actions')}>
				<AudioActions
					form={form}
					language={language}
					text={text}
					state={state}
					deck={deck}
					unsent={unsent}
					isBusy={isBusy}
					onChange={onChange}
				/>
			</td>
		</tr>
	)
}

/** Records, uploads, plays, confirms and deletes the audio of a text. */
function AudioActions({ form, language, text, state, deck, unsent, isBusy, onChange }: AudioRowProps) {
	const { t } = useTranslations()
	const of = { language, text: text.key }
	const row = `${language} ${text.key}`
	const now = useSyncExternalStore(deck.subscribe, deck.now)
	const does = now?.row === row ? now.does : null
	// stops when the language or the list changes, or the panel is closed
	useEffect(() => () => deck.leave(row), [deck, row])
	const written = localize(text.texts, language)
	const sound = state.state === 'none' ? null : state.sound
	const upload = async (chosen: Blob) =>
		callRoute(audioApi.upload, { params: { id: form }, body: { ...of, sound: await soundText(chosen) } })
	const sendRecording = (recording: Blob) =>
		onChange(async () => {
			unsent.set(row, recording)
			await upload(recording)
			unsent.delete(row)
		})
	const waiting = unsent.get(row)
	return (
		<div className="actions">
			<RecordButton
				written={written}
				hasSound={sound !== null}
				isRecording={does === 'records'}
				isDisabled={isBusy || now?.does === 'records'}
				onRecord={() => void onChange(() => deck.record(row, (recording) => void sendRecording(recording)))}
				onEnd={() => deck.end()}
			/>
			{waiting && (
				<button
					type="button"
					className="small"
					disabled={isBusy}
					aria-label={t('forms.audio.actionOn', { act: t('forms.audio.retryUpload'), text: written })}
					onClick={() => void sendRecording(waiting)}
				>
					{t('forms.audio.retryUpload')}
				</button>
			)}
			<label className="button file-button plain small">
				{t('forms.audio.uploadFile')}
				<input
					type="file"
					accept="audio/*"
					disabled={isBusy}
					aria-label={t('forms.audio.actionOn', { act: t('forms.audio.uploadFile'), text: written })}
					onChange={({ target }) => {
						const [chosen] = target.files ?? []
						if (chosen) void onChange(() => upload(chosen)).finally(() => (target.value = ''))
					}}
				/>
			</label>
			{sound && (
				<SoundAction
					name={t(does === 'plays' ? 'forms.audio.stopPlayback' : 'forms.audio.play')}
					written={written}
					isDisabled={now?.does === 'records'}
					onAct={() => {
						const { text, hash } = sound
						const address = addressOf(audioApi.sound, { params: { id: form, language, text } })
						if (does === 'plays') deck.end()
						else void onChange(() => deck.play(row, `${address}?hash=${hash}`))
					}}
				/>
			)}
			{state.state === 'changed' && sound && (
				<SoundAction
					name={t('forms.audio.confirmRecording')}
					written={written}
					isDisabled={isBusy}
					onAct={() =>
						void onChange(() =>
							callRoute(audioApi.confirm, { params: { id: form }, body: { ...of, hash: sound.hash } }),
						)
					}
				/>
			)}
			{sound && (
				<SoundAction
					name={t('forms.audio.remove')}
					written={written}
					isDisabled={isBusy}
					onAct={() =>
						void onChange(() =>
							callRoute(audioApi.remove, { params: { id: form, language, text: sound.text } }),
						)
					}
				/>
			)}
		</div>
	)
}

interface RecordButtonProps {
	/** Written form of the text. */
	readonly written: string
	readonly hasSound: boolean
	/** This text is being recorded. */
	readonly isRecording: boolean
	/** No recording can begin now. */
	readonly isDisabled: boolean
	readonly onRecord: () => void
	readonly onEnd: () => void
}

/** One button starts and stops, so that it need not be searched while speaking. */
function RecordButton({ written, hasSound, isRecording, isDisabled, onRecord, onEnd }: RecordButtonProps) {
	const { t } = useTranslations()
	const word = isRecording
		? t('forms.audio.stopAndSave')
		: t(hasSound ? 'forms.audio.recordAgain' : 'forms.audio.record')
	return (
		<button
			type="button"
			className={isRecording ? 'small' : 'plain small'}
			disabled={!isRecording && isDisabled}
			aria-label={t('forms.audio.actionOn', { act: word, text: written })}
			onClick={isRecording ? onEnd : onRecord}
		>
			{word}
		</button>
	)
}

interface SoundActionProps {
	readonly name: string
	/** Written form of the text. */
	readonly written: string
	readonly isDisabled: boolean
	readonly onAct: () => void
}

/** Button for the audio that a text has. */
function SoundAction({ name, written, isDisabled, onAct }: SoundActionProps) {
	const { t } = useTranslations()
	return (
		<button
			type="button"
			className="plain small"
			disabled={isDisabled}
			aria-label={t('forms.audio.actionOn', { act: name, text: written })}
			onClick={onAct}
		>
			{name}
		</button>
	)
}
