import './households-map.css'
import { useState } from 'react'
import { type Point, readPoints } from '#shared/kernel/geodesy'
import { useTranslations } from '../../ui/i18n.ts'
import { HouseholdCard } from './household-card.tsx'
import { metresTo, toneOf, useDistanceText, useHouseholdName } from './household-text.tsx'
import { layOutHouseholds, type MapMarker, mapSide } from './lay-out-households.ts'
import type { Household } from './use-households.ts'

interface HouseholdsMapProps {
	readonly cluster: string
	readonly households: readonly Household[]
	/** Last known location of this phone; null if unknown. */
	readonly here: Point | null
}

const percent = (units: number) => `${(units / mapSide) * 100}%`
const isMoved = ({ x, y, place }: MapMarker) => Math.hypot(x - place.x, y - place.y) > 6

/** Households by their points, without a map beneath: no tile is downloaded, and no other server asked. */
export default function HouseholdsMap({ cluster, households, here }: HouseholdsMapProps) {
	const { t } = useTranslations()
	const nameOf = useHouseholdName()
	const distance = useDistanceText()
	const [chosen, setChosen] = useState<number | null>(null)
	const placed = households.flatMap((line) => {
		const [at] = readPoints(line.point === undefined ? [] : [line.point]) ?? []
		return at ? [{ household: line.household, line, at }] : []
	})
	const withoutPoint = households.filter(
		(line) => !placed.some(({ household }) => household === line.household),
	)
	const { markers, here: own, scale } = layOutHouseholds(placed, here)
	const selected = placed.find(({ household }) => household === chosen)?.line
	return (
		<>
			{/* every marker is a button; the drawing adds nothing for those who cannot see it */}
			<fieldset className="map-frame" aria-label={t('visit.mapOf')}>
				<div className="households-map">
					<svg viewBox={`0 0 ${mapSide} ${mapSide}`} aria-hidden="true">
						{markers.filter(isMoved).map(({ household, x, y, place }) => (
							<g key={household}>
								<line x1={place.x} y1={place.y} x2={x} y2={y} />
								<circle cx={place.x} cy={place.y} r={3} />
							</g>
						))}
						{own && (
							<g className="own-location">
								<circle className="about" cx={own.x} cy={own.y} r={22} />
								<circle cx={own.x} cy={own.y} r={8} />
							</g>
						)}
					</svg>
					{markers.map(({ household, x, y }, i) => {
						const { line } = placed[i] as (typeof placed)[number]
						return (
							<button
								key={household}
								type="button"
								className={`marker ${toneOf(line)}`}
								style={{ insetInlineStart: percent(x), insetBlockStart: percent(y) }}
								aria-pressed={household === chosen}
								aria-label={`${nameOf(line)}, ${t(`dayPlan.status.${line.state}`)}`}
								onClick={() => setChosen(household)}
							>
								<bdi>{household}</bdi>
							</button>
						)
					})}
				</div>
				<p className="map-legend caption" aria-hidden="true">
					<span className="scale" style={{ inlineSize: percent(scale.length) }}>
						<bdi>{distance(scale.metres)}</bdi>
					</span>
					<span>
						▲ <bdi>{t('visit.north')}</bdi>
					</span>
				</p>
			</fieldset>
			{selected ? (
				<ul className="cluster-households">
					<HouseholdCard line={selected} cluster={cluster} metres={metresTo(selected.point, here)} />
				</ul>
			) : (
				<p className="caption">{own ? t('visit.tapMarkerOrHere') : t('visit.tapMarker')}</p>
			)}
			{withoutPoint.length > 0 && (
				<>
					<h3 className="caption">{t('visit.withoutLocation')}</h3>
					<ul className="cluster-households">
						{withoutPoint.map((line) => (
							<HouseholdCard key={line.household} line={line} cluster={cluster} metres={null} />
						))}
					</ul>
				</>
			)}
		</>
	)
}
