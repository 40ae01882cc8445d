import './households-map.css'
import { useEffect, useRef, useState } from 'react'
import { readPoints } from '#shared/kernel/geodesy'
import { appointmentOf, hasMissedAppointment } from '#shared/sample/day-plan'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { HouseholdCard } from './household-card.tsx'
import { metresTo, toneOf, useDistanceText, useHouseholdName } from './household-text.tsx'
import type { LastLocation } from './last-location.ts'
import { layOutHouseholds, type MapMarker, mapSide } from './lay-out-households.ts'
import type { Household } from './use-households.ts'

interface HouseholdsMapProps {
	readonly cluster: string
	/** In the order of the list: appointments, then the nearest ones. */
	readonly households: readonly Household[]
	/** Last known location of this phone; null if unknown. */
	readonly here: LastLocation | null
}

const percent = (units: number) => `${(units / mapSide) * 100}%`
const isMoved = ({ x, y, location }: MapMarker) => Math.hypot(x - location.x, y - location.y) > 6

/** Households by their points, without a map beneath: no tile is downloaded, and no other server asked. */
export function HouseholdsMap({ cluster, households, here }: HouseholdsMapProps) {
	const { t } = useTranslations()
	const distance = useDistanceText()
	const [chosen, setChosen] = useState<number | null>(null)
	const withPoint = households.flatMap((line) => {
		const [at] = readPoints(line.point === undefined ? [] : [line.point]) ?? []
		return at ? [{ household: line.household, at }] : []
	})
	const { markers, own, scale } = layOutHouseholds(withPoint, here)
	const lineOf = new Map(households.map((line) => [line.household, line]))
	const isOnMap = (line: Household) => markers.some(({ household }) => household === line.household)
	const selected = chosen === null ? undefined : lineOf.get(chosen)
	return (
		<>
			<fieldset className="households-frame" aria-label={t('visit.mapOf')}>
				<div className="households-map">
					<svg viewBox={`0 0 ${mapSide} ${mapSide}`} aria-hidden="true">
						{markers.filter(isMoved).map(({ household, x, y, location }) => (
							<g key={household}>
								<line x1={location.x} y1={location.y} x2={x} y2={y} />
								<circle cx={location.x} cy={location.y} r={3} />
							</g>
						))}
						{own && (
							<g className="own-location">
								<circle className="accuracy" cx={own.x} cy={own.y} r={own.radius} />
								<circle cx={own.x} cy={own.y} r={8} />
							</g>
						)}
					</svg>
					{markers.map((marker) => {
						const line = lineOf.get(marker.household)
						return (
							line && (
								<Marker
									key={marker.household}
									marker={marker}
									line={line}
									isChosen={marker.household === chosen}
									onChoose={setChosen}
								/>
							)
						)
					})}
				</div>
				<p className="households-legend caption" aria-hidden="true">
					<span className="households-scale" style={{ inlineSize: percent(scale.length) }}>
						<bdi>{distance(scale.metres)}</bdi>
					</span>
					<span>
						▲ <bdi>{t('visit.north')}</bdi>
					</span>
				</p>
			</fieldset>
			<div role="status">
				{selected ? (
					<Cards cluster={cluster} lines={[selected]} here={here} isInSight />
				) : (
					<p className="caption">
						{t('visit.tapMarker')} {own && t('visit.lastKnownLocation')}
					</p>
				)}
			</div>
			{!households.every(isOnMap) && (
				<>
					<h3 className="caption">{t('visit.notOnMap')}</h3>
					<Cards cluster={cluster} lines={households.filter((line) => !isOnMap(line))} here={here} />
				</>
			)}
		</>
	)
}

interface CardsProps {
	readonly cluster: string
	readonly lines: readonly Household[]
	readonly here: LastLocation | null
	/** True to scroll to them when they change. */
	readonly isInSight?: boolean
}

function Cards({ cluster, lines, here, isInSight = false }: CardsProps) {
	const list = useRef<HTMLUListElement>(null)
	const households = lines.map(({ household }) => household).join()
	useEffect(() => {
		if (isInSight && households !== '') list.current?.scrollIntoView({ block: 'nearest' })
	}, [isInSight, households])
	return (
		<ul className="cluster-households" ref={list}>
			{lines.map((line) => (
				<HouseholdCard
					key={line.household}
					line={line}
					cluster={cluster}
					metres={metresTo(line.point, here)}
				/>
			))}
		</ul>
	)
}

interface MarkerProps {
	readonly marker: MapMarker
	readonly line: Household
	readonly isChosen: boolean
	readonly onChoose: (household: number) => void
}

/** Number of a household at its location; an icon says what its colour says. */
function Marker({ marker: { household, x, y }, line, isChosen, onChoose }: MarkerProps) {
	const { t } = useTranslations()
	const nameOf = useHouseholdName()
	const hasAppointment = appointmentOf(line) !== null
	const isMissed = hasMissedAppointment(line, Date.now())
	const status = isMissed
		? t('visit.missed')
		: hasAppointment
			? t('visit.filterBy.appointment')
			: t(`dayPlan.status.${line.state}`)
	const icon: IconName | undefined = isMissed ? 'alert' : hasAppointment ? 'clock' : iconOf[line.state]
	return (
		<button
			type="button"
			className={`marker ${toneOf(line)} ${household > 99 ? 'long' : ''}`}
			style={{ insetInlineStart: percent(x), insetBlockStart: percent(y) }}
			aria-pressed={isChosen}
			aria-label={`${nameOf(line)}, ${status}`}
			onClick={() => onChoose(household)}
		>
			<bdi>{household}</bdi>
			{icon && <Icon name={icon} />}
		</button>
	)
}

const iconOf: Readonly<Partial<Record<Household['state'], IconName>>> = {
	begun: 'draft',
	done: 'check',
	'come-back': 'undo',
}
