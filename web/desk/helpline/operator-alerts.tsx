import { useState } from 'react'
import { qualityApi } from '#shared/api/quality'
import { roundToBegin } from '#shared/study/study'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { RoundMenu } from '../kit/round-menu.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { FlagRow } from '../quality/flag-row.tsx'

/**
 * Quality flags on operators and their calls (Q23), at first for the round in which calls are counted now.
 */
export function OperatorAlerts() {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const { demonstration } = person
	const now = roundToBegin({ role: 'helpline-operator', demonstration }, study.rounds)
	const [round, setRound] = useState(now?.code ?? study.rounds[0]?.code ?? '')
	const { found, problem, reload } = useRoute(qualityApi.operators, { query: { round } }, 'take')
	return (
		<section className="stack tight" aria-labelledby="operators">
			<h2 id="operators">{t('helpline.operators')}</h2>
			<RoundMenu rounds={study.rounds} value={round} onChoose={setRound} />
			<ProblemNote problem={problem} />
			{found?.length === 0 && <p className="note quiet">{t('quality.interviewFlagsEmpty')}</p>}
			<ul className="flag-list">
				{found?.map(({ person: operator, flags }) => (
					<li key={operator.id} className="panel stack tight">
						<h3>
							<bdi>{operator.name}</bdi>
						</h3>
						<ul className="flags">
							{flags.map((flag) => (
								<FlagRow key={flag.kind} round={round} flag={flag} onDecided={reload} />
							))}
						</ul>
					</li>
				))}
			</ul>
		</section>
	)
}
