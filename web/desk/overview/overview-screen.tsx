import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { qualityApi } from '#shared/api/quality'
import { reviewApi } from '#shared/api/review'
import type { DistrictStatus } from '#shared/coverage/district-status'
import { localize } from '#shared/forms/localized-text'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { may } from '#shared/people/roles'
import { daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRound } from '../coverage/coverage-screen.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { ServerNotes } from '../people/server-notes.tsx'
import { AttentionList } from './attention-list.tsx'
import { overviewRows, planOf } from './district-rows.ts'
import { DistrictTable } from './district-table.tsx'
import { KeyFigures } from './key-figures.tsx'
import { Pipeline } from './pipeline.tsx'
import { SetupChecklist } from './setup-checklist.tsx'

/** Overview of a round: key figures, districts by status, and what needs attention. */
export function OverviewScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const round = useRound(new URLSearchParams(useSearch()))
	const [filter, change] = useFilter(['round', 'find', 'status'])
	const { found, loadedAt, problem, reload } = useRoute(coverageApi.forRound, { query: { round } }, 'take')
	const facts = useRoute(coverageApi.overview, { query: { round } }, 'take').found
	const alerts = useRoute(
		qualityApi.alerts,
		may(person.role, 'quality.read') ? { query: { round } } : null,
	).found
	const queue = useRoute(reviewApi.count, may(person.role, 'records.review') ? {} : null, 'take').found
	const [showAll, setShowAll] = useState(false)
	const plan = found && facts ? planOf(found, facts.lastDay) : null
	const flags = new Map<string, number>()
	for (const { district, interviews } of alerts?.open ?? [])
		flags.set(district, (flags.get(district) ?? 0) + interviews)
	const rows = found
		? overviewRows(found, study, {
				plan,
				flagsOf: alerts ? (district) => flags.get(district) ?? 0 : null,
				language,
			})
		: []
	const shown = rows.filter(
		({ name, status }) =>
			(filter.status === undefined || status === filter.status) &&
			foldForSearch(name).includes(foldForSearch(filter.find ?? '')),
	)
	const statuses = [...new Set(rows.map(({ status }) => status))]
	return (
		<div className="stack overview">
			<header className="desk-head">
				<h1>{t('desk.page.overview')}</h1>
				{found && (
					<span className="hint">
						{plan &&
							t('overview.day', {
								day: numberIn(language, Math.max(1, daysBetween(plan.firstDay, found.today) + 1)),
								of: numberIn(language, daysBetween(plan.firstDay, plan.lastDay) + 1),
							})}{' '}
						{t('overview.updated', { time: dateTimeIn(language, loadedAt) })}
					</span>
				)}
				<SelectMenu
					label={t('desk.round')}
					value={round}
					options={study.rounds.map(({ code, name }) => [code, localize(name, language)] as const)}
					onChoose={(next) => change({ round: next })}
				/>
				<Link className="plain small button" href={`/desk/coverage/report?${searchOf({ round })}`}>
					{t('coverage.report')}
				</Link>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{may(person.role, 'people.write') && (
				<>
					<ServerNotes />
					{facts && !person.demonstration && <SetupChecklist facts={facts} />}
				</>
			)}
			{found ? (
				<>
					<KeyFigures
						rows={rows}
						found={found}
						plan={plan}
						facts={facts}
						alerts={alerts}
						queue={queue}
						round={round}
					/>
					{may(person.role, 'records.edit') && <Pipeline found={found} queue={queue} round={round} />}
					<div className="overview-columns">
						<section className="panel stack tight" aria-labelledby="overview-districts">
							<div className="overview-head">
								<h2 id="overview-districts">{t('overview.districts')}</h2>
								<search className="filters">
									<FilterMenu
										label={t('overview.status')}
										all={t('review.all')}
										value={filter.status ?? ''}
										options={statuses.map((each) => [each, t(`overview.statuses.${each}`)] as const)}
										onChoose={(next) => change({ status: next as DistrictStatus | '' })}
									/>
									<label className="inline">
										<span>{t('coverage.findDistrict')}</span>
										<input
											type="search"
											dir="auto"
											value={filter.find ?? ''}
											onChange={({ target }) => change({ find: target.value })}
										/>
									</label>
								</search>
							</div>
							<DistrictTable rows={shown} round={round} hasPlan={plan !== null} />
						</section>
						<AttentionList
							rows={rows}
							alerts={alerts}
							queue={queue}
							facts={facts}
							today={found.today}
							round={round}
							isWhole={showAll}
							onWhole={() => setShowAll(true)}
						/>
					</div>
				</>
			) : (
				!problem && <div className="skeleton" role="status" aria-label={t('desk.loading')} />
			)}
		</div>
	)
}
