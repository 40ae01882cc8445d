import { useState } from 'react'
import { type Release, type ReleaseKind, releaseKinds } from '#shared/export/release'
import { asProblem, Problem } from '#shared/kernel/problem'
import { openRoundFor } from '#shared/study/study'
import { createRelease, releases } from '../../api/cleaning-client.ts'
import { exportCount, formsFor } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ExpressionField } from '../cleaning/expression-field.tsx'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { DistrictChoices } from '../kit/district-choices.tsx'
import { type Loaded, useServerData } from '../kit/use-server-data.ts'
import { ExportJobs, useExportJobs } from './export-jobs.tsx'
import { FormAndRound, ValuesField } from './form-round-fields.tsx'
import { ReleaseView } from './release-view.tsx'

/** Releases: frozen states of a round's records, to create, download again and compare. */
export function ReleasesScreen() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const made = useServerData('releases', releases)
	const making = useExportJobs()
	const known = useServerData('forms', () => formsFor(person.role))
	const formOf = (id: string) => known.found?.find((each) => each.id === id)?.definition ?? null
	if (person.districts !== 'all')
		return (
			<div className="stack">
				<h1>{t('desk.page.releases')}</h1>
				<p className="note quiet">{t('releases.allDistrictsNeeded')}</p>
			</div>
		)
	return (
		<div className="stack">
			<h1>{t('desk.page.releases')}</h1>
			<p className="hint">{t('releases.help')}</p>
			<details className="panel">
				<summary>{t('releases.createTitle')}</summary>
				<NewRelease known={known} onMade={made.reload} />
			</details>
			<section className="stack tight" aria-labelledby="releases">
				<h2 id="releases">{t('releases.listTitle')}</h2>
				<ProblemNote problem={made.problem} />
				{made.found?.length === 0 && <p className="note quiet">{t('releases.empty')}</p>}
				<ol className="history">
					{made.found?.map((release) => (
						<li key={release.id}>
							<ReleaseView
								release={release}
								all={made.found ?? []}
								form={formOf(release.form)}
								onTake={() => making.make({ of: 'release', release: release.id })}
								onChange={made.reload}
							/>
						</li>
					))}
				</ol>
			</section>
			<ExportJobs files={making.files} problem={making.problem} />
		</div>
	)
}

const isOneForOthers = (kind: ReleaseKind): boolean => kind === 'researchers' || kind === 'anybody'

/** Form for a new release. */
function NewRelease({
	known,
	onMade,
}: {
	readonly known: Loaded<Awaited<ReturnType<typeof formsFor>>>
	readonly onMade: () => void
}) {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const usual = openRoundFor(study.rounds, person.demonstration) ?? study.rounds[0]
	const [chosen, setForm] = useState('')
	const [round, setRound] = useState(usual?.code ?? '')
	const [chosenKind, setKind] = useState<ReleaseKind>('clean')
	const [values, setValues] = useState<Release['values']>('codes')
	const [approvedOnly, setApprovedOnly] = useState(false)
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const [districts, setDistricts] = useState<readonly string[]>(names.map(([code]) => code))
	const [where, setWhere] = useState('')
	const [mark, setMark] = useState(true)
	const [name, setName] = useState('')
	const [notes, setNotes] = useState('')
	const [isBusy, setBusy] = useState(false)
	const [isNameless, setNameless] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const form = chosen || (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id || ''
	const definition = known.found?.find(({ id }) => id === form)?.definition
	const counts = useServerData(`count ${form} ${round}`, async () =>
		form === '' ? null : exportCount({ form, round }),
	)
	// The choice is reset only after it is known to be impossible.
	const mayBeForOthers = !counts.found || counts.found.traits !== null
	const offered = releaseKinds.filter((each) => mayBeForOthers || !isOneForOthers(each))
	const kind = offered.includes(chosenKind) ? chosenKind : 'clean'
	const isForOthers = isOneForOthers(kind)
	const isNowhere = !isForOthers && hasDistricts && districts.length === 0
	const narrowed: Pick<Release, 'districts' | 'where'> = isForOthers
		? {}
		: {
				...(hasDistricts && districts.length < names.length ? { districts: [...districts] } : {}),
				...(where.trim() === '' ? {} : { where: where.trim() }),
			}
	async function make() {
		setNameless(name.trim() === '')
		setProblem(isNowhere ? new Problem('districts-missing') : null)
		if (name.trim() === '' || isNowhere) return
		setBusy(true)
		try {
			await createRelease({
				name: name.trim(),
				notes: notes.trim(),
				form,
				round,
				kind,
				values,
				mark,
				approvedOnly: approvedOnly && !isForOthers,
				...narrowed,
			})
			setName('')
			setNotes('')
			// the next release has all districts again
			setDistricts(names.map(([code]) => code))
			setWhere('')
			onMade()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<form
			className="stack tight narrow-desk"
			noValidate
			onSubmit={(event) => {
				event.preventDefault()
				void make()
			}}
		>
			<label className="field">
				{t('releases.name')}
				<input
					dir="auto"
					required
					maxLength={120}
					value={name}
					aria-invalid={isNameless}
					onChange={(event) => setName(event.target.value)}
				/>
			</label>
			{isNameless && (
				<p className="error" role="alert">
					{t('desk.required')}
				</p>
			)}
			<label className="field">
				{t('releases.notes')}
				<textarea
					dir="auto"
					rows={2}
					maxLength={4000}
					value={notes}
					onChange={(event) => setNotes(event.target.value)}
				/>
			</label>
			<FormAndRound
				forms={known.found ?? []}
				form={form}
				round={round}
				onForm={(id) => {
					setForm(id)
					// another form has other languages
					setValues('codes')
				}}
				onRound={setRound}
			/>
			<label className="field">
				{t('releases.kind')}
				<select value={kind} onChange={({ target }) => setKind(target.value as ReleaseKind)}>
					{offered.map((each) => (
						<option key={each} value={each}>
							{t(`releases.kinds.${each}`)}
						</option>
					))}
				</select>
			</label>
			{counts.found && !mayBeForOthers && <p className="hint">{t('problem.public-use-not-allowed')}</p>}
			<ValuesField form={definition} values={values} onValues={setValues} />
			{!isForOthers && (
				<>
					<label className="choice small">
						<input
							type="checkbox"
							checked={approvedOnly}
							onChange={(event) => setApprovedOnly(event.target.checked)}
						/>
						<span>{t('releases.approvedOnly')}</span>
					</label>
					{hasDistricts && <DistrictChoices chosen={districts} onChange={setDistricts} />}
					{narrowed.districts && <p className="hint">{t('releases.districtsHint')}</p>}
					<ExpressionField
						label={t('cleaning.filter')}
						example="${age} > 17"
						hint={t('releases.filterHint')}
						value={where}
						onChange={setWhere}
					/>
				</>
			)}
			<label className="choice small">
				<input type="checkbox" checked={mark} onChange={(event) => setMark(event.target.checked)} />
				<span>{t('export.utf8Bom')}</span>
			</label>
			<ProblemNote problem={known.problem ?? counts.problem ?? problem} />
			<button type="submit" disabled={isBusy || form === ''}>
				{t(isBusy ? 'releases.creating' : 'releases.create')}
			</button>
		</form>
	)
}
