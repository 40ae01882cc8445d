import { randomId } from '#shared/kernel/ids'
import { folderNamed } from '../attachments/attachments.ts'
import { database, storageProblem, write } from '../database/database.ts'
import { rejectWhenLow } from '../database/disk-guard.ts'
import { randomBytes } from '../vault/vault.ts'

/*
 * Offline bundles from other phones that this phone transfers, and the receipts for them. Their contents
 * cannot be read here; their rows are stored in one setting.
 */

export interface OfflineFileRow {
	/** File name on this phone. */
	readonly name: string
	/** Bytes. */
	readonly size: number
	/** Creation time on the originating phone, ms since 1970. */
	readonly made: number
	/** Bytes of the file that the server has acknowledged. */
	readonly upTo: number
	readonly added: number
	readonly known: number
	readonly heldBack: number
	readonly unreadable: number
	readonly attachments: number
	/**
	 * True if the server rejected bundles of the file from any sender: their phone is unknown, or they were
	 * changed.
	 */
	readonly refused: boolean
}

const key = 'carried'
const folder = () => folderNamed('carried')
const receiptOf = (name: string) => `${name}-receipt`

export async function listOfflineFiles(): Promise<OfflineFileRow[]> {
	const row = await (await database()).settings.get(key)
	return row ? (JSON.parse(row.value) as OfflineFileRow[]) : []
}

/** True if all bytes of the file were uploaded. */
export const isDone = ({ upTo, size }: OfflineFileRow): boolean => upTo >= size
/**
 * True if the file is not needed here any more. Otherwise it stays until a person removes it from the list.
 */
export const isFullyAccepted = (row: OfflineFileRow): boolean =>
	isDone(row) && !row.refused && row.unreadable === 0

const change = (turn: (rows: OfflineFileRow[]) => OfflineFileRow[]): Promise<void> =>
	write(['settings'], async ({ settings }) => {
		const row = await settings.get(key)
		const rows = turn(row ? (JSON.parse(row.value) as OfflineFileRow[]) : [])
		await (rows.length > 0 ? settings.put({ key, value: JSON.stringify(rows) }) : settings.delete(key))
	})

/** @throws Problem `phone-nearly-full`, `phone-full`, `phone-storage-broken` */
export async function saveOfflineFile(file: Blob, made: number): Promise<void> {
	await rejectWhenLow(file.size)
	const name = randomId(randomBytes)
	await writeFile(name, file)
	const row = {
		name,
		size: file.size,
		made,
		upTo: 0,
		added: 0,
		known: 0,
		heldBack: 0,
		unreadable: 0,
		attachments: 0,
		refused: false,
	}
	await change((rows) => [...rows, row])
}

async function writeFile(name: string, content: Blob): Promise<void> {
	try {
		const writable = await (await (await folder()).getFileHandle(name, { create: true })).createWritable()
		await writable.write(content)
		await writable.close()
	} catch (thrown) {
		await forgetFile(name)
		throw storageProblem(thrown)
	}
}

/** Returns the file; null if it was deleted. */
export const readOfflineFile = async (name: string): Promise<File | null> =>
	(await folder())
		.getFileHandle(name)
		.then((handle) => handle.getFile())
		.catch(() => null)

/** Saves the upload progress of a file and the server's receipts. */
export async function updateOfflineFile(
	next: OfflineFileRow,
	receipt: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
	if (receipt.length > 0) {
		const before = await receiptFor(next.name)
		await writeFile(receiptOf(next.name), new Blob([...(before ? [before] : []), ...receipt]))
	}
	await change((rows) => rows.map((row) => (row.name === next.name ? next : row)))
	if (isFullyAccepted(next)) await forgetFile(next.name)
}

export const receiptFor = (name: string): Promise<File | null> => readOfflineFile(receiptOf(name))

/**
 * Deletes a file, its receipt and its row. Bundles that were not uploaded still exist in the file that was
 * imported.
 */
export async function deleteOfflineFile(name: string): Promise<void> {
	await change((rows) => rows.filter((row) => row.name !== name))
	await forgetFile(name)
	await forgetFile(receiptOf(name))
}

const forgetFile = async (name: string): Promise<void> =>
	(await folder()).removeEntry(name).catch(() => undefined)
