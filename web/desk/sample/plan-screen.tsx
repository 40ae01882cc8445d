import { sampleApi } from '#shared/api/sample'
import { localize } from '#shared/forms/localized-text'
import type { ClusterListItem } from '#shared/sample/sample-api'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { type AssignmentSheet, type ClusterAssignment, planOf, planRows } from './plan.ts'

/** Remaining visits of a district, one sheet for each enumerator, to be printed or saved as PDF. */
export function PlanScreen() {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const names = useDistrictNames()
	const { round, district } = useScope('one-district')
	const { found, loadedAt, problem } = useRoute(sampleApi.list, { query: { round, district } })
	const name = study.rounds.find(({ code }) => code === round)?.name
	const sheets = found ? planOf(found) : []
	const nobody = t('sample.planUnassigned')
	const save = () => saveRows(`plan-${district}-${found?.today ?? ''}.csv`, planRows(sheets))
	return (
		<article className="stack report">
			<header className="desk-head">
				<h1>
					{t('sample.planTitle', {
						district: new Map(names).get(district) ?? district,
						round: name ? localize(name, language) : round,
						time: dateTimeIn(language, loadedAt || Date.now()),
					})}
				</h1>
				<button type="button" className="plain small" onClick={save} disabled={sheets.length === 0}>
					{t('sample.planExport')}
				</button>
				<button type="button" className="small" onClick={() => print()} disabled={sheets.length === 0}>
					{t('coverage.print')}
				</button>
			</header>
			<ProblemNote problem={problem} />
			{found && sheets.length === 0 && <p className="note quiet">{t('sample.planEmpty')}</p>}
			{sheets.length > 0 && (
				<table className="table">
					<thead>
						<tr>
							{(['assignedTo', 'clusters', 'men', 'women', 'replacement'] as const).map((column) => (
								<th key={column} scope="col">
									{t(`sample.${column}`)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{sheets.map((sheet) => (
							<tr key={sheet.person?.id ?? ''}>
								<th scope="row">{sheet.person ? <bdi>{sheet.person.name}</bdi> : nobody}</th>
								<td data-label={t('sample.clusters')}>
									<bdi dir="ltr">{sheet.clusters.map(({ cluster }) => cluster).join(', ')}</bdi>
								</td>
								<td data-label={t('sample.men')}>{sheet.left.male}</td>
								<td data-label={t('sample.women')}>{sheet.left.female}</td>
								<td data-label={t('sample.replacement')}>{sheet.left.reserve}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			{sheets.map((sheet) => (
				<PlanSheet key={sheet.person?.id ?? ''} sheet={sheet} />
			))}
		</article>
	)
}

/** The sheet of one enumerator, on a page of its own. */
function PlanSheet({ sheet: { person, clusters } }: { sheet: AssignmentSheet }) {
	const { t } = useTranslations()
	return (
		<section className="stack plan-sheet">
			<h2>{person ? <bdi>{`${person.name} (${person.code})`}</bdi> : t('sample.planUnassigned')}</h2>
			{clusters.map((each) => (
				<ClusterPlan key={each.cluster} cluster={each} />
			))}
			<p className="hint">{t('sample.planHint')}</p>
		</section>
	)
}

function ClusterPlan({ cluster: { cluster, area, done, left, closed } }: { cluster: ClusterAssignment }) {
	const { t } = useTranslations()
	return (
		<section className="stack tight">
			<h3>
				<bdi dir="ltr">{cluster}</bdi> <span className="hint">{t(`dayPlan.area.${area}`)}</span>{' '}
				<span className="hint">{t('sample.planCompleted', { count: done })}</span>
			</h3>
			{left.length > 0 && (
				<table className="table">
					<thead>
						<tr>
							{(
								['household', 'structure', 'sampleLine', 'respondent', 'status', 'visits', 'notes'] as const
							).map((column) => (
								<th key={column} scope="col">
									{t(`sample.${column}`)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{left.map((line) => (
							<PlanLine key={line.household} line={line} />
						))}
					</tbody>
				</table>
			)}
			{closed.length > 0 && (
				<p>{t('sample.planReplacements', { households: closed.map(householdWithStructure).join(', ') })}</p>
			)}
		</section>
	)
}

const householdWithStructure = ({ household, structure }: ClusterListItem['lines'][number]): string =>
	structure === null ? String(household) : `${household} (${structure})`

function PlanLine({
	line: { household, structure, line, sex, state },
}: {
	line: ClusterListItem['lines'][number]
}) {
	const { t } = useTranslations()
	return (
		<tr>
			<th scope="row">{household}</th>
			<td data-label={t('sample.structure')}>
				<bdi dir="ltr">{structure}</bdi>
			</td>
			<td data-label={t('sample.sampleLine')}>{line ?? ''}</td>
			<td data-label={t('sample.respondent')}>{sex && t(`dayPlan.sex.${sex}`)}</td>
			<td data-label={t('sample.status')}>{t(`dayPlan.status.${state}`)}</td>
			<td data-label={t('sample.visits')}>
				{/* boxes to tick with a pencil */}
				<span className="plan-boxes" aria-hidden="true">
					<i />
					<i />
					<i />
				</span>
			</td>
			<td className="plan-notes" />
		</tr>
	)
}
