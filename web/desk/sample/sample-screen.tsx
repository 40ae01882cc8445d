import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { sampleApi } from '#shared/api/sample'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import type { ClusterListItem } from '#shared/sample/sample-api'
import { openRoundFor } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { UnlistedOption } from '../kit/unlisted-option.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ClusterRow } from './cluster-row.tsx'
import { ImportSample } from './import-sample.tsx'
import { ListingDrawNote } from './listing-draw-note.tsx'

/** Households of a district, their assignees and their progress. */
export function SampleScreen() {
	const { t, language } = useTranslations()
	const { person, study } = useDesk()
	const names = useDistrictNames()
	const query = new URLSearchParams(useSearch())
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isSending, setSending] = useState(false)
	/** Load time of a list that a change has made outdated: its buttons are disabled. */
	const [oldList, setOldList] = useState(0)
	const round =
		query.get('round') ?? (openRoundFor(study.rounds, person.demonstration) ?? study.rounds[0])?.code ?? ''
	const district = query.get('district') ?? names[0]?.[0] ?? ''
	const isToCome =
		!person.demonstration &&
		study.rounds.find(
			({ code, state, demonstration }) => code === round && state !== 'closed' && !demonstration,
		)
	const loaded = useRoute(sampleApi.list, { query: { round, district } }, 'take')
	const show = (changed: { round?: string; district?: string }) =>
		go(`/desk/sample?${searchOf({ round, district, ...changed })}`)
	const { found, loadedAt, reload } = loaded
	const isBusy = isSending || (loadedAt === oldList && loaded.problem === null)
	const give = (cluster: string, households: readonly number[], to: string | null) =>
		change(
			callRoute(sampleApi.assignHouseholds, {
				body: { round, cluster, households: [...households], person: to },
			}),
		)
	const move = (cluster: string, isUnreachable: boolean, why: string) =>
		change(callRoute(sampleApi.setClusterAccess, { body: { round, cluster, isUnreachable, why } }))
	const mayGive = may(person.role, 'sample.assign') && !person.demonstration
	async function change(sent: Promise<unknown>) {
		setSending(true)
		setProblem(null)
		try {
			await sent
			setOldList(loadedAt)
			reload()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSending(false)
		}
	}
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('sample.title')}</h1>
				{found && found.clusters.length > 0 && (
					<Link className="plain small button" href={`/desk/sample/plan?${searchOf({ round, district })}`}>
						{t('sample.printPlan')}
					</Link>
				)}
			</header>
			<p className="hint">{t('sample.help')}</p>
			<div className="filters">
				<label>
					{t('desk.round')}
					<select value={round} onChange={(event) => show({ round: event.target.value })}>
						<UnlistedOption value={round} listed={study.rounds.map(({ code }) => code)} />
						{study.rounds.map(({ code, name }) => (
							<option key={code} value={code}>
								{localize(name, language)}
							</option>
						))}
					</select>
				</label>
				<label>
					{t('sample.district')}
					<select value={district} onChange={(event) => show({ district: event.target.value })}>
						<UnlistedOption value={district} listed={names.map(([code]) => code)} />
						{names.map(([code, name]) => (
							<option key={code} value={code}>
								{name}
							</option>
						))}
					</select>
				</label>
			</div>
			<ProblemNote problem={loaded.problem ?? problem} />
			{may(person.role, 'sample.import') && isToCome && (
				<ImportSample key={isToCome.code} round={isToCome} onDone={reload} />
			)}
			{isToCome &&
				may(person.role, 'sample.import') &&
				found?.drawn.map((each) => (
					<ListingDrawNote key={each.record} round={round} drawn={each} onDone={reload} />
				))}
			{found && found.clusters.length === 0 && <p className="note quiet">{t('sample.empty')}</p>}
			{found && found.clusters.length > 0 && (
				<>
					<p>{t('sample.summary', sumOf(found.clusters))}</p>
					<TableWithFile name={`households-${district}`} about={t('sample.title')}>
						<div className="table">
							<table>
								<thead>
									<tr>
										{(['cluster', 'men', 'women', 'replacement'] as const).map((column) => (
											<th key={column} scope="col">
												{t(`sample.${column}`)}
											</th>
										))}
									</tr>
								</thead>
								<tbody>
									{found.clusters.map((each) => (
										<ClusterRow
											key={each.cluster}
											listed={each}
											people={found.people}
											today={found.today}
											onGive={mayGive && !isBusy ? give : null}
											onMove={mayGive && !isBusy ? move : null}
										/>
									))}
								</tbody>
							</table>
						</div>
					</TableWithFile>
				</>
			)}
		</div>
	)
}

function sumOf(clusters: readonly ClusterListItem[]) {
	const done = clusters.flatMap((each) => each.lines).filter(({ state }) => state === 'done')
	// households in waiting or inaccessible clusters cannot be assigned
	const wanted = clusters
		.filter(({ state }) => state === 'open')
		.flatMap((each) => each.lines)
		.filter(({ isReserve }) => !isReserve)
	return {
		done: done.length,
		wanted: wanted.length,
		free: wanted.filter(({ person }) => person === null).length,
	}
}
