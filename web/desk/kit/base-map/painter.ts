import type { BaseMapArchive } from './archive.ts'
import { drawTiles, type Frame, type Scene } from './draw-tiles.ts'
import { chooseZoom, type Extent, listTiles } from './tile-grid.ts'
import { createTileStore } from './tile-store.ts'

export interface Painter {
	/** Draws a scene with the tiles in memory, and again with each one that arrives. */
	show(scene: Scene): void
	stop(): void
}

/** More would be an archive without the zoom levels of this map. */
const maxTilesOfView = 100
/** Pixels of a tile: of the screen for pictures, of CSS for vector tiles, whose lines and names are sized for it. */
const tilePixels = { picture: 256, vector: 384 } as const
const maxPixelRatio = 2

/** Draws an archive on a canvas that has the box of the drawing above it. */
export function createPainter(
	canvas: HTMLCanvasElement,
	archive: BaseMapArchive,
	onFailure: (thrown: unknown) => void,
): Painter {
	let scene: Scene | null = null
	let nextFrame = 0
	const store = createTileStore(archive, {
		// tiles that arrive together are drawn together
		onLoaded: () => {
			cancelAnimationFrame(nextFrame)
			nextFrame = requestAnimationFrame(draw)
		},
		onFailure,
	})
	function draw(): void {
		const frame = scene && frameOf(canvas, scene)
		if (!scene || !frame) return
		const { ratio, scale } = frame
		const { kind } = archive
		const worldPixels = scene.world.size * (kind === 'picture' ? scale : scale / ratio)
		const zoom = chooseZoom(worldPixels, tilePixels[kind], archive)
		const wanted = listTiles(scene.world, intersection(scene.view, scene.ground), zoom, maxTilesOfView)
		store.want(wanted)
		drawTiles(canvas, frame, scene, { tiles: store.loaded(), wanted })
	}
	const resizing = new ResizeObserver(draw)
	resizing.observe(canvas)
	return {
		show(next) {
			scene = next
			draw()
		},
		stop() {
			cancelAnimationFrame(nextFrame)
			resizing.disconnect()
			store.stop()
		},
	}
}

/** Fits the canvas to its box. Null while it has none. */
function frameOf(canvas: HTMLCanvasElement, { view }: Scene): Frame | null {
	const { clientWidth, clientHeight } = canvas
	if (clientWidth === 0 || clientHeight === 0) return null
	const ratio = Math.min(maxPixelRatio, devicePixelRatio || 1)
	const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)]
	// setting the size erases the canvas
	if (canvas.width !== width) canvas.width = width
	if (canvas.height !== height) canvas.height = height
	// as the browser places a drawing in its box: whole, and in the middle
	const scale = Math.min(width / view.width, height / view.height)
	return {
		ratio,
		scale,
		left: (width - view.width * scale) / 2 - view.x * scale,
		top: (height - view.height * scale) / 2 - view.y * scale,
	}
}

function intersection(one: Extent, other: Extent): Extent {
	const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)]
	return {
		x,
		y,
		width: Math.min(one.x + one.width, other.x + other.width) - x,
		height: Math.min(one.y + one.height, other.y + other.height) - y,
	}
}
