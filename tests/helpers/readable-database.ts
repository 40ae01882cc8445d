import { database } from '../../web/storage/database/database.ts'

/** Returns all rows of the phone's database with their bytes as text, as a reader of the files would see them. */
export async function readableDatabase(): Promise<string> {
	const rows: string[] = []
	for (const table of (await database()).tables)
		for (const row of await table.toArray()) rows.push(readable(row))
	return rows.join('\n')
}

function readable(value: unknown): string {
	if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1')
	if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
	if (typeof value === 'object' && value !== null)
		return Object.entries(value)
			.map(([key, inner]) => `${key} ${readable(inner)}`)
			.join(' ')
	// boxes among the settings are base64url
	const [, box] = /"box":"([\w-]+)"/.exec(String(value)) ?? []
	return box ? `${value} ${Buffer.from(box, 'base64url').toString('latin1')}` : String(value)
}
