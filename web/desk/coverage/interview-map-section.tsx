import { coverageApi } from '#shared/api/coverage'
import '../kit/charts/charts.css'
import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { InterviewMapView } from './interview-map.tsx'

/** Exact locations are loaded only on request: the audit log names the user. */
export function InterviewMapSection({ district, round }: { district: string; round: string }) {
	const { t } = useTranslations()
	const [isRequested, setRequested] = useState(false)
	return (
		<section className="stack tight">
			<h2>{t('charts.locations.heading')}</h2>
			{isRequested ? (
				<InterviewMap district={district} round={round} />
			) : (
				<>
					<p className="hint">{t('charts.locations.help')}</p>
					<div className="actions">
						<button type="button" className="plain" onClick={() => setRequested(true)}>
							{t('charts.locations.show')}
						</button>
					</div>
				</>
			)}
		</section>
	)
}

function InterviewMap({ district, round }: { district: string; round: string }) {
	const { found, problem } = useRoute(coverageApi.interviewMap, { params: { district }, query: { round } })
	const map = useRoute(coverageApi.boundaries, {})
	return (
		<>
			<ProblemNote problem={problem} />
			{found && (map.loadedAt > 0 || map.problem) && (
				<InterviewMapView found={found} boundaries={map.found} district={district} />
			)}
		</>
	)
}
