import { useState } from 'react'
import { audioApi, formApi } from '#shared/api/forms'
import { type AudioText, listAudioTexts, matchAudioFile } from '#shared/audio/audio-texts'
import type { FormDefinition } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { spokenLanguages } from '#shared/study/spoken-languages'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LanguageMenu } from '../../ui/language-menu.tsx'
import { ProblemNote, useProblemText } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { createAudioDeck } from './audio-deck.ts'
import { soundFilesIn, soundText } from './audio-files.ts'
import { AudioRow } from './audio-row.tsx'
import { computeAudioStates } from './audio-state.ts'
import { ToolPanel, type ToolProps } from './tool-panel.tsx'

/** Audio of every text of the form's newest version in one language: recorded here, or uploaded. */
export function AudioPanel({ definition: { id }, onClose }: ToolProps) {
	const { t } = useTranslations()
	const newest = useRoute(formApi.list, {})
	const definition = newest.found?.find((each) => each.id === id)?.definition
	return (
		<ToolPanel title={t('forms.audio.title')} onClose={onClose}>
			<p className="hint">{t('forms.audio.hint')}</p>
			<ProblemNote problem={newest.problem} />
			{definition && <Sounds definition={definition} />}
		</ToolPanel>
	)
}

/**
 * Languages of the audio, the spoken ones first: most forms are read aloud in another language than they
 * are written in.
 */
function languagesFor({ languages }: FormDefinition) {
	const written = languages.filter(({ tag }) => !spokenLanguages.some((each) => each.tag === tag))
	return [...spokenLanguages, ...written]
}

/** Result of an upload: number of uploaded files, names that match no text, and rejected files. */
interface UploadedAudio {
	readonly count: number
	readonly strange: readonly string[]
	readonly refused: readonly { readonly name: string; readonly problem: Problem }[]
}

interface SoundsProps {
	readonly definition: FormDefinition
}

function Sounds({ definition }: SoundsProps) {
	const { t } = useTranslations()
	const { id } = definition
	const sounds = useRoute(audioApi.list, { params: { id } })
	const languages = languagesFor(definition)
	const [language, setLanguage] = useState(languages[0]?.tag ?? '')
	const [isShort, setShort] = useState(false)
	const { isBusy, problem, run } = useAsyncAction()
	const [deck] = useState(() => createAudioDeck())
	// Unsent recordings are held outside the rows, which mount and unmount.
	const [unsent] = useState(() => new Map<string, Blob>())
	const texts = listAudioTexts(definition, language)
	const states = computeAudioStates(texts, sounds.found?.filter((each) => each.language === language) ?? [])
	const recorded = texts.filter(({ key }) => states.get(key)?.state === 'recorded').length
	const shown = texts.filter(({ key }) => !isShort || states.get(key)?.state !== 'recorded')

	/** The result is shown after the server has saved it. */
	const change = async (work: () => Promise<unknown>) => {
		await run(() => work().finally(sounds.reload))
	}
	return (
		<div className="stack" aria-busy={isBusy}>
			<div className="filters">
				<LanguageMenu
					label={t('forms.audio.language')}
					languages={languages}
					value={language}
					onChoose={setLanguage}
				/>
				<label className="inline">
					<input type="checkbox" checked={isShort} onChange={({ target }) => setShort(target.checked)} />
					<span>{t('forms.audio.onlyMissing')}</span>
				</label>
			</div>
			<UploadFiles form={id} language={language} texts={texts} isBusy={isBusy} onChange={change} />
			<ProblemNote problem={problem ?? sounds.problem} />
			{sounds.found && (
				<>
					<p role="status">{t('forms.audio.recordedCount', { count: recorded, texts: texts.length })}</p>
					<table className="table spoken">
						<thead>
							<tr>
								<th scope="col">{t('forms.audio.text')}</th>
								<th scope="col">{t('forms.audio.name')}</th>
								<th scope="col">{t('forms.audio.status')}</th>
								<th scope="col">{t('forms.audio.actions')}</th>
							</tr>
						</thead>
						<tbody>
							{shown.map((text) => (
								<AudioRow
									key={`${language} ${text.key}`}
									form={id}
									language={language}
									text={text}
									state={states.get(text.key) ?? { state: 'none' }}
									deck={deck}
									unsent={unsent}
									isBusy={isBusy}
									onChange={change}
								/>
							))}
						</tbody>
					</table>
				</>
			)}
		</div>
	)
}

interface UploadFilesProps {
	/** Id of the form. */
	readonly form: string
	readonly language: string
	readonly texts: readonly AudioText[]
	readonly isBusy: boolean
	readonly onChange: (work: () => Promise<unknown>) => Promise<void>
}

/** Uploads audio files, each to the text that its name is for, and shows the result. */
function UploadFiles({ form, language, texts, isBusy, onChange }: UploadFilesProps) {
	const { t } = useTranslations()
	const [taken, setTaken] = useState<UploadedAudio | null>(null)
	/** Uploads a file. Null if it was accepted. @throws Problem if other files would fail as well */
	async function refusalOf(text: string, file: File): Promise<Problem | null> {
		try {
			await callRoute(audioApi.upload, {
				params: { id: form },
				body: { language, text, sound: await soundText(file) },
			})
			return null
		} catch (thrown) {
			const refusal = asProblem(thrown)
			if (refusal.recovery === 'fix-answers') return refusal
			throw refusal
		}
	}
	async function takeFiles(input: HTMLInputElement) {
		const chosen = [...(input.files ?? [])]
		// allows choosing the same files again after they were corrected
		input.value = ''
		setTaken(null)
		await onChange(async () => {
			let so: UploadedAudio = { count: 0, strange: [], refused: [] }
			for (const file of await soundFilesIn(chosen)) {
				const text = matchAudioFile(file.name, texts)
				const problem = text ? await refusalOf(text.key, file) : null
				if (!text) so = { ...so, strange: [...so.strange, file.name] }
				else if (problem) so = { ...so, refused: [...so.refused, { name: file.name, problem }] }
				else so = { ...so, count: so.count + 1 }
				setTaken(so)
			}
		})
	}
	return (
		<>
			<p className="hint" id="sound-files-hint">
				{t('forms.audio.uploadFilesHint', {
					example: `${texts.find(({ kind }) => kind === 'choice')?.names[0]}.mp3`,
				})}
			</p>
			<div>
				<label className="button file-button">
					{t('forms.audio.uploadFiles')}
					<input
						type="file"
						accept="audio/*,.zip"
						multiple
						disabled={isBusy}
						aria-describedby="sound-files-hint"
						onChange={({ target }) => void takeFiles(target)}
					/>
				</label>
			</div>
			{taken && (
				<div className="stack tight" role="status">
					<p>{t('forms.audio.uploadedCount', { count: taken.count })}</p>
					<Refused files={taken.refused} />
					{taken.strange.length > 0 && (
						<p className="note wait">
							{t('forms.audio.unmatchedFiles', { files: taken.strange.join(', ') })}
						</p>
					)}
				</div>
			)}
		</>
	)
}

function Refused({ files }: { files: UploadedAudio['refused'] }) {
	const { t } = useTranslations()
	const problemText = useProblemText()
	if (files.length === 0) return null
	return (
		<div className="note stop stack tight">
			<p>{t('forms.audio.rejectedFiles')}</p>
			<ul>
				{files.map(({ name, problem }) => (
					<li key={name}>
						<bdi dir="ltr">{name}</bdi>: {problemText(problem)}
					</li>
				))}
			</ul>
		</div>
	)
}
