import { folderNamed, namesIn } from '../../web/storage/attachments.ts'
import { database, type EnrolmentRow } from '../../web/storage/database.ts'
import type { Ledger } from '../../web/storage/ledger.ts'

const stores = [
	...(['enrolments', 'drafts', 'draftAnswers', 'revisions', 'records'] as const),
	...(['documents', 'attachments', 'namesRead'] as const),
]

/** A phone as it was some time ago: every row of its enrolment, and the pieces of its pictures as they lie on the disk. */
export interface OldCopy {
	readonly rows: Readonly<Record<(typeof stores)[number], readonly unknown[]>>
	readonly pictures: ReadonlyMap<string, ReadonlyMap<string, Blob>>
}

/** Everything that an enrolment holds as it is now; `pictures`: the names of all that its phone ever took. */
export async function copyPhone(device: string, pictures: Iterable<string>): Promise<OldCopy> {
	const db = await database()
	const rows = {} as Record<(typeof stores)[number], unknown[]>
	const drafts = await db.getAllFromIndex('drafts', 'device', device)
	for (const store of stores) {
		const all = (await db.getAll(store)) as { device?: string; draft?: string }[]
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

/** Puts a phone back to an old copy, as its maker's backup does. Gives its enrolment of then. */
export async function putBack(
	{ rows, pictures }: OldCopy,
	device: string,
	taken: Iterable<string>,
): Promise<EnrolmentRow | null> {
	const now = await copyPhone(device, taken)
	const trx = (await database()).transaction([...stores], 'readwrite')
	for (const store of stores) {
		const at = trx.objectStore(store)
		const keyOf = (row: unknown) => {
			const { keyPath } = at
			const value = (name: string) => (row as Record<string, IDBValidKey>)[name] as IDBValidKey
			return Array.isArray(keyPath) ? keyPath.map(value) : value(String(keyPath))
		}
		for (const row of now.rows[store]) await at.delete(keyOf(row) as never)
		for (const row of rows[store]) await at.put(row as never)
	}
	await trx.done
	await putBackPictures(pictures, now.pictures)
	const [row] = rows.enrolments as EnrolmentRow[]
	if (!row) return null
	// the copy is of the whole browser: what was told outside the database is as old, and numbers are given twice
	const told = JSON.parse(localStorage.getItem('zila-ledger') ?? '{}') as Partial<Ledger>
	const counts = { ...told.counts, [row.device]: { n: row.n, unsent: [], drafts: 0 } }
	localStorage.setItem('zila-ledger', JSON.stringify({ stamp: told.stamp ?? 0, counts }))
	return row
}

async function putBackPictures(then: OldCopy['pictures'], now: OldCopy['pictures']): Promise<void> {
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
