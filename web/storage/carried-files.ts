import { randomId } from '#shared/kernel/ids'
import { folderNamed } from './attachments.ts'
import { database, storageProblem, write } from './database.ts'
import { rejectWhenLow } from './disk-guard.ts'
import { randomBytes } from './vault.ts'

/*
 * Files that somebody else's phone made and this one carries, and the receipts for them. What is in them this phone
 * cannot read; what is known of them stands in one setting.
 */

export interface OfflineFileRow {
	/** Of its file here. */
	readonly name: string
	/** Bytes. */
	readonly size: number
	/** When its phone made it, ms since 1970. */
	readonly made: number
	/** So much of it is at the server. */
	readonly upTo: number
	readonly added: number
	readonly known: number
	readonly heldBack: number
	readonly unreadable: number
	readonly attachments: number
	/** Some bundles of it the server does not take from anybody: it does not know their phone, or they were changed. */
	readonly refused: boolean
}

const key = 'carried'
const folder = () => folderNamed('carried')
const receiptOf = (name: string) => `${name}-receipt`

export async function listOfflineFiles(): Promise<OfflineFileRow[]> {
	const row = await (await database()).get('settings', key)
	return row ? (JSON.parse(row.value) as OfflineFileRow[]) : []
}

/** It was brought to the server to its end. */
export const isDone = ({ upTo, size }: OfflineFileRow): boolean => upTo >= size
/** Then nobody needs it here any more; otherwise it stays until a person takes it off the list. */
export const isFullyAccepted = (row: OfflineFileRow): boolean =>
	isDone(row) && !row.refused && row.unreadable === 0

const change = (turn: (rows: OfflineFileRow[]) => OfflineFileRow[]): Promise<void> =>
	write(['settings'], async (trx) => {
		const settings = trx.objectStore('settings')
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

/** Null if it is no longer here. */
export const readOfflineFile = async (name: string): Promise<File | null> =>
	(await folder())
		.getFileHandle(name)
		.then((handle) => handle.getFile())
		.catch(() => null)

/** So much more of it has arrived; with it the server's receipts. */
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

/** Takes it off the list; what has not arrived of it stays in the file that it was brought in from. */
export async function deleteOfflineFile(name: string): Promise<void> {
	await change((rows) => rows.filter((row) => row.name !== name))
	await forgetFile(name)
	await forgetFile(receiptOf(name))
}

const forgetFile = async (name: string): Promise<void> =>
	(await folder()).removeEntry(name).catch(() => undefined)
