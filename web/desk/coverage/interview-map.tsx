import { Link, useLocation } from 'wouter'
import { type InterviewMap, maxMapPoints } from '#shared/coverage/fieldwork-charts'
import type { Boundaries, GeoPosition } from '#shared/study/boundaries'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { BaseMapLayer, BaseMapNote, useBaseMap } from '../kit/base-map/base-map.tsx'
import { cornersAround, type Projection, pathOf, projectionOf, scaleBar } from '../kit/charts/projection.ts'
import { useIsNarrow } from '../kit/is-narrow.ts'

type InterviewPoint = InterviewMap['places'][number]
type ClusterArea = InterviewMap['clusters'][number]

const eastNorth = ([north, east]: readonly [number, number]): GeoPosition => [east, north]
const leastMetres = 2000
/** Below the map, in units of the drawing. */
const scaleBarHeight = 30
const addressOf = ({ record }: InterviewPoint): string => `/desk/records/${record}`

interface InterviewMapProps {
	readonly found: InterviewMap
	readonly boundaries: Boundaries | null
	readonly district: string
}

/**
 * Interviews of a district at their locations, with its boundary; a cluster is a circle with the permitted
 * distance from its centre as radius.
 */
export function InterviewMapView(props: InterviewMapProps) {
	const { t } = useTranslations()
	if (props.found.places.length === 0) return <p className="note quiet">{t('charts.locations.empty')}</p>
	return <InterviewFigure {...props} />
}

function InterviewFigure({ found, boundaries, district }: InterviewMapProps) {
	const { t, language } = useTranslations()
	const baseMap = useBaseMap()
	const [, go] = useLocation()
	const isNarrow = useIsNarrow()
	const { places, clusters, interviews, checkedInterviews: examinedCount } = found
	const rings = boundaries?.shapes.find((each) => each.district === district)?.rings ?? []
	const shown = [
		...rings.flat(),
		...places.map(({ at }) => eastNorth(at)),
		...clusters.flatMap(({ at, metres }) => cornersAround(eastNorth(at), metres)),
	]
	const projection = projectionOf(shown, isNarrow ? 340 : 640, leastMetres)
	const view = { x: 0, y: 0, width: projection.width, height: projection.height + scaleBarHeight }
	const far = places.filter(({ isFar }) => isFar).length
	const title = t('charts.locations.title', {
		count: places.length,
		shown: numberIn(language, places.length),
		far: numberIn(language, far),
	})
	const nameOf = (place: InterviewPoint) =>
		t(place.isFar ? 'charts.locations.farPoint' : 'charts.locations.point', {
			name: place.name || t('home.untitledRecord'),
			day: dayIn(language, place.day),
			metres: numberIn(language, place.metres ?? 0),
		})
	return (
		<figure className="chart places">
			<figcaption>{title}</figcaption>
			{interviews > examinedCount && (
				<p className="note wait">
					{t('charts.locations.showingNewest', {
						most: numberIn(language, maxMapPoints),
						all: numberIn(language, interviews),
					})}
				</p>
			)}
			<div className="map-ground" dir="ltr">
				<BaseMapLayer baseMap={baseMap} projection={projection} view={view} />
				<svg viewBox={`0 0 ${view.width} ${view.height}`} direction="ltr">
					<title>{title}</title>
					<rect
						className={baseMap?.open ? 'frame on-base-map' : 'frame'}
						width={projection.width}
						height={projection.height}
					/>
					<path className="boundary" d={pathOf(rings, projection)} fillRule="evenodd" />
					{clusters.map((cluster) => (
						<ClusterCircle key={cluster.cluster} cluster={cluster} projection={projection} />
					))}
					{places.map((place) =>
						// on a narrow screen marks are too close for a finger: only the list has links
						isNarrow ? (
							<Mark key={place.record} place={place} projection={projection} />
						) : (
							<a
								key={place.record}
								href={addressOf(place)}
								aria-label={nameOf(place)}
								onClick={(event) => {
									event.preventDefault()
									go(addressOf(place))
								}}
							>
								<title>{nameOf(place)}</title>
								<Mark place={place} projection={projection} />
							</a>
						),
					)}
					<ScaleBar projection={projection} />
				</svg>
			</div>
			<p className="hint">{t('charts.locations.legend')}</p>
			<BaseMapNote baseMap={baseMap} />
			{rings.length > 0 && boundaries && (
				<>
					<p className="hint">{boundaries.attribution}</p>
					<p className="hint">{boundaries.disclaimer}</p>
				</>
			)}
			<details>
				<summary>{t('charts.locations.list')}</summary>
				<ul className="places-list">
					{[...places]
						.sort((a, b) => (b.metres ?? 0) - (a.metres ?? 0))
						.map((place) => (
							<li key={place.record}>
								<Link href={addressOf(place)}>{nameOf(place)}</Link>{' '}
								<span className="hint">
									<bdi>{place.cluster}</bdi> · <bdi dir="ltr">{place.at.join(', ')}</bdi>
								</span>
							</li>
						))}
				</ul>
			</details>
		</figure>
	)
}

function Mark({ place: { at, isFar }, projection }: { place: InterviewPoint; projection: Projection }) {
	const [x, y] = projection.place(eastNorth(at))
	return isFar ? (
		<path className="point far" d={`M${x} ${y - 6}L${x + 6} ${y + 5}L${x - 6} ${y + 5}Z`} />
	) : (
		<circle className="point" cx={x} cy={y} r="4" />
	)
}

function ClusterCircle({
	cluster: { cluster, at, metres },
	projection,
}: {
	cluster: ClusterArea
	projection: Projection
}) {
	const [x, y] = projection.place(eastNorth(at))
	return (
		<g className="cluster">
			<title>{cluster}</title>
			<circle cx={x} cy={y} r={Math.max(3, projection.ofMetres(metres, at[0]))} />
			<path d={`M${x - 4} ${y}H${x + 4}M${x} ${y - 4}V${y + 4}`} />
		</g>
	)
}

function ScaleBar({ projection }: { projection: Projection }) {
	const { t, language } = useTranslations()
	const { metres, length } = scaleBar(projection)
	const isRtl = directionOf(language) === 'rtl'
	const y = projection.height + 8
	const text =
		metres < 1000
			? t('charts.locations.metres', { metres: numberIn(language, metres) })
			: t('charts.locations.kilometres', { kilometres: numberIn(language, metres / 1000) })
	return (
		<g className="scale-bar">
			<path d={`M8 ${y - 4}V${y}H${8 + length}V${y - 4}`} />
			<text x={8} y={y + 16} {...(isRtl ? { direction: 'rtl', textAnchor: 'end' } : {})}>
				{text}
			</text>
		</g>
	)
}
