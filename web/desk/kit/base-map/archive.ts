import { PMTiles, type Source, TileType } from 'pmtiles'
import { baseMapApi } from '#shared/api/base-map'
import { addressOf } from '../../../api/call-route.ts'
import { sendRequest } from '../../../api/server-client.ts'
import { plainText } from './plain-text.ts'
import type { TileId } from './tile-grid.ts'
import { readVectorTile, type VectorDrawing } from './vector-tile.ts'

/** A tile that can be drawn. */
export type Tile =
	| { readonly kind: 'picture'; readonly image: ImageBitmap }
	| { readonly kind: 'vector'; readonly drawing: VectorDrawing }

/** The base map of the server. */
export interface BaseMapArchive {
	readonly kind: Tile['kind']
	readonly minZoom: number
	readonly maxZoom: number
	/** Plain text; empty without one. */
	readonly attribution: string
	/** Loads a tile. Null if the archive has none there. @throws Problem, or an error for a damaged tile */
	loadTile(id: TileId, signal: AbortSignal): Promise<Tile | null>
}

/** Opens an archive; directories that were read once stay in memory. @throws Problem, or an error for a damaged file */
export async function openArchive(version: string): Promise<BaseMapArchive> {
	const archive = new PMTiles(sourceOf(version))
	const { tileType, minZoom, maxZoom } = await archive.getHeader()
	const metadata = Object(await archive.getMetadata()) as { readonly attribution?: unknown }
	const kind = tileType === TileType.Mvt ? 'vector' : 'picture'
	return {
		kind,
		minZoom,
		maxZoom,
		attribution: typeof metadata.attribution === 'string' ? plainText(metadata.attribution) : '',
		async loadTile({ z, x, y }, signal) {
			const found = await archive.getZxy(z, x, y, signal)
			if (!found || found.data.byteLength === 0) return null
			return kind === 'vector'
				? { kind, drawing: readVectorTile(found.data) }
				: { kind, image: await createImageBitmap(new Blob([found.data])) }
		},
	}
}

/** Reads parts of the archive. The address names the version: another file has another address. */
function sourceOf(version: string): Source {
	const address = addressOf(baseMapApi.part, { params: { version } })
	return {
		getKey: () => address,
		async getBytes(offset, length, signal) {
			const headers = { range: `bytes=${offset}-${offset + length - 1}` }
			const reply = await sendRequest(address, { headers }, signal)
			return { data: await reply.arrayBuffer() }
		},
	}
}
