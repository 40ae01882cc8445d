import './results.css'
import { useRef } from 'react'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import {
	type ChangeResponse,
	defaultWeightVersion,
	type EstimatesResponse,
} from '#shared/results/estimates-response'
import { amountOf, type MaterialResponse } from '#shared/results/material'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { saveFile } from '../../ui/download-file.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { roundBefore } from '../kit/default-round.ts'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { buildEstimateRows } from './estimate-rows.ts'
import { exportPage } from './export-page.ts'
import { formatPerCapita, groupText } from './format-estimate.ts'
import { listMaterialPerCapita } from './material-per-capita.ts'
import { GroupTable, MainFigures, reportGroups } from './report-tables.tsx'
import { useResultsFilter } from './results-filter.ts'
import { WeightVersionNote } from './weight-version.tsx'

/** Report to print or save: one page overall and one for each district. */
export function ResultsReportScreen() {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { round } = useScope('round')
	const { found, problem } = useReport()
	const article = useRef<HTMLElement>(null)
	const name = study.rounds.find(({ code }) => code === round)?.name
	const title = t('results.report.title', { round: name ? localize(name, language) : round })
	return (
		<article className="stack report results-report" ref={article}>
			<header className="desk-head">
				<h1>{title}</h1>
				<ReportActions
					found={found}
					onSave={() =>
						article.current &&
						saveFile(`results-${round}.html`, exportPage(article.current, { title, language }))
					}
				/>
			</header>
			<DemonstrationNote isMadeUp={found?.whole.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<WeightNotes whole={found.whole} />
					<MainFigures
						figures={found.whole}
						group={null}
						moved={found.moved}
						first={t('results.indicator')}
					/>
					{found.groups.map((each, i) => (
						<GroupTable key={reportGroups[i]} figures={each} by={reportGroups[i] ?? 'sex'} />
					))}
					<Methodology whole={found.whole} />
					<DistrictPages found={found} />
				</>
			)}
		</article>
	)
}

interface Report {
	/** Estimates of all people, and by district. */
	readonly whole: EstimatesResponse
	/** Estimates by each of `reportGroups`. */
	readonly groups: readonly EstimatesResponse[]
	/** Change since the last closed round; null for the first. */
	readonly moved: ChangeResponse | null
	readonly material: MaterialResponse
}

/** Loads the report of the round in the top bar. */
function useReport() {
	const { study, person } = useDesk()
	const [filter] = useResultsFilter()
	const { round } = useScope('round')
	const weights = filter.weights ?? defaultWeightVersion
	const closed = study.rounds.filter(
		({ state, demonstration }) => state === 'closed' && demonstration === person.demonstration,
	)
	const before = roundBefore(closed, round)
	return useServerData(`figures report ${round} ${weights}`, async (): Promise<Report> => {
		const whole = await callRoute(resultApi.estimates, { query: { round, weights, by: 'district' } })
		const groups: EstimatesResponse[] = []
		for (const by of reportGroups)
			groups.push(await callRoute(resultApi.estimates, { query: { round, weights, by } }))
		const moved = before
			? await callRoute(resultApi.change, {
					query: { from: before.code, to: round, weights, by: 'district' },
				})
			: null
		return { whole, groups, moved, material: await callRoute(resultApi.material, { query: { round } }) }
	})
}

interface ReportActionsProps {
	readonly found: Report | null
	/** Saves the page as an HTML file. */
	readonly onSave: () => void
}

/** Prints the report, and saves it, its estimates or the files to replicate them. */
function ReportActions({ found, onSave }: ReportActionsProps) {
	const texts = useTranslations()
	const { t } = texts
	const { person } = useDesk()
	const [filter] = useResultsFilter()
	const { round } = useScope('round')
	const weights = filter.weights ?? defaultWeightVersion
	const rows = () =>
		found
			? [found.whole, ...found.groups].flatMap((each, i) => {
					const by = i === 0 ? 'district' : (reportGroups[i - 1] ?? '')
					const [head = [], ...lines] = buildEstimateRows(each, by, texts)
					const own = i === 0 ? lines : lines.filter((line) => line[3] !== '')
					return [...(i === 0 ? [['by', ...head]] : []), ...own.map((line) => [by, ...line])]
				})
			: []
	return (
		<div className="filters on-screen">
			<button type="button" className="small" disabled={!found} onClick={() => print()}>
				{t('coverage.print')}
			</button>
			<button type="button" className="plain small" disabled={!found} onClick={onSave}>
				{t('results.report.downloadHtml')}
			</button>
			<button
				type="button"
				className="plain small"
				disabled={!found}
				onClick={() => saveRows(`results-${round}.csv`, rows())}
			>
				{t('results.exportCsv')}
			</button>
			{may(person.role, 'records.export') && (
				<a
					className="plain small button"
					href={addressOf(resultApi.reproductionFiles, { query: { round, by: 'district', weights } })}
					download
				>
					{t('results.report.downloadReplication')}
				</a>
			)}
		</div>
	)
}

/** Weights of the estimates, and interviews that are left out. */
function WeightNotes({ whole }: Pick<Report, 'whole'>) {
	const { t, language } = useTranslations()
	return (
		<>
			{whole.weights.set === null ? (
				<p className="note wait">{t('results.provisional')}</p>
			) : (
				<p className="hint">{t('results.weightedWith', { n: numberIn(language, whole.weights.set) })}</p>
			)}
			<WeightVersionNote version={whole.weights.version} />
			{whole.withoutCluster > 0 && (
				<p className="note wait">
					{t('results.withoutCluster', {
						count: whole.withoutCluster,
						n: numberIn(language, whole.withoutCluster),
					})}
				</p>
			)}
		</>
	)
}

function Methodology({ whole }: Pick<Report, 'whole'>) {
	const { t, language } = useTranslations()
	return (
		<section className="stack tight">
			<h2>{t('results.report.methodologyTitle')}</h2>
			<p>{t('results.report.methodology')}</p>
			<p>{t('results.publishedBaseline')}</p>
			<p>{t('results.change.help')}</p>
			<ul className="plain-list">
				{(['shipwreck', 'hotline', 'census'] as const).map((each) => (
					<li key={each}>{t(`results.change.event.${each}`)}</li>
				))}
			</ul>
			<p className="hint">
				{t('results.asOf', {
					time: dateTimeIn(language, whole.at),
					total: numberIn(language, whole.interviews),
				})}
			</p>
		</section>
	)
}

interface DistrictPagesProps {
	readonly found: Report
}

/** One page for each district: its main indicators, and the material that it got. */
function DistrictPages({ found }: DistrictPagesProps) {
	const texts = useTranslations()
	const { t, language } = texts
	const doses = listMaterialPerCapita(found.material)
	return (
		<>
			{found.whole.groups.map((group, i) => {
				const own = found.material.districts.find(({ code }) => code === group.code)
				return (
					<section key={group.code} className="stack tight page">
						<h2>{groupText(group, 'district', texts)}</h2>
						<MainFigures figures={found.whole} group={i} moved={found.moved} first={t('results.indicator')} />
						{own && (
							<p>
								{doses
									.map(({ material, people, byDistrict }) =>
										t('results.report.dose', {
											material: t(`results.material.name.${material}`),
											amount: numberIn(language, amountOf(material, own.counts[material])),
											dose: formatPerCapita(language, byDistrict.get(own.code) ?? null),
											people: numberIn(language, people),
										}),
									)
									.join(' ')}
							</p>
						)}
					</section>
				)
			})}
		</>
	)
}
