import { PbfWriter } from 'pbf'

/** A feature of a vector tile for tests; its coordinates are those of the tile, from 0 to 4096. */
export interface TileFeature {
	readonly type: 'point' | 'line' | 'area'
	readonly properties: Readonly<Record<string, string | number>>
	readonly points: readonly (readonly [x: number, y: number])[]
}

const typeNumbers = { point: 1, line: 2, area: 3 } as const
const [moveTo, lineTo, closePath] = [1, 2, 7]
const zigzag = (value: number) => (value < 0 ? -value * 2 - 1 : value * 2)

/** Writes a vector tile (MVT 2): https://github.com/mapbox/vector-tile-spec/tree/master/2.1 */
export function writeVectorTile(layers: Readonly<Record<string, readonly TileFeature[]>>): Uint8Array {
	const tile = new PbfWriter()
	for (const [name, features] of Object.entries(layers))
		tile.writeMessage(3, (_, layer) => writeLayer(layer, name, features), null)
	return tile.finish()
}

function writeLayer(layer: PbfWriter, name: string, features: readonly TileFeature[]): void {
	layer.writeVarintField(15, 2)
	layer.writeStringField(1, name)
	layer.writeVarintField(5, 4096)
	const entries = features.map(({ properties }) => Object.entries(properties))
	const keys = [...new Set(entries.flat().map(([key]) => key))]
	const values = [...new Set(entries.flat().map(([, value]) => value))]
	for (const [i, { type, points }] of features.entries())
		layer.writeMessage(
			2,
			(_, feature) => {
				const tags = entries[i]?.flatMap(([key, value]) => [keys.indexOf(key), values.indexOf(value)])
				feature.writePackedVarint(2, tags ?? [])
				feature.writeVarintField(3, typeNumbers[type])
				feature.writePackedVarint(4, commandsOf(type, points))
			},
			null,
		)
	for (const key of keys) layer.writeStringField(3, key)
	for (const value of values)
		layer.writeMessage(
			4,
			(_, written) =>
				typeof value === 'string' ? written.writeStringField(1, value) : written.writeVarintField(4, value),
			null,
		)
}

function commandsOf(type: TileFeature['type'], points: TileFeature['points']): number[] {
	const steps = points.map(([x, y], i) => {
		const [lastX, lastY] = points[i - 1] ?? [0, 0]
		return [zigzag(x - lastX), zigzag(y - lastY)] as const
	})
	const [first = [0, 0], ...others] = steps
	return [
		...[moveTo + 8, ...first],
		...(others.length > 0 ? [lineTo + 8 * others.length, ...others.flat()] : []),
		...(type === 'area' ? [closePath + 8] : []),
	]
}
