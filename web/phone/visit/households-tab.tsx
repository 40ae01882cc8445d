import './households.css'
import { useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { Point } from '#shared/kernel/geodesy'
import { appointmentOf, leftOf } from '#shared/sample/day-plan'
import { isLineSettled, type SampleDocument } from '#shared/sample/sample'
import { describeDirection } from '#shared/study/directions'
import { isLeaseOver, leaseEnds } from '#shared/study/lease'
import { dayOf } from '#shared/study/study-day'
import { lastSyncOf } from '../../storage/enrolment/enrolments.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import type { Landmarks } from '../../storage/records/landmarks.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { HouseholdCard } from './household-card.tsx'
import { type HouseholdFilter, householdFilters, useHouseholdListPlace } from './household-place.ts'
import { metresTo, useDistanceText, useHouseholdName } from './household-text.tsx'
import { type LastLocation, useLastLocation } from './last-location.ts'
import type { LocalWorkByCluster } from './local-work.ts'
import { type ClusterOfHouseholds, clustersOf, type Household, householdForm } from './use-households.ts'

const HouseholdsMap = createPreloadable(async () => (await import('./households-map.tsx')).HouseholdsMap)

const isOver = ({ state }: Household): boolean => isLineSettled(state)
const isLocked = ({ state }: Household): boolean => state === 'closed'
const fits: Readonly<Record<HouseholdFilter, (line: Household) => boolean>> = {
	remaining: (line) => !isOver(line) && !isLocked(line),
	appointment: (line) => appointmentOf(line) !== null,
	over: isOver,
	all: (line) => !isLocked(line),
}

interface HouseholdsTabProps {
	readonly sample: readonly SampleDocument[]
	readonly work: LocalWorkByCluster
	readonly landmarks: Landmarks
	readonly forms: readonly FormOnPhone[]
}

/** Households assigned to this person, with a search and filters. */
export function HouseholdsTab({ sample, work, landmarks, forms }: HouseholdsTabProps) {
	const { t } = useTranslations()
	const [filter, setFilter] = useState<HouseholdFilter>(useHouseholdListPlace()?.filter ?? 'remaining')
	const [query, setQuery] = useState('')
	const [isMapShown, setMapShown] = useState(false)
	const nameOf = useHouseholdName()
	const hasPoints = sample.some(({ lines }) => lines.some(({ point }) => point !== undefined))
	const here = useLastLocation(hasPoints || sample.some(({ centre }) => centre !== undefined))
	const clusters = clustersOf(sample, work, landmarks)
	const all = clusters.flatMap(({ lines }) => lines)
	if (sample.length === 0)
		return (
			<div className="empty-note">
				<Icon name="house" />
				<p>{t('visit.noSample')}</p>
			</div>
		)
	const words = query
		.split(/\s+/)
		.map(foldForSearch)
		.filter((word) => word !== '')
	const isFound = (line: Household, cluster: string) => {
		const text = foldForSearch(`${nameOf(line)} ${line.structure ?? ''} ${line.landmark ?? ''} ${cluster}`)
		return fits[filter](line) && words.every((word) => text.includes(word))
	}
	return (
		<>
			<div className="search-row">
				<label className="search-box">
					<Icon name="search" />
					<input
						type="search"
						value={query}
						autoComplete="off"
						spellCheck={false}
						aria-label={t('visit.search')}
						placeholder={t('visit.searchHint')}
						onChange={({ target }) => setQuery(target.value)}
					/>
				</label>
				{hasPoints && (
					<button type="button" className="plain small map-or-list" onClick={() => setMapShown(!isMapShown)}>
						<Icon name={isMapShown ? 'sections' : 'pin'} />
						{isMapShown ? t('visit.asList') : t('visit.asMap')}
					</button>
				)}
			</div>
			<fieldset className="pills" aria-label={t('visit.filter')}>
				{householdFilters.map((each) => (
					<button
						key={each}
						type="button"
						className="pill"
						aria-pressed={filter === each}
						onClick={() => setFilter(each)}
					>
						{t(`visit.filterBy.${each}`)} <bdi>{all.filter(fits[each]).length}</bdi>
					</button>
				))}
			</fieldset>
			{(all.some(fits.remaining) || householdForm(forms)?.state !== 'open') && (
				<div className="padded">
					<LeaseNote />
					{householdForm(forms)?.state !== 'open' && <p className="note wait">{t('dayPlan.paused')}</p>}
				</div>
			)}
			{clusters.map(({ document, lines }) => (
				<Cluster
					key={document.cluster}
					cluster={{ document, lines }}
					shown={lines.filter((line) => isFound(line, document.cluster))}
					here={here}
					isMapShown={isMapShown}
				/>
			))}
		</>
	)
}

/** Warning that the office may have reassigned households since this phone's last sync. */
function LeaseNote() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const lastSyncAt = useLocalData(() => lastSyncOf(session), session.device)
	if (!lastSyncAt || !isLeaseOver(leaseEnds(lastSyncAt), dayOf(Date.now()))) return null
	return <p className="note wait">{t('dayPlan.leaseExpired', { day: dateIn(language, lastSyncAt) })}</p>
}

