import { qualityApi } from '#shared/api/quality'
import { localize } from '#shared/forms/localized-text'
import { Problem } from '#shared/kernel/problem'
import type { Scorecard } from '#shared/quality/quality-api'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { usePageItem } from '../kit/page-item.ts'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { PersonQuality } from '../quality/person-quality.tsx'
import { PersonProgress } from './person-progress.tsx'

interface PersonWorkProps {
	/** Id of the enumerator. */
	readonly id: string
	readonly round: string
}

/** Loads the scorecards of an enumerator in a round; null without interviews in the viewer's districts. */
function useScorecardsOf({ id, round }: PersonWorkProps) {
	const { found, problem, reload } = useRoute(qualityApi.scorecards, { query: { round } }, 'take')
	const [first, ...others] = found?.enumerators.filter(({ person }) => person.id === id) ?? []
	const cards: readonly [Scorecard, ...Scorecard[]] | null = first ? [first, ...others] : null
	return { found, cards, problem, reload }
}

/** Progress and quality of an enumerator's work in a round. */
export function PersonWork({ id, round }: PersonWorkProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { found, cards, problem, reload } = useScorecardsOf({ id, round })
	const name = study.rounds.find(({ code }) => code === round)?.name
	return (
		<>
			<section className="stack tight" aria-labelledby="person-progress">
				<h2 id="person-progress">
					{t('people.progressIn', { round: name ? localize(name, language) : round })}
				</h2>
				<ProblemNote problem={problem} />
				{!found && !problem && <Skeleton />}
				{found && !cards && <p className="note quiet">{t('people.noInterviews')}</p>}
				{found && cards && (
					<PersonProgress id={id} round={round} cards={cards} visitPoints={found.visitPoints} />
				)}
			</section>
			{cards && <PersonQuality id={id} round={round} cards={cards} onDecided={reload} />}
		</>
	)
}

/** Work of an enumerator who no longer has a district of the viewer. The viewer still decides on its flags. */
export function FormerEnumerator({ id, round }: PersonWorkProps) {
	const { t } = useTranslations()
	const { found, cards, problem } = useScorecardsOf({ id, round })
	const person = cards?.[0].person
	usePageItem(person?.name)
	if (!person)
		return found || problem ? <ProblemNote problem={problem ?? new Problem('not-found')} /> : <Skeleton />
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>
					<bdi>{person.name}</bdi>
				</h1>
			</header>
			<p className="note quiet">{t('people.otherDistricts')}</p>
			<PersonWork id={id} round={round} />
		</div>
	)
}
