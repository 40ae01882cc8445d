import { fillReserveIn, hasRoom, type RawFile, shrinkReserve } from './reserve-file.ts'

/*
 * Request to the worker, since only a worker can write into a private file directly. One tab at a time has
 * the reserve open.
 */

export interface ReserveQuestion {
	readonly id: number
	/**
	 * try: is there room in addition to the reserve? · make: is there room, if need be after releasing a part of
	 * the reserve? · fill: complete the reserve
	 */
	readonly ask: 'try' | 'make' | 'fill'
	readonly bytes: number
}
export interface ReserveAnswer {
	readonly id: number
	/** Null if the file could not be opened. */
	readonly found: { readonly isYes: boolean; readonly reserve: number } | null
}

type Handle = RawFile & { close(): void }
interface OpenedDirectly {
	createSyncAccessHandle(): Promise<Handle>
}

async function openReserve(): Promise<Handle> {
	const root = await navigator.storage.getDirectory()
	const file = await root.getFileHandle('zila-reserve', { create: true })
	return (file as unknown as OpenedDirectly).createSyncAccessHandle()
}

function answer(file: RawFile, { ask, bytes }: ReserveQuestion): boolean {
	if (ask === 'fill') return fillReserveIn(file)
	return ask === 'make' ? shrinkReserve(file, bytes) : hasRoom(file, bytes)
}

self.onmessage = ({ data }: MessageEvent<ReserveQuestion>) =>
	navigator.locks.request('zila-reserve', async () => {
		let file: Handle | null = null
		let found: ReserveAnswer['found'] = null
		try {
			file = await openReserve()
			found = { isYes: answer(file, data), reserve: file.getSize() }
		} catch {
			// reported as null
		} finally {
			file?.close()
		}
		postMessage({ id: data.id, found } satisfies ReserveAnswer)
	})
