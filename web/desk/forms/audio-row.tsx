import { useEffect, useSyncExternalStore } from 'react'
import type { AudioText } from '#shared/audio/audio-texts'
import { localize, resolveLanguage } from '#shared/forms/localized-text'
import { buildAudioUrl, confirmAudio, deleteAudio, uploadAudio } from '../../api/desk-client.ts'
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
	const act = (name: string) => ({ 'aria-label': t('forms.aloud.actOn', { act: name, text: written }) })
	const keep = async (chosen: Blob) => uploadAudio(form, { ...of, sound: await soundText(chosen) })
	const sendSaid = (said: Blob) =>
		onChange(async () => {
			unsent.set(row, said)
			await keep(said)
			unsent.delete(row)
		})
	const waiting = unsent.get(row)
	// one button starts and stops, so that it need not be searched while speaking
	const recordWord =
		does === 'records' ? t('forms.aloud.stop') : sound ? t('forms.aloud.again') : t('forms.aloud.record')
	const listenWord = does === 'plays' ? t('forms.aloud.silence') : t('forms.aloud.listen')
	return (
		<tr>
			<th scope="row">
				<span className="spoken-text" lang={shown} dir={directionOf(shown)}>
					{written}
				</span>
				<span className="hint">{t(`forms.aloud.kind.${text.kind}`)}</span>
			</th>
			<td data-label={t('forms.aloud.name')}>
				<bdi dir="ltr">{text.names[0]}</bdi>
			</td>
			<td data-label={t('forms.aloud.state')}>
				<span className={`state ${toneByState[state.state]}`}>{t(`forms.aloud.${state.state}`)}</span>
				{sound && (
					<span className="hint">
						{t('forms.aloud.said', { who: sound.by ?? '', when: dateTimeIn(appLanguage, sound.at) })}
					</span>
				)}
			</td>
			<td data-label={t('forms.aloud.acts')}>
				<div className="actions">
					<button
						type="button"
						className={does === 'records' ? 'small' : 'plain small'}
						disabled={does !== 'records' && (isBusy || now?.does === 'records')}
						{...act(recordWord)}
						onClick={() =>
							does === 'records'
								? deck.end()
								: void onChange(() => deck.record(row, (said) => void sendSaid(said)))
						}
					>
						{recordWord}
					</button>
					{waiting && (
						<button
							type="button"
							className="small"
							disabled={isBusy}
							{...act(t('forms.aloud.sendAgain'))}
							onClick={() => void sendSaid(waiting)}
						>
							{t('forms.aloud.sendAgain')}
						</button>
					)}
					<label className="button file-button plain small">
						{t('forms.aloud.file')}
						<input
							type="file"
							accept="audio/*"
							disabled={isBusy}
							{...act(t('forms.aloud.file'))}
							onChange={({ target }) => {
								const [chosen] = target.files ?? []
								if (chosen) void onChange(() => keep(chosen)).finally(() => (target.value = ''))
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
												`${buildAudioUrl(form, { language, text: sound.text })}?hash=${sound.hash}`,
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
							{...act(t('forms.aloud.stillRight'))}
							onClick={() => void onChange(() => confirmAudio(form, { ...of, hash: sound.hash }))}
						>
							{t('forms.aloud.stillRight')}
						</button>
					)}
					{sound && (
						<button
							type="button"
							className="plain small"
							disabled={isBusy}
							{...act(t('forms.aloud.remove'))}
							onClick={() => void onChange(() => deleteAudio(form, { language, text: sound.text }))}
						>
							{t('forms.aloud.remove')}
						</button>
					)}
				</div>
			</td>
		</tr>
	)
}
