import { useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { Theme } from '#shared/transcripts/themes'
import { saveTheme, themes } from '../../api/transcripts-client.ts'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useUsualRound } from '../kit/default-round.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useFilter } from '../kit/use-filter.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { TranscriptsHeader } from './transcripts-header.tsx'

/** The codebook: definition of each theme, with what it includes and excludes. */
export function ThemesScreen() {
	const { t, language } = useTranslations()
	const [filter, change] = useFilter(['round'])
	const usual = useUsualRound()
	const { found, problem, reload } = useServerData('themes', themes)
	const [isNew, setNew] = useState(0)
	const last = found?.at(-1)?.place ?? 0
	return (
		<div className="stack">
			<TranscriptsHeader
				screen="themes"
				round={filter.round ?? usual}
				onRound={(round) => change({ round })}
			/>
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

interface ThemeFormProps {
	readonly before: Theme | null
	readonly place: number
	readonly onSaved: () => void
}

function ThemeForm({ before, place: placeBefore, onSaved }: ThemeFormProps) {
	const { t } = useTranslations()
	const [id, setId] = useState(before?.id ?? '')
	const [label, setLabel] = useState<Readonly<Record<string, string>>>(before?.label ?? {})
	const [belongs, setBelongs] = useState(before?.belongs ?? '')
	const [notBelongs, setNotBelongs] = useState(before?.notBelongs ?? '')
	const [place, setPlace] = useState(String(placeBefore))
	const [isOn, setOn] = useState(before?.isOn ?? true)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	const canSave =
		/^[A-Za-z][A-Za-z0-9_-]{0,30}$/.test(id) &&
		/^\d{1,3}$/.test(place) &&
		['en', 'ur'].every((each) => (label[each] ?? '').trim() !== '')
	useUnsavedChanges(
		'decision',
		belongs !== (before?.belongs ?? '') || notBelongs !== (before?.notBelongs ?? ''),
	)
	async function keep(): Promise<void> {
		setBusy(true)
		setProblem(null)
		try {
			const instead = before?.version ?? 0
			await saveTheme({ id, label, belongs, notBelongs, place: Number(place), isOn, instead })
			onSaved()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<div className="stack tight">
			{!before && (
				<label className="field">
					{t('transcripts.codebook.id')}
					<input dir="ltr" maxLength={31} value={id} onChange={({ target }) => setId(target.value)} />
					<span className="hint">{t('transcripts.codebook.idHint')}</span>
				</label>
			)}
			{(['en', 'ur'] as const).map((each) => (
				<label key={each} className="field">
					{t(`transcripts.codebook.label.${each}`)}
					<input
						dir="auto"
						lang={each}
						maxLength={120}
						value={label[each] ?? ''}
						onChange={({ target }) => setLabel({ ...label, [each]: target.value })}
					/>
				</label>
			))}
			<label className="field">
				{t('transcripts.codebook.whenToUse')}
				<textarea
					dir="auto"
					rows={3}
					maxLength={1000}
					value={belongs}
					onChange={({ target }) => setBelongs(target.value)}
				/>
			</label>
			<label className="field">
				{t('transcripts.codebook.whenNotToUse')}
				<textarea
					dir="auto"
					rows={2}
					maxLength={1000}
					value={notBelongs}
					onChange={({ target }) => setNotBelongs(target.value)}
				/>
			</label>
			<label className="field">
				{t('transcripts.codebook.position')}
				<input
					dir="ltr"
					inputMode="numeric"
					maxLength={3}
					value={place}
					onChange={({ target }) => setPlace(target.value)}
				/>
			</label>
			<label className="inline">
				<input type="checkbox" checked={isOn} onChange={({ target }) => setOn(target.checked)} />
				<span>{t('transcripts.codebook.available')}</span>
			</label>
			<ProblemNote problem={problem} />
			<div>
				<button type="button" disabled={!canSave || isBusy} onClick={() => void keep()}>
					{t('transcripts.codebook.save')}
				</button>
			</div>
		</div>
	)
}
