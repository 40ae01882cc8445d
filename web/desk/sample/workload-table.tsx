import type { SampleResponse } from '#shared/sample/sample-api'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { workloads } from './assignment-rows.ts'
import { WorkloadCells, WorkloadHeads } from './workload-columns.tsx'

/** Households of each enumerator of a district: assigned, completed, without an interview and remaining. */
export function WorkloadTable({
	found,
	district,
}: {
	readonly found: SampleResponse
	readonly district: string
}) {
	const { t, language } = useTranslations()
	const loads = workloads(found)
	const most = Math.max(1, ...loads.map(({ assigned }) => assigned))
	return (
		<section className="stack tight" aria-labelledby="workload">
			<h2 id="workload">{t('sample.workload')}</h2>
			<TableWithFile name={`workload-${district}`} about={t('sample.workload')}>
				<table className="table">
					<thead>
						<tr>
							<th scope="col">{t('review.enumerator')}</th>
							<th scope="col" className="number">
								{t('sample.clusters')}
							</th>
							<WorkloadHeads />
							<th scope="col">{t('sample.progress')}</th>
						</tr>
					</thead>
					<tbody>
						{loads.map((workload) => (
							<tr key={workload.person.id}>
								<th scope="row">
									<PersonLink person={workload.person} work={{ district }} />{' '}
									<span className="hint">{workload.person.code}</span>
								</th>
								<td className="number" data-label={t('sample.clusters')}>
									{numberIn(language, workload.clusters)}
								</td>
								<WorkloadCells workload={workload} format={(count = 0) => numberIn(language, count)} />
								<td data-label={t('sample.progress')}>
									<progress value={workload.done} max={most} aria-hidden="true" />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</TableWithFile>
		</section>
	)
}
