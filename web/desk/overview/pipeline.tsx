import { releaseApi } from '#shared/api/releases'
import { ruleApi } from '#shared/api/rules'
import type { Coverage } from '#shared/coverage/coverage'
import { searchOf } from '../../api/search-of.ts'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { countText, type LimitedCount } from '../kit/count-text.ts'
import { useDesk } from '../kit/desk-context.ts'
import { AllDistrictsLink } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { decideAddress, queueAddress } from '../shell/navigation.ts'
import type { QueueCounts } from './key-figures.tsx'

interface PipelineProps {
	readonly found: Coverage
	readonly queue: QueueCounts | null
	readonly round: string
}

/** Where records wait between received and released; each step opens its list. */
export function Pipeline({ found, queue, round }: PipelineProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const violations = useRoute(ruleApi.countViolations, {}, 'take').found
	const releases = useRoute(releaseApi.list, {}).found
	const received = found.districts.reduce((sum, { interviews, refusals }) => sum + interviews + refusals, 0)
	const newest = releases
		?.filter((release) => release.round === round && release.superseded === null)
		.sort((a, b) => (a.at < b.at ? 1 : -1))[0]
	const count = (of: LimitedCount | null | undefined) => (of ? countText(of, { t, language }) : '–')
	// the round is that of the page; queues and rules are worked off over all rounds
	const allRounds = study.rounds.length > 1 ? t('desk.allRounds') : undefined
	const steps: readonly (readonly [name: string, value: string, href: string, hint?: string | undefined])[] =
		[
			[
				t('overview.pipeline.received'),
				numberIn(language, received),
				`/desk/records?${searchOf({ round, form: 'household', counted: '1' })}`,
			],
			[t('desk.page.review'), count(queue?.review), queueAddress, allRounds],
			[t('desk.page.conflicts'), count(queue?.conflicts), decideAddress, allRounds],
			[t('overview.pipeline.violations'), count(violations), '/desk/cleaning/rules'],
			[
				t('overview.pipeline.released'),
				newest ? numberIn(language, newest.records) : '',
				'/desk/releases',
				newest ? dateIn(language, newest.at) : t('overview.pipeline.noRelease'),
			],
		]
	return (
		<nav className="pipeline" aria-label={t('overview.pipeline.title')}>
			<ol>
				{steps.map(([name, value, href, hint]) => (
					<li key={name}>
						<AllDistrictsLink href={href}>
							<span className="key-name">{name}</span> {value !== '' && <b>{value}</b>}
							{hint !== undefined && <span className="hint"> {hint}</span>}
						</AllDistrictsLink>
					</li>
				))}
			</ol>
		</nav>
	)
}
