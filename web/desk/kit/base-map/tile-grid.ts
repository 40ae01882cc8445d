import type { WorldSquare } from '../charts/projection.ts'

/** Part of a drawing, in its units. */
export interface Extent {
	readonly x: number
	readonly y: number
	readonly width: number
	readonly height: number
}

/** A tile of web Mercator: zoom level, column from the west, row from the north. */
export interface TileId {
	readonly z: number
	readonly x: number
	readonly y: number
}

/** A tile and where it is in a drawing, in its units. */
export interface PlacedTile {
	readonly id: TileId
	readonly left: number
	readonly top: number
	readonly size: number
}

export const keyOf = ({ z, x, y }: TileId): string => `${z}/${x}/${y}`

/** Returns where a tile is in a drawing. */
export function placeTile(id: TileId, world: WorldSquare): PlacedTile {
	const size = world.size / 2 ** id.z
	return { id, left: world.x + id.x * size, top: world.y + id.y * size, size }
}

/** Returns the zoom level whose tiles have about `tilePixels` on a world of `worldPixels`, within those of an archive. */
export function chooseZoom(
	worldPixels: number,
	tilePixels: number,
	{ minZoom, maxZoom }: { readonly minZoom: number; readonly maxZoom: number },
): number {
	const zoom = Math.round(Math.log2(Math.max(1, worldPixels / tilePixels)))
	return Math.min(maxZoom, Math.max(minZoom, zoom))
}

/** Returns the tiles of a zoom level that cover an extent; none if they are more than `most`. */
export function listTiles(
	world: WorldSquare,
	{ x, y, width, height }: Extent,
	z: number,
	most: number,
): TileId[] {
	const count = 2 ** z
	const size = world.size / count
	const clamp = (at: number) => Math.min(count - 1, Math.max(0, Math.floor(at)))
	const [west, east] = [clamp((x - world.x) / size), clamp((x + width - world.x) / size)]
	const [north, south] = [clamp((y - world.y) / size), clamp((y + height - world.y) / size)]
	const [columns, rows] = [east - west + 1, south - north + 1]
	if (columns * rows > most) return []
	return Array.from({ length: columns * rows }, (_, i) => ({
		z,
		x: west + (i % columns),
		y: north + Math.floor(i / columns),
	}))
}

export const overlaps = ({ left, top, size }: PlacedTile, { x, y, width, height }: Extent): boolean =>
	left < x + width && left + size > x && top < y + height && top + size > y
