import { folderNamed, namesIn } from '../../web/storage/attachments/attachments.ts'
import { database, type EnrolmentRow } from '../../web/storage/database/database.ts'
import type { Ledger } from '../../web/storage/database/ledger.ts'

const stores = [
	...(['enrolments', 'drafts', 'draftAnswers', 'revisions', 'records'] as const),
	...(['documents', 'attachments', 'namesRead'] as const),
]

/** State of a phone at an earlier time: the rows of its enrolment and the chunks of its photos. */
export interface OldCopy {
	readonly rows: Readonly<Record<(typeof stores)[number], readonly unknown[]>>
	readonly pictures: ReadonlyMap<string, ReadonlyMap<string, Blob>>
}

/** Copies the current state of an enrolment; `pictures`: names of all photos that the phone ever took. */
export async function copyPhone(device: string, pictures: Iterable<string>): Promise<OldCopy> {
	const db = await database()
	const rows = {} as Record<(typeof stores)[number], unknown[]>
	const drafts = await db.drafts.where({ device }).toArray()
	for (const store of stores) {
		const all = (await db.table(store).toArray()) as { device?: string; draft?: string }[]
		rows[store] =
			store === 'draftAnswers'
				? all.filter((row) => drafts.some(({ id }) => id === row.draft))
				: all.filter((row) => row.device === device)
	}
	const folder = await folderNamed('recordings')
	const here = new Set(await namesIn(folder))
	const pieces = new Map<string, Map<string, Blob>>()
	for (const name of pictures) {
		if (!here.has(name)) continue
		const inside = await folder.getDirectoryHandle(name)
		const files = new Map<string, Blob>()
		for (const file of await namesIn(inside))
			files.set(file, await (await inside.getFileHandle(file)).getFile())
		pieces.set(name, files)
	}
	return { rows, pictures: pieces }
}

/** Restores a phone from an old copy, as a manufacturer's backup does. Returns its enrolment of that time. */
export async function restoreSnapshot(
	{ rows, pictures }: OldCopy,
	device: string,
	taken: Iterable<string>,
): Promise<EnrolmentRow | null> {
	const now = await copyPhone(device, taken)
	const db = await database()
	await db.transaction('rw', stores, async () => {
		for (const store of stores) {
			const table = db.table<unknown, IDBValidKey>(store)
			const { keyPath } = table.schema.primKey
			const keyOf = (row: unknown) => {
				const value = (name: string) => (row as Record<string, IDBValidKey>)[name] as IDBValidKey
				return Array.isArray(keyPath) ? keyPath.map(value) : value(String(keyPath))
			}
			await table.bulkDelete(now.rows[store].map(keyOf))
			await table.bulkPut(rows[store])
		}
	})
	await restorePictures(pictures, now.pictures)
	const [row] = rows.enrolments as EnrolmentRow[]
	if (!row) return null
	// the copy includes localStorage, so its counters are as old and device numbers are used twice
	const ledger = JSON.parse(localStorage.getItem('zila-ledger') ?? '{}') as Partial<Ledger>
	const counts = { ...ledger.counts, [row.device]: { n: row.n, unsent: [], drafts: 0 } }
	localStorage.setItem('zila-ledger', JSON.stringify({ stamp: ledger.stamp ?? 0, counts }))
	return row
}

async function restorePictures(then: OldCopy['pictures'], now: OldCopy['pictures']): Promise<void> {
	const folder = await folderNamed('recordings')
	for (const name of now.keys()) if (!then.has(name)) await folder.removeEntry(name, { recursive: true })
	for (const [name, pieces] of then) {
		if (now.has(name)) continue
		const inside = await folder.getDirectoryHandle(name, { create: true })
		for (const [file, bytes] of pieces) {
			const writable = await (await inside.getFileHandle(file, { create: true })).createWritable()
			await writable.write(bytes)
			await writable.close()
		}
	}
}
