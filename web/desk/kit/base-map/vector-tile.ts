import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { type SettlementName, type StyleName, settlementOf, styleOf, styleOrder } from './vector-style.ts'

/** A point of a tile, both coordinates from 0 to 1. */
interface TilePoint {
	readonly x: number
	readonly y: number
}

export interface PlacedName extends SettlementName {
	readonly at: TilePoint
}

/** A decoded vector tile: what is drawn, from 0 to 1 in both directions. */
export interface VectorDrawing {
	/** In drawing order. */
	readonly paths: readonly { readonly style: StyleName; readonly path: Path2D }[]
	readonly names: readonly PlacedName[]
}

const isArea = 3
const isPoint = 1

/** Decodes a vector tile (MVT). @throws for a damaged one */
export function readVectorTile(bytes: ArrayBuffer): VectorDrawing {
	const paths = new Map<StyleName, Path2D>()
	const names: PlacedName[] = []
	for (const [name, layer] of Object.entries(new VectorTile(new PbfReader(bytes)).layers))
		for (let i = 0; i < layer.length; i++) {
			const feature = layer.feature(i)
			const { properties, type, extent } = feature
			if (type === isPoint) {
				const settlement = settlementOf(name, properties)
				const [point] = settlement ? (feature.loadGeometry()[0] ?? []) : []
				// a name at the edge is in several tiles, and inside of one
				if (settlement && point && isInside(point, extent))
					names.push({ ...settlement, at: { x: point.x / extent, y: point.y / extent } })
				continue
			}
			const style = styleOf(name, properties, type === isArea)
			if (style === null) continue
			const path = paths.get(style) ?? new Path2D()
			paths.set(style, path)
			for (const line of feature.loadGeometry()) addLine(path, line, extent, type === isArea)
		}
	return {
		paths: styleOrder.flatMap((style) => {
			const path = paths.get(style)
			return path ? [{ style, path }] : []
		}),
		names,
	}
}

const isInside = ({ x, y }: TilePoint, extent: number): boolean =>
	x >= 0 && y >= 0 && x < extent && y < extent

function addLine(path: Path2D, line: readonly TilePoint[], extent: number, isClosed: boolean): void {
	for (const [i, { x, y }] of line.entries())
		if (i === 0) path.moveTo(x / extent, y / extent)
		else path.lineTo(x / extent, y / extent)
	if (isClosed) path.closePath()
}
