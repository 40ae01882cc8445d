import { coverageApi } from '#shared/api/coverage'
import type { DistrictCoverage } from '#shared/coverage/coverage'
import { may } from '#shared/people/roles'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import FieldworkCharts from './fieldwork-charts.tsx'
import { InterviewMapSection } from './interview-map-section.tsx'

/** Charts of the fieldwork in one district, with a map for users who may see locations. */
export default function DistrictCharts({
	district,
	round,
	figures: { missing, targetInterviews },
}: {
	district: string
	round: string
	figures: Pick<DistrictCoverage, 'missing' | 'targetInterviews'>
}) {
	const { person } = useDesk()
	const { found, problem } = useRoute(coverageApi.charts, { query: { round, district } }, 'take')
	return (
		<>
			<ProblemNote problem={problem} />
			{found && (
				<FieldworkCharts charts={found} target={targetInterviews} missing={missing} isOnPaper={false} />
			)}
			{may(person.role, 'locations.exact') && <InterviewMapSection district={district} round={round} />}
		</>
	)
}
