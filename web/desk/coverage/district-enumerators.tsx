import { peopleApi } from '#shared/api/people'
import { sampleApi } from '#shared/api/sample'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { PersonLink } from '../kit/person-link.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { workloads } from '../sample/assignment-rows.ts'
import { NoEnumeratorNote } from '../sample/no-enumerator-note.tsx'
import { WorkloadCells, WorkloadHeads } from '../sample/workload-columns.tsx'

interface DistrictEnumeratorsProps {
	readonly district: string
	readonly round: string
}

/** Enumerators of a district with their households and last sync, those with most households remaining first. */
export function DistrictEnumerators({ district, round }: DistrictEnumeratorsProps) {
	const { t } = useTranslations()
	return (
		<section className="stack tight" aria-labelledby="district-enumerators">
			<h2 id="district-enumerators">{t('charts.enumerators')}</h2>
			<EnumeratorTable district={district} round={round} />
		</section>
	)
}

function EnumeratorTable({ district, round }: DistrictEnumeratorsProps) {
	const { t, language } = useTranslations()
	const sample = useRoute(sampleApi.list, { query: { round, district } }, 'take')
	const people = useRoute(peopleApi.list, {}, 'take')
	if (!sample.found) return sample.problem ? <ProblemNote problem={sample.problem} /> : <Skeleton rows={3} />
	const rows = workloads(sample.found).sort((a, b) => b.left - a.left)
	if (rows.length === 0) return <NoEnumeratorNote round={round} />
	const lastSyncs = new Map(people.found?.map(({ id, lastSeen }) => [id, lastSeen]))
	const lastSync = (id: string): string => {
		if (!people.found) return people.problem ? t('people.notLoaded') : '…'
		const time = lastSyncs.get(id)
		return time ? dateTimeIn(language, time) : t('devices.never')
	}
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('review.enumerator')}</th>
					<WorkloadHeads />
					<th scope="col">{t('devices.lastSync')}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map((workload) => (
					<tr key={workload.person.id}>
						<th scope="row">
							<PersonLink person={workload.person} work={{ round, district }} />{' '}
							<span className="hint">{workload.person.code}</span>
						</th>
						<WorkloadCells workload={workload} format={(count = 0) => numberIn(language, count)} />
						<td data-label={t('devices.lastSync')}>{lastSync(workload.person.id)}</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
