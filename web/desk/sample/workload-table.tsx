import type { SampleResponse } from '#shared/sample/sample-api'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { workloads } from './assignment-rows.ts'

/** Households of each enumerator of a district: assigned, completed and left. */
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
							<th scope="col" className="number">
								{t('sample.assignedHouseholds')}
							</th>
							<th scope="col" className="number">
								{t('sample.completed')}
							</th>
							<th scope="col" className="number">
								{t('sample.leftHouseholds')}
							</th>
							<th scope="col">{t('sample.progress')}</th>
						</tr>
					</thead>
					<tbody>
						{loads.map(({ person, clusters, assigned, done, left }) => (
							<tr key={person.id}>
								<th scope="row">
									<PersonLink person={person} work={{ district }} />{' '}
									<span className="hint">{person.code}</span>
								</th>
								<td className="number" data-label={t('sample.clusters')}>
									{numberIn(language, clusters)}
								</td>
								<td className="number" data-label={t('sample.assignedHouseholds')}>
									{numberIn(language, assigned)}
								</td>
								<td className="number" data-label={t('sample.completed')}>
									{numberIn(language, done)}
								</td>
								<td className="number" data-label={t('sample.leftHouseholds')}>
									{numberIn(language, left)}
								</td>
								<td data-label={t('sample.progress')}>
									<progress value={done} max={most} aria-hidden="true" />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</TableWithFile>
		</section>
	)
}
