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
export function AudioRow(props: AudioRowProps) {
	const { form, language, text, state, deck, unsent, isBusy, onChange } = props
	const { t, language: appLanguage } = useTranslations()
	const of = { language, text: text.key }
	const row = `${language} ${text.key}`
	const now = useSyncExternalStore(deck.subscribe, deck.now)
	const does = now?.row === row ? now.does : null
	// stops when the language or the list changes, or the panel is closed
	useEffect(() => () => deck.leave(row), [deck, row])
	const written = localize(text.texts, language)
	const shown = resolveLanguage(text.texts, language)
	const sound = state.state === 'none' ? null : state.sound
	const act = (name: string) => ({ 'aria-label': t('forms.audio.actionOn', { act: name, text: written }) })
	const upload = async (chosen: Blob) =>
		callRoute(audioApi.upload, { params: { id: form }, body: { ...of, sound: await soundText(chosen) } })
	const sendRecording = (recording: Blob) =>
		onChange(async () => {
			unsent.set(row, recording)
			await upload(recording)
			unsent.delete(row)
		})
	const waiting = unsent.get(row)
	// one button starts and stops, so that it need not be searched while speaking
	const recordWord =
		does === 'records'
			? t('forms.audio.stopAndSave')
			: sound
				? t('forms.audio.recordAgain')
				: t('forms.audio.record')
	const listenWord = does === 'plays' ? t('forms.audio.stopPlayback') : t('forms.audio.play')
	return (
		<tr>
			<th scope="row">
				<span className="spoken-text" lang={shown} dir={directionOf(shown)}>
					{written}
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
				<div className="actions">
					<button
						type="button"
						className={does === 'records' ? 'small' : 'plain small'}
						disabled={does !== 'records' && (isBusy || now?.does === 'records')}
						{...act(recordWord)}
						onClick={() =>
							does === 'records'
								? deck.end()
								: void onChange(() => deck.record(row, (recording) => void sendRecording(recording)))
						}
					>
						{recordWord}
					</button>
					{waiting && (
						<button
							type="button"
							className="small"
							disabled={isBusy}
							{...act(t('forms.audio.retryUpload'))}
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
							{...act(t('forms.audio.uploadFile'))}
							onChange={({ target }) => {
								const [chosen] = target.files ?? []
								if (chosen) void onChange(() => upload(chosen)).finally(() => (target.value = ''))
							}}
						/>
					</label>
					{sound && (
						<button
							type="button"
							className="plain small"
							disabled={now?.does === 'records'}
							{...act(listenWord)}
							onClick={() =>
								does === 'plays'
									? deck.end()
									: void onChange(() =>
											deck.play(
												row,
												`${addressOf(audioApi.sound, { params: { id: form, language, text: sound.text } })}?hash=${sound.hash}`,
											),
										)
							}
						>
							{listenWord}
						</button>
					)}
					{state.state === 'changed' && sound && (
						<button
							type="button"
							className="plain small"
							disabled={isBusy}
							{...act(t('forms.audio.confirmRecording'))}
							onClick={() =>
								void onChange(() =>
									callRoute(audioApi.confirm, { params: { id: form }, body: { ...of, hash: sound.hash } }),
								)
							}
						>
							{t('forms.audio.confirmRecording')}
						</button>
					)}
					{sound && (
						<button
							type="button"
							className="plain small"
							disabled={isBusy}
							{...act(t('forms.audio.remove'))}
							onClick={() =>
								void onChange(() =>
									callRoute(audioApi.remove, { params: { id: form, language, text: sound.text } }),
								)
							}
						>
							{t('forms.audio.remove')}
						</button>
					)}
				</div>
			</td>
		</tr>
	)
}
