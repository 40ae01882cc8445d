import { Link } from 'wouter'
import { sampleApi } from '#shared/api/sample'
import type { PersonListItem } from '#shared/people/people'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { workloads } from '../sample/assignment-rows.ts'
import { WorkloadCells, WorkloadHeads } from '../sample/workload-columns.tsx'

/** Maximum districts of an enumerator that are requested one by one. */
const mostDistricts = 5

interface PersonAssignmentsProps {
	readonly person: PersonListItem
	readonly round: string
}

/** Households of an enumerator by district: assigned, completed, without an interview and remaining. */
export function PersonAssignments({ person, round }: PersonAssignmentsProps) {
	const { t } = useTranslations()
	const seen = useDistrictNames()
	const own = seen.filter(([code]) => person.districts === 'all' || person.districts.includes(code))
	if (own.length > mostDistricts)
		return (
			<p className="note quiet">
				<Link href={`/desk/sample?${searchOf({ round })}`}>{t('people.assignmentsByDistrict')}</Link>
			</p>
		)
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('quality.district')}</th>
					<th scope="col" className="number">
						{t('sample.clusters')}
					</th>
					<WorkloadHeads />
				</tr>
			</thead>
			<tbody>
				{own.map(([code, name]) => (
					<DistrictRow key={code} district={code} name={name} person={person.id} round={round} />
				))}
			</tbody>
		</table>
	)
}

interface DistrictRowProps {
	readonly district: string
	readonly name: string
	/** Id of the enumerator. */
	readonly person: string
	readonly round: string
}

function DistrictRow({ district, name, person, round }: DistrictRowProps) {
	const { t, language } = useTranslations()
	const { found, problem } = useRoute(sampleApi.list, { query: { round, district } }, 'take')
	const load = found && workloads(found).find((each) => each.person.id === person)
	const text = (value: number | undefined) =>
		found ? numberIn(language, value ?? 0) : problem ? t('people.notLoaded') : '…'
	return (
		<tr>
			<th scope="row">
				<Link href={`/desk/sample?${searchOf({ round, district, who: person })}`}>{name}</Link>
			</th>
			<td className="number" data-label={t('sample.clusters')}>
				{text(load?.clusters)}
			</td>
			<WorkloadCells workload={load ?? undefined} format={text} />
		</tr>
	)
}
