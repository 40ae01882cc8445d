import type { WorldSquare } from '../charts/projection.ts'
import type { Tile } from './archive.ts'
import { type Extent, overlaps, type PlacedTile, placeTile, type TileId } from './tile-grid.ts'
import type { LoadedTile } from './tile-store.ts'
import { featureStyles, labelColour, labelHalo, landColour, nameIn } from './vector-style.ts'
import type { PlacedName } from './vector-tile.ts'

/** View that a canvas shows. */
export interface Scene {
	/** Where the world is in the drawing above the canvas. */
	readonly world: WorldSquare
	/** Visible part of the drawing: its `viewBox`. */
	readonly view: Extent
	/** Part of the drawing that has a base map. */
	readonly ground: Extent
	readonly language: string
	/** False under a drawing with names of its own. */
	readonly hasNames: boolean
}

/** Where the units of a drawing are on a canvas. */
export interface Frame {
	/** Pixels of the canvas for each pixel of CSS. */
	readonly ratio: number
	/** Pixels of the canvas for each unit. */
	readonly scale: number
	readonly left: number
	readonly top: number
}

interface TilesToDraw {
	readonly tiles: readonly LoadedTile[]
	/** Tiles of the zoom level that is shown; names are only theirs. */
	readonly wanted: readonly TileId[]
}

/** A box of pixels with whole edges: neighbours meet without a seam. */
interface PixelBox {
	readonly left: number
	readonly top: number
	readonly width: number
	readonly height: number
}

/**
 * Draws the tiles in memory: those of other zoom levels first, so that nothing flickers until the wanted ones are
 * there; those that are farthest from the wanted level at the bottom.
 */
export function drawTiles(
	canvas: HTMLCanvasElement,
	frame: Frame,
	{ world, ground, language, hasNames }: Scene,
	{ tiles, wanted }: TilesToDraw,
): void {
	const context = canvas.getContext('2d')
	if (!context) return
	context.setTransform(1, 0, 0, 1, 0, 0)
	context.clearRect(0, 0, canvas.width, canvas.height)
	const zoom = wanted[0]?.z ?? 0
	const visible = tiles
		.flatMap(({ id, tile }) => (tile ? [{ tile, placed: placeTile(id, world) }] : []))
		.filter(({ placed }) => overlaps(placed, ground))
		.sort((one, other) => Math.abs(other.placed.id.z - zoom) - Math.abs(one.placed.id.z - zoom))
	context.save()
	const edge = boxOf(ground.x, ground.y, ground.width, ground.height, frame)
	context.beginPath()
	context.rect(edge.left, edge.top, edge.width, edge.height)
	context.clip()
	for (const { tile, placed } of visible) drawTile(context, tile, boxOfTile(placed, frame), frame.ratio)
	const names = visible
		.filter(({ placed }) => hasNames && placed.id.z === zoom)
		.flatMap(({ tile, placed }) => (tile.kind === 'vector' ? namesOf(tile.drawing.names, placed, frame) : []))
	drawNames(context, names, frame.ratio, language)
	context.restore()
}

function boxOf(x: number, y: number, width: number, height: number, { scale, left, top }: Frame): PixelBox {
	const [west, north] = [Math.round(left + x * scale), Math.round(top + y * scale)]
	const [east, south] = [Math.round(left + (x + width) * scale), Math.round(top + (y + height) * scale)]
	return { left: west, top: north, width: east - west, height: south - north }
}

const boxOfTile = ({ left, top, size }: PlacedTile, frame: Frame): PixelBox =>
	boxOf(left, top, size, size, frame)

function drawTile(context: CanvasRenderingContext2D, tile: Tile, box: PixelBox, ratio: number): void {
	const { left, top, width, height } = box
	if (width === 0 || height === 0) return
	if (tile.kind === 'picture') return void context.drawImage(tile.image, left, top, width, height)
	context.save()
	context.beginPath()
	context.rect(left, top, width, height)
	context.clip()
	context.fillStyle = landColour
	context.fillRect(left, top, width, height)
	context.translate(left, top)
	context.scale(width, height)
	context.lineJoin = 'round'
	for (const { style, path } of tile.drawing.paths) {
		const drawn = featureStyles[style]
		if (drawn.kind === 'area') {
			context.fillStyle = drawn.colour
			context.fill(path)
		} else {
			context.strokeStyle = drawn.colour
			context.lineWidth = (drawn.width * ratio) / width
			context.stroke(path)
		}
	}
	context.restore()
}

interface NameOnCanvas extends PlacedName {
	readonly x: number
	readonly y: number
}

const namesOf = (names: readonly PlacedName[], placed: PlacedTile, frame: Frame): NameOnCanvas[] => {
	const { left, top, width, height } = boxOfTile(placed, frame)
	return names
		.filter(({ firstZoom }) => placed.id.z >= firstZoom)
		.map((name) => ({ ...name, x: left + name.at.x * width, y: top + name.at.y * height }))
}

const nameSize = 11
const maxNames = 40

/** Draws names, the most important first; one that would cover another is left out. */
function drawNames(
	context: CanvasRenderingContext2D,
	names: readonly NameOnCanvas[],
	ratio: number,
	language: string,
): void {
	const high = nameSize * ratio
	context.font = `${high}px system-ui, "Noto Naskh Arabic", sans-serif`
	context.textAlign = 'center'
	context.textBaseline = 'middle'
	context.lineJoin = 'round'
	context.lineWidth = 3 * ratio
	context.strokeStyle = labelHalo
	context.fillStyle = labelColour
	const drawn: { x: number; y: number; wide: number }[] = []
	for (const { names: texts, x, y } of [...names].sort((one, other) => one.rank - other.rank)) {
		if (drawn.length >= maxNames) break
		const text = nameIn(texts, language)
		const wide = context.measureText(text).width
		const isCovered = drawn.some(
			(each) => Math.abs(each.x - x) < (each.wide + wide) / 2 + high && Math.abs(each.y - y) < high * 1.4,
		)
		if (text === '' || isCovered) continue
		drawn.push({ x, y, wide })
		context.strokeText(text, x, y)
		context.fillText(text, x, y)
	}
}
