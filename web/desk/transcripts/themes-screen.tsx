import { useState } from 'react'
import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import type { Theme } from '#shared/transcripts/themes'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ThemeForm } from './theme-form.tsx'
import { TranscriptsHeader } from './transcripts-header.tsx'

/** The codebook: definition of each theme, with what it includes and excludes. */
export function ThemesScreen() {
	const { t, language } = useTranslations()
	const { found, problem, reload } = useRoute(transcriptApi.themes, {})
	const [isNew, setNew] = useState(0)
	const last = found?.at(-1)?.place ?? 0
	return (
		<div className="stack">
			<TranscriptsHeader screen="themes" />
			<p className="hint">{t('transcripts.codebook.help')}</p>
			<ProblemNote problem={problem} />
			{found?.map((theme) => (
				<details key={`${theme.id} ${theme.version}`} className="panel">
					<summary>
						<bdi className="code">{theme.id}</bdi> {localize(theme.label, language)}
						{theme.isOn ? '' : ` (${t('transcripts.codebook.off')})`}
					</summary>
					<div className="stack tight">
						<ThemeForm before={theme} place={theme.place} onSaved={reload} />
						<Wordings theme={theme} />
					</div>
				</details>
			))}
			{found && (
				<details key={`new ${isNew}`} className="panel">
					<summary>{t('transcripts.codebook.add')}</summary>
					<ThemeForm
						before={null}
						place={last + 1}
						onSaved={() => {
							reload()
							setNew(isNew + 1)
						}}
					/>
				</details>
			)}
		</div>
	)
}

function Wordings({ theme: { earlier, ...newest } }: { readonly theme: Theme }) {
	const { t, language } = useTranslations()
	return (
		<ul className="plain-list">
			{[newest, ...earlier].map(({ version, by, at, label, belongs, notBelongs }) => (
				<li key={version} className="hint">
					{t('transcripts.codebook.version', { version: numberIn(language, version) })}:{' '}
					{by === null || at === null
						? t('transcripts.codebook.ofForms')
						: t('transcripts.codebook.changedBy', { who: by, time: dateIn(language, at) })}
					{'. '}
					<bdi>{localize(label, language)}</bdi> <bdi>{belongs}</bdi>{' '}
					{notBelongs !== '' && <bdi>{t('transcripts.notFor', { what: notBelongs })}</bdi>}
				</li>
			))}
		</ul>
	)
}
