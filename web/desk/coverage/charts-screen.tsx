import { Link } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { sumCoverage } from '#shared/coverage/coverage'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import FieldworkCharts from './fieldwork-charts.tsx'

/** Charts of the fieldwork in all districts that the user sees: pace, hours, minutes. */
export default function ChartsScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const { round } = useScope('round')
	const { found, problem, reload } = useServerData(
		`charts ${round}`,
		async () => {
			const [work, done] = await Promise.all([
				callRoute(coverageApi.charts, { query: { round } }),
				callRoute(coverageApi.forRound, { query: { round } }),
			])
			return { work, figures: sumCoverage(done.districts) }
		},
		'take',
	)
	const name = study.rounds.find(({ code }) => code === round)?.name
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('charts.title', { round: name ? localize(name, language) : round })}</h1>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.work.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					{may(person.role, 'targets.set') && !person.demonstration && !found.work.demonstration && (
						<Link className="plain small button" href="/desk/rounds">
							{t('charts.setDates')}
						</Link>
					)}
					<FieldworkCharts
						charts={found.work}
						target={found.figures.targetInterviews}
						missing={found.figures.missing}
						isOnPaper={false}
					/>
				</>
			)}
		</div>
	)
}
