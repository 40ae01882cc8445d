import { qualityApi } from '#shared/api/quality'
import { byKey } from '#shared/kernel/by-key'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ChecksInProgress } from './checks-in-progress.tsx'
import { FlagRow } from './flag-row.tsx'
import { QualityHead } from './quality-head.tsx'

/** Number of flags from which the districts are closed at first. */
const closedFrom = 8

/** Flags about all enumerators of a district together. */
export function TeamFlagsScreen() {
	const { t } = useTranslations()
	const { round, district } = useScope()
	const names = new Map(useDistrictNames())
	const { found, problem, reload } = useRoute(qualityApi.alerts, { query: { round, district } })
	return (
		<div className="stack">
			<QualityHead />
			<p className="hint">{t('quality.teamHelp')}</p>
			<ProblemNote problem={problem} />
			{!found && !problem && <Skeleton />}
			{found && (
				<section className="stack tight" aria-labelledby="team">
					<ChecksInProgress found={found} onReload={reload} />
					<h2 id="team">{t('quality.teamFlags')}</h2>
					{found.team.length === 0 && found.outdatedDistricts === 0 && (
						<p className="note quiet">{t('quality.teamEmpty')}</p>
					)}
					{[...byKey(found.team, ({ district: code }) => code)].map(([code, flags]) => (
						<details key={code} open={found.team.length < closedFrom}>
							<summary>{names.get(code) ?? code}</summary>
							<ul className="flags">
								{flags.map((flag) => (
									<FlagRow key={`${flag.kind} ${flag.item}`} round={round} flag={flag} onDecided={reload} />
								))}
							</ul>
						</details>
					))}
				</section>
			)}
		</div>
	)
}
