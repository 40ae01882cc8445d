import { roundToBegin } from '#shared/campaign/campaign'
import { useDesk } from '../desk/desk-context.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { FlagRow } from '../quality/flag-row.tsx'
import { quality } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'

/** What is asked about operators and their calls of the round that these are counted in now (Q23). */
export function OperatorQuestions() {
	const { campaign, person } = useDesk()
	const { demonstration } = person
	const round = roundToBegin({ role: 'helpline-operator', demonstration }, campaign.rounds)
	return round && <OfRound round={round.code} />
}

function OfRound({ round }: { readonly round: string }) {
	const { t } = useTexts()
	const { found, reload } = useLoaded(`operators ${round}`, () => quality(round, ''))
	if (!found || found.calls.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="operators">
			<h2 id="operators">{t('helpline.operators')}</h2>
			<ul className="asked">
				{found.calls.map(({ person, flags }) => (
					<li key={person.id} className="panel stack tight">
						<h3>
							<bdi>{person.name}</bdi>
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
