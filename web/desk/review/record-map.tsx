import { coverageApi } from '#shared/api/coverage'
import { isLocation } from '#shared/forms/form-nodes'
import type { RecordDetail } from '#shared/review/record-response'
import type { BoundaryShape, GeoPosition } from '#shared/study/boundaries'
import { useTranslations } from '../../ui/i18n.ts'
import { BaseMapLayer, BaseMapNote, useBaseMap } from '../kit/base-map/base-map.tsx'
import { pathOf, projectionOf } from '../kit/charts/projection.ts'
import { useDistrictNames } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { useRoute } from '../kit/use-server-data.ts'

/**
 * Map of the record's locations in its district. Absent if the user sees geomasked locations only, or no
 * boundaries were imported.
 */
export function RecordMap({ record, reading }: { record: RecordDetail; reading: FormReading }) {
	const points = record.isBlurred ? [] : pointsIn(record, reading)
	return points.length > 0 ? <PlaceMap record={record} points={points} /> : null
}

const mapWidth = 400

function PlaceMap({ record, points }: { record: RecordDetail; points: readonly GeoPosition[] }) {
	const { found } = useRoute(coverageApi.boundaries, {})
	const shape = found?.shapes.find(({ district }) => district === record.district)
	if (!found || !shape) return null
	return <DistrictOutline shape={shape} attribution={found.attribution} points={points} />
}

interface OutlineProps {
	readonly shape: BoundaryShape
	/** Source of the boundary. */
	readonly attribution: string
	readonly points: readonly GeoPosition[]
}

function DistrictOutline({ shape: { district, rings }, attribution, points }: OutlineProps) {
	const { t } = useTranslations()
	const baseMap = useBaseMap()
	const name = new Map(useDistrictNames()).get(district) ?? district
	const projection = projectionOf([...rings.flat(), ...points], mapWidth)
	const title = t('review.locationIn', { district: name })
	return (
		<section className="stack tight" aria-labelledby="place">
			<h2 id="place">{t('review.location')}</h2>
			<div className="map-ground record-place" dir="ltr">
				<BaseMapLayer baseMap={baseMap} projection={projection} />
				<svg
					className="boundaries"
					viewBox={`0 0 ${projection.width} ${projection.height}`}
					role="img"
					aria-label={title}
				>
					<title>{title}</title>
					<path d={pathOf(rings, projection)} fillRule="evenodd" />
					{points.map((point) => {
						const [x, y] = projection.place(point)
						return <circle key={`${x} ${y}`} cx={x} cy={y} r="7" />
					})}
				</svg>
			</div>
			<BaseMapNote baseMap={baseMap} />
			<p className="hint">{attribution}</p>
		</section>
	)
}

/** Returns the locations among the answers, as east and north. */
function pointsIn({ answers }: RecordDetail, { nodeAt }: FormReading): GeoPosition[] {
	return Object.entries(answers).flatMap(([path, answer]) => {
		const node = nodeAt(path)
		const [north, east] = typeof answer === 'string' ? answer.split(' ').map(Number) : []
		const isPoint = node && isLocation(node) && typeof answer === 'string' && !answer.includes(';')
		return isPoint && Number.isFinite(north) && Number.isFinite(east)
			? [[east as number, north as number]]
			: []
	})
}
