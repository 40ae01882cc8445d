import { expect, test, vi } from 'vitest'
import type { Tile } from './archive.ts'
import { createTileStore } from './tile-store.ts'

const idOf = (x: number) => ({ z: 5, x, y: 0 })
const picture: Tile = { kind: 'picture', image: {} as ImageBitmap }

/** A store whose tiles arrive when the test says so. */
function createStore() {
	const waiting = new Map<
		number,
		{ arrive: (tile: Tile | null) => void; fail: () => void; signal: AbortSignal }
	>()
	const listener = { onLoaded: vi.fn(), onFailure: vi.fn() }
	const store = createTileStore(
		{
			loadTile: ({ x }, signal) =>
				new Promise((arrive, refuse) => {
					waiting.set(x, { arrive, signal, fail: () => refuse(new Error('damaged')) })
				}),
		},
		listener,
	)
	return { store, waiting, listener }
}
const settled = () => new Promise((later) => setTimeout(later))

test('a tile is loaded once, and one that is no longer wanted is not loaded further', async () => {
	const { store, waiting, listener } = createStore()
	store.want([idOf(1), idOf(2)])
	const first = waiting.get(1)
	store.want([idOf(2), idOf(3)])
	expect(first?.signal.aborted).toBe(true)
	expect(waiting.get(2)?.signal.aborted).toBe(false)
	first?.fail()
	waiting.get(2)?.arrive(picture)
	await settled()
	expect(listener.onFailure).not.toHaveBeenCalled()
	expect(store.loaded()).toEqual([{ id: idOf(2), tile: picture }])
	waiting.clear()
	store.want([idOf(2)])
	expect(waiting.size).toBe(0)
})
test('a tile that the archive does not have is not asked for again; one that failed is', async () => {
	const { store, waiting, listener } = createStore()
	store.want([idOf(1), idOf(2)])
	waiting.get(1)?.arrive(null)
	waiting.get(2)?.fail()
	await settled()
	expect(listener.onFailure).toHaveBeenCalledOnce()
	expect(store.loaded()).toEqual([{ id: idOf(1), tile: null }])
	waiting.clear()
	store.want([idOf(1), idOf(2)])
	expect([...waiting.keys()]).toEqual([2])
})
test('the tiles that were wanted longest ago leave the memory', async () => {
	const { store, waiting } = createStore()
	for (let x = 0; x < 170; x++) {
		store.want([idOf(x)])
		waiting.get(x)?.arrive(picture)
		await settled()
	}
	store.want([idOf(169)])
	expect(store.loaded()).toHaveLength(160)
	expect(store.loaded().at(-1)?.id).toEqual(idOf(169))
	expect(store.loaded().some(({ id }) => id.x === 0)).toBe(false)
})
