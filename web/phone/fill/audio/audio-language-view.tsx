import type { FormDefinition } from '#shared/forms/form-definition'
import { getLanguageName } from '#shared/study/spoken-languages'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useSession } from '../../../ui/work-session-context.ts'
import { type AudioLanguage, useAudioLanguages } from './use-audio-languages.ts'

interface AudioLanguageViewProps {
	readonly form: FormDefinition
	/** Current audio language; null: audio is off. */
	readonly chosen: string | null
	readonly onChoose: (language: string | null) => void
	/** Called when the audio on this phone has changed. */
	readonly onOther: () => void
	readonly onDone: () => void
}

/** Choice of the audio language: languages on this phone, languages to download, and deletion. */
export function AudioLanguageView({ form, chosen, onChoose, onOther, onDone }: AudioLanguageViewProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const sounds = useAudioLanguages(session, form, onOther)
	const { languages, fetching } = sounds
	return (
		<div className="stack">
			<h2>{t('audio.title')}</h2>
			<p className="hint">{t('audio.hint')}</p>
			{sounds.isAway && <p className="note wait">{t('audio.offline')}</p>}
			<ProblemNote problem={sounds.problem} />
			{languages?.length === 0 && !sounds.isAway && <p role="status">{t('audio.empty')}</p>}
			{languages?.map((each) => (
				<section className="panel stack tight" key={each.language} aria-label={nameOf(each, form)}>
					<Known form={form} known={each} />
					{each.here > 0 && (
						<button
							type="button"
							className={each.language === chosen ? '' : 'plain'}
							aria-pressed={each.language === chosen}
							onClick={() => onChoose(each.language)}
						>
							<Icon name="sound" />
							{t('audio.useLanguage', { language: nameOf(each, form) })}
						</button>
					)}
					{each.language === chosen && <p className="hint">{t('audio.languageComplete')}</p>}
					{fetching?.language === each.language ? (
						<>
							<p role="status">{t('audio.downloading', { done: fetching.done, all: fetching.all })}</p>
							<progress max={fetching.all} value={fetching.done} aria-label={t('audio.title')} />
							<button type="button" className="plain" onClick={sounds.pause}>
								{t('audio.pauseDownload')}
							</button>
						</>
					) : (
						each.files > 0 && (
							<button
								type="button"
								className="plain"
								disabled={fetching !== null}
								onClick={() => void sounds.fetch(each.language)}
							>
								{t('audio.download', { count: each.files, size: (each.size / 1e6).toFixed(1) })}
							</button>
						)
					)}
					{each.here > 0 && (
						<button
							type="button"
							className="plain quiet"
							disabled={fetching !== null}
							onClick={() => {
								if (each.language === chosen) onChoose(null)
								void sounds.remove(each.language)
							}}
						>
							{t('audio.removeLanguage', { language: nameOf(each, form) })}
						</button>
					)}
				</section>
			))}
			{chosen !== null && (
				<button type="button" className="plain" onClick={() => onChoose(null)}>
					{t('audio.turnOff')}
				</button>
			)}
			<button type="button" onClick={onDone}>
				{t('audio.backToQuestions')}
			</button>
		</div>
	)
}

const nameOf = ({ language }: AudioLanguage, { languages }: FormDefinition): string =>
	getLanguageName(language, languages)

function Known({ form, known }: { form: FormDefinition; known: AudioLanguage }) {
	const { t } = useTranslations()
	const { language, texts, here, recorded } = known
	return (
		<>
			<h3>
				<bdi lang={language}>{nameOf(known, form)}</bdi>
			</h3>
			<p>
				{here > 0
					? t('audio.downloadedCount', { count: here, texts })
					: t('audio.availableCount', { count: recorded, texts })}
			</p>
		</>
	)
}
