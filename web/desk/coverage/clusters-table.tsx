import type { ClusterCoverage } from '#shared/coverage/coverage'
import { fewHouseholds, responseRates, sumDispositionCounts } from '#shared/coverage/response-rates'
import type { RecordQuery } from '#shared/review/record-list'
import { useTranslations } from '../../ui/i18n.ts'
import { saveRows } from '../kit/table-rows.ts'
import { CellView, Counted, cellClass } from './coverage-cell.tsx'
import type { CoverageCell } from './coverage-columns.ts'
import { coverageRows } from './coverage-rows.ts'

const clusterColumns = ['men', 'women', 'returned', 'refusals', 'disputed', 'completion'] as const

const cellsOf = ({
	target,
	household,
	male,
	female,
}: ClusterCoverage): Record<(typeof clusterColumns)[number], CoverageCell> => {
	const { completion } = responseRates(sumDispositionCounts([male.endings, female.endings]))
	return {
		men: { kind: 'count', count: male.done, ...(target ? { target: target.male } : {}) },
		women: { kind: 'count', count: female.done, ...(target ? { target: target.female } : {}) },
		returned: { kind: 'count', count: household.returned },
		refusals: { kind: 'count', count: household.refused },
		disputed: { kind: 'count', count: household.disputed },
		completion: { kind: 'share', ...completion, hasSmallBase: completion.of < fewHouseholds },
	}
}

/** Clusters of a district: those of the sample, and others with records. */
export function ClustersTable({
	clusters,
	done,
	fileName,
}: {
	clusters: readonly ClusterCoverage[]
	done: RecordQuery
	fileName: string
}) {
	const { t } = useTranslations()
	if (clusters.length === 0) return <p className="hint">{t('coverage.noClusters')}</p>
	const titles = clusterColumns.map((column) => t(`coverage.column.${column}`))
	const nameOf = ({ cluster }: ClusterCoverage) => cluster || t('coverage.clusterUnknown')
	const listOf = (cluster: string): RecordQuery => {
		const { outcome: _, ...all } = { ...done, cluster }
		return all
	}
	const lists = (cluster: string): Readonly<Record<(typeof clusterColumns)[number], RecordQuery | null>> => {
		if (cluster === '')
			return { men: null, women: null, returned: null, refusals: null, disputed: null, completion: null }
		const all = listOf(cluster)
		return {
			men: { ...all, outcome: 'done', sex: 'male' },
			women: { ...all, outcome: 'done', sex: 'female' },
			returned: { ...all, status: 'returned' },
			refusals: { ...all, outcome: 'refused' },
			disputed: { ...all, disputed: '1' },
			completion: null,
		}
	}
	function save() {
		const rows = coverageRows(
			{ title: t('coverage.cluster'), cells: clusters.map(nameOf) },
			clusterColumns.map((column, i) => ({
				title: titles[i] ?? column,
				cells: clusters.map((each) => cellsOf(each)[column]),
			})),
			{
				target: (of) => t('coverage.withTarget', { of }),
				base: (of) => t('coverage.withHouseholdBase', { of }),
			},
		)
		saveRows(fileName, rows)
	}
	return (
		<section className="stack">
			<header className="desk-head">
				<h2>{t('coverage.clusters')}</h2>
				<button type="button" className="plain small" onClick={save}>
					{t('coverage.exportCsv')}
				</button>
			</header>
			<table className="table clusters-table">
				<thead>
					<tr>
						<th scope="col">{t('coverage.cluster')}</th>
						{titles.map((title) => (
							<th key={title} scope="col" className="number">
								{title}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{clusters.map((each) => {
						const [cells, list] = [cellsOf(each), lists(each.cluster)]
						return (
							<tr key={each.cluster}>
								<th scope="row">
									<Counted list={each.cluster === '' ? null : listOf(each.cluster)}>
										<bdi>{nameOf(each)}</bdi>
									</Counted>
								</th>
								{clusterColumns.map((column, i) => (
									<td key={column} className={cellClass(cells[column])} data-label={titles[i]}>
										<CellView cell={cells[column]} list={list[column]} />
									</td>
								))}
							</tr>
						)
					})}
				</tbody>
			</table>
		</section>
	)
}