interface ClusterProps {
	readonly cluster: ClusterOfHouseholds
	/** Households that fit the filter and the search. */
	readonly shown: readonly Household[]
	/** Last known location of this phone; null if unknown. */
	readonly here: LastLocation | null
	readonly isMapShown: boolean
}

function Cluster({ cluster: { document, lines }, shown, here, isMapShown }: ClusterProps) {
	const { cluster, area, centre } = document
	const { t } = useTranslations()
	const { male, female } = leftOf(lines)
	const locked = lines.filter(isLocked).length
	const metres = (line: Household) => metresTo(line.point, here)
	const farAway = Number.POSITIVE_INFINITY
	const sorted = [...shown].sort(
		(a, b) =>
			(appointmentOf(a) ?? farAway) - (appointmentOf(b) ?? farAway) ||
			(metres(a) ?? farAway) - (metres(b) ?? farAway) ||
			0,
	)
	return (
		<section className="cluster" aria-label={t('dayPlan.cluster', { cluster })}>
			<h2 className="spread">
				<span>
					<bdi dir="ltr">{cluster}</bdi> · {t(`dayPlan.area.${area}`)}
				</span>
				<span className="caption">{t('dayPlan.remaining', { men: male, women: female })}</span>
			</h2>
			{here && centre !== undefined && <WayThere centre={centre} here={here} />}
			{sorted.length === 0 ? (
				<p className="caption">{t('visit.nothingFound')}</p>
			) : isMapShown && sorted.some(({ point }) => point !== undefined) ? (
				<HouseholdsMap
					cluster={cluster}
					households={sorted}
					here={here}
					waiting={<div className="households-map-waiting" aria-busy="true" />}
				/>
			) : (
				<ul className="cluster-households">
					{sorted.map((line) => (
						<HouseholdCard key={line.household} line={line} cluster={cluster} metres={metres(line)} />
					))}
				</ul>
			)}
			{locked > 0 && (
				<p className="caption locked-replacements">
					<Icon name="lock" />
					{t('dayPlan.lockedReplacements', { count: locked })}
				</p>
			)}
		</section>
	)
}

/** Distance and direction to the cluster centre. */
function WayThere({ centre, here }: { centre: string; here: Point }) {
	const { t } = useTranslations()
	const distanceText = useDistanceText()
	const way = describeDirection(centre, here)
	if (!way) return null
	const { metres, direction } = way
	return (
		<p className="caption locked-replacements">
			<Icon name="pin" />
			{direction === null
				? t('dayPlan.atCentre')
				: t('dayPlan.distanceToCentre', {
						distance: distanceText(metres),
						direction: t(`dayPlan.direction.${direction}`),
					})}
		</p>
	)
}
