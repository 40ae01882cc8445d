import { coverageApi } from '#shared/api/coverage'
import { isLocation } from '#shared/forms/form-nodes'
import type { RecordDetail } from '#shared/review/record-response'
import type { GeoPosition } from '#shared/study/boundaries'
import { useTranslations } from '../../ui/i18n.ts'
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
	const { t } = useTranslations()
	const { found } = useRoute(coverageApi.boundaries, {})
	const name = new Map(useDistrictNames()).get(record.district ?? '') ?? record.district ?? ''
	const shape = found?.shapes.find(({ district }) => district === record.district)
	if (!found || !shape) return null
	const projection = projectionOf([...shape.rings.flat(), ...points], mapWidth)
	const title = t('review.locationIn', { district: name })
	return (
		<section className="stack tight" aria-labelledby="place">
			<h2 id="place">{t('review.location')}</h2>
			<svg
				className="boundaries record-place"
				viewBox={`0 0 ${projection.width} ${projection.height}`}
				role="img"
				aria-label={title}
			>
				<title>{title}</title>
				<path d={pathOf(shape.rings, projection)} fillRule="evenodd" />
				{points.map((point) => {
					const [x, y] = projection.place(point)
					return <circle key={`${x} ${y}`} cx={x} cy={y} r="7" />
				})}
			</svg>
			<p className="hint">{found.attribution}</p>
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
