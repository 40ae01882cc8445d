import { may } from '#shared/access/roles'
import { useDesk } from '../desk/desk-context.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { charts } from '../sync/desk-client.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { InterviewMapSection } from './places-section.tsx'
import WorkCharts from './work-charts.tsx'

/** Charts of the fieldwork in one district, with a map for users who may see locations. */
export default function DistrictCharts({
	district,
	round,
	missing,
}: {
	district: string
	round: string
	missing: number
}) {
	const { person } = useDesk()
	const { found, problem } = useLoaded(`charts ${round} ${district}`, () => charts(round, district), 'take')
	return (
		<>
			<ProblemNote problem={problem} />
			{found && <WorkCharts charts={found} missing={missing} isOnPaper={false} />}
			{may(person.role, 'places.exact') && <InterviewMapSection district={district} round={round} />}
		</>
	)
}
