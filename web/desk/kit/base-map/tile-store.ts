import type { BaseMapArchive, Tile } from './archive.ts'
import { keyOf, type TileId } from './tile-grid.ts'

/** Tiles in memory: some views of a map. */
const maxTiles = 160

export interface LoadedTile {
	readonly id: TileId
	/** Null if the archive has none there. */
	readonly tile: Tile | null
}

export interface TileStore {
	/** Loads those that are missing, and stops loading all others. One that failed is tried again. */
	want(ids: readonly TileId[]): void
	/** The tiles in memory, those that were wanted last at the end. */
	loaded(): readonly LoadedTile[]
	/** Stops loading. */
	stop(): void
}

interface StoreListener {
	readonly onLoaded: () => void
	readonly onFailure: (thrown: unknown) => void
}

/** Tiles of an archive in memory. A view is drawn from them again and again while others arrive. */
export function createTileStore(
	archive: Pick<BaseMapArchive, 'loadTile'>,
	{ onLoaded, onFailure }: StoreListener,
): TileStore {
	const tiles = new Map<string, LoadedTile>()
	const loading = new Map<string, AbortController>()
	const load = async (id: TileId) => {
		const key = keyOf(id)
		const controller = new AbortController()
		loading.set(key, controller)
		try {
			const tile = await archive.loadTile(id, controller.signal)
			if (controller.signal.aborted) return
			tiles.set(key, { id, tile })
			onLoaded()
		} catch (thrown) {
			if (!controller.signal.aborted) onFailure(thrown)
		} finally {
			if (loading.get(key) === controller) loading.delete(key)
		}
	}
	const stopAll = (except: ReadonlySet<string>) => {
		for (const [key, controller] of loading) {
			if (except.has(key)) continue
			controller.abort()
			loading.delete(key)
		}
	}
	return {
		want(ids) {
			stopAll(new Set(ids.map(keyOf)))
			for (const id of ids) {
				const key = keyOf(id)
				const known = tiles.get(key)
				if (known) {
					tiles.delete(key)
					tiles.set(key, known)
				} else if (!loading.has(key)) void load(id)
			}
			for (const key of tiles.keys()) {
				if (tiles.size <= Math.max(maxTiles, ids.length)) break
				tiles.delete(key)
			}
		},
		loaded: () => [...tiles.values()],
		stop: () => stopAll(new Set()),
	}
}
