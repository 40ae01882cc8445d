import type { TablePlan } from '#shared/export/table-plan'
import { rowOf, templateOf } from '#shared/forms/answers'
import { locationWithReasonPattern, splitLocations } from '#shared/forms/location-lines'
import type { ExportRow } from '../storage/exports/export-records.ts'
import { answersOf, withYields } from './select-answers.ts'

export interface FileOfText {
	readonly name: string
	readonly blocks: AsyncIterable<string>
}

const shapes = ['geopoint', 'geotrace', 'geoshape'] as const
type GeoJsonShape = (typeof shapes)[number]
const isShape = (type: string): type is GeoJsonShape => (shapes as readonly string[]).includes(type)

/**
 * Writes one file (GeoJSON, RFC 7946) for each location question that the tables disclose, with a feature for
 * each answer at the tables' precision.
 */
export function buildGeoJsonFiles(plan: TablePlan, records: () => AsyncIterable<ExportRow>): FileOfText[] {
	const [{ file }] = plan.tables
	const shapeQuestions = new Map(
		plan.tables.flatMap(({ columns }) =>
			columns.flatMap(({ of: { template, question } }) =>
				isShape(question.type) ? [[template, { name: question.name, type: question.type }] as const] : [],
			),
		),
	)
	const names = [...shapeQuestions.values()].map(({ name }) => name)
	return [...shapeQuestions].map(([template, { name, type }]) => {
		// Two questions of one name are in different groups.
		const called = names.filter((each) => each === name).length > 1 ? template.replace(/[/@]+/g, '-') : name
		return {
			name: `${file.replace(/\.csv$/, '')}-${called}.geojson`,
			blocks: collection(plan, records, template, type),
		}
	})
}

async function* collection(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	template: string,
	type: GeoJsonShape,
): AsyncGenerator<string> {
	let before = '{"type":"FeatureCollection","features":[\n'
	for await (const row of withYields(records()))
		for (const [path, answer] of answersOf(row, plan)) {
			const geometry =
				templateOf(path) === template && typeof answer === 'string' ? geometryOf(answer, type) : null
			if (!geometry) continue
			const properties = {
				record_id: row.id,
				row_id: rowOf(path).replace(/^.*@/, ''),
				form_version: row.form_version,
				record_status: row.status,
				enumerator: row.owner_code,
				district: row.district,
			}
			yield `${before}${JSON.stringify({ type: 'Feature', geometry, properties })}`
			before = ',\n'
		}
	yield before === ',\n' ? '\n]}\n' : `${before}]}\n`
}

type Position = number[]

/**
 * Geometry of an answer. Null if it is not a location: encrypted, or written by another version in another
 * format.
 */
function geometryOf(answer: string, type: GeoJsonShape): object | null {
	if (!splitLocations(answer).every((place) => locationWithReasonPattern.test(place.trim()))) return null
	const places = splitLocations(answer).map(positionOf)
	const positions = places.flatMap((place) => (place ? [place] : []))
	const [first] = positions
	if (!first || positions.length < places.length) return null
	const isOnePlace = positions.every(([x, y]) => x === first[0] && y === first[1])
	// A line whose points fall into one geomask cell is a point.
	if (type === 'geopoint' || isOnePlace) return { type: 'Point', coordinates: first }
	const last = positions.at(-1)
	const isClosed = last?.[0] === first[0] && last?.[1] === first[1]
	if (type === 'geotrace' || !isClosed || positions.length < 4)
		return { type: 'LineString', coordinates: positions }
	return { type: 'Polygon', coordinates: [fromTheRight([...positions.slice(0, -1), first])] }
}

/** Converts `lat lon altitude accuracy` to longitude, latitude and, if known, altitude. */
function positionOf(place: string): Position | null {
	const [latitude, longitude, altitude = ''] = place.trim().split(' ')
	if (latitude === undefined || longitude === undefined) return null
	return [Number(longitude), Number(latitude), ...(Number(altitude) === 0 ? [] : [Number(altitude)])]
}

/** Orients an outer ring counter-clockwise (RFC 7946, 3.1.6). */
function fromTheRight(ring: readonly Position[]): Position[] {
	let doubled = 0
	for (const [i, [x = 0, y = 0]] of ring.entries()) {
		const [nextX = 0, nextY = 0] = ring[(i + 1) % ring.length] ?? []
		doubled += x * nextY - nextX * y
	}
	return doubled < 0 ? [...ring].reverse() : [...ring]
}
