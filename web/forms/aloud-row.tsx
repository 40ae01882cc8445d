import { useEffect, useRef, useState } from 'react'
import type { SpokenText } from '#shared/forms/spoken-texts'
import { languageShown, textIn } from '#shared/forms/texts'
import { confirmSpoken, keepSpoken, removeSpoken, spokenAddress } from '../sync/desk-client.ts'
import { dateTimeIn } from '../ui/formats.ts'
import { directionOf, useTexts } from '../ui/i18n.ts'
import { recordSpoken, type SpokenRecording } from './record-spoken.ts'
import { soundText } from './sound-files.ts'
import type { SpokenState } from './spoken-state.ts'

interface AloudRowProps {
	readonly form: string
	readonly language: string
	readonly text: SpokenText
	readonly state: SpokenState
	readonly isBusy: boolean
	readonly onChange: (work: () => Promise<unknown>) => Promise<void>
}

const looks = { none: 'quiet', recorded: 'ok', changed: 'wait' } as const

/** One text: as it is written, whether it is said, and by whom. */
export function AloudRow({ form, language, text, state, isBusy, onChange }: AloudRowProps) {
	const { t, language: appLanguage } = useTexts()
	const of = { language, text: text.key }
	const written = textIn(text.texts, language)
	const shown = languageShown(text.texts, language)
	const sound = state.state === 'none' ? null : state.sound
	const act = (name: string) => ({ 'aria-label': t('forms.aloud.actOn', { act: name, text: written }) })
	const keep = (said: Blob) => onChange(async () => keepSpoken(form, { ...of, sound: await soundText(said) }))
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
				<span className={`state ${looks[state.state]}`}>{t(`forms.aloud.${state.state}`)}</span>
				{sound && (
					<span className="hint">
						{t('forms.aloud.said', { who: sound.by ?? '', when: dateTimeIn(appLanguage, sound.at) })}
					</span>
				)}
			</td>
			<td data-label={t('forms.aloud.acts')}>
				<div className="actions">
					<RecordButton
						written={written}
						isAgain={sound !== null}
						isBusy={isBusy}
						onSaid={keep}
						onChange={onChange}
					/>
					<label className="button file-button plain small">
						{t('forms.aloud.file')}
						<input
							type="file"
							accept="audio/*"
							disabled={isBusy}
							{...act(t('forms.aloud.file'))}
							onChange={({ target }) => {
								const [chosen] = target.files ?? []
								if (chosen) void keep(chosen).finally(() => (target.value = ''))
							}}
						/>
					</label>
					{sound && (
						<button
							type="button"
							className="plain small"
							{...act(t('forms.aloud.listen'))}
							onClick={() =>
								void onChange(() =>
									new Audio(
										`${spokenAddress(form, { language, text: sound.text })}?at=${encodeURIComponent(sound.at)}`,
									).play(),
								)
							}
						>
							{t('forms.aloud.listen')}
						</button>
					)}
					{state.state === 'changed' && (
						<button
							type="button"
							className="plain small"
							disabled={isBusy}
							{...act(t('forms.aloud.stillRight'))}
							onClick={() => void onChange(() => confirmSpoken(form, of))}
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
							onClick={() => void onChange(() => removeSpoken(form, { language, text: sound.text }))}
						>
							{t('forms.aloud.remove')}
						</button>
					)}
				</div>
			</td>
		</tr>
	)
}

interface RecordButtonProps extends Pick<AloudRowProps, 'isBusy' | 'onChange'> {
	readonly written: string
	readonly isAgain: boolean
	readonly onSaid: (said: Blob) => Promise<void>
}

/** The same button begins and ends, so that nobody looks for another one while they speak. */
function RecordButton({ written, isAgain, isBusy, onSaid, onChange }: RecordButtonProps) {
	const { t } = useTexts()
	const [running, setRunning] = useState<SpokenRecording | null>(null)
	const last = useRef(running)
	last.current = running
	// another language, or the panel closed: the microphone does not stay open
	useEffect(() => () => last.current?.drop(), [])
	const word = running ? t('forms.aloud.stop') : isAgain ? t('forms.aloud.again') : t('forms.aloud.record')
	async function press() {
		if (!running) return onChange(async () => setRunning(await recordSpoken()))
		setRunning(null)
		await onSaid(await running.stop())
	}
	return (
		<button
			type="button"
			className={running ? 'small' : 'plain small'}
			disabled={isBusy}
			aria-label={t('forms.aloud.actOn', { act: word, text: written })}
			onClick={() => void press()}
		>
			{word}
		</button>
	)
}
