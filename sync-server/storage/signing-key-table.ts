import type { Kysely } from 'kysely'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export interface SigningKeyRow {
	readonly publicKey: string
	readonly privateKey: string
}

export const findSigningKey = (db: Kysely<Tables>, project: string): Promise<SigningKeyRow | undefined> =>
	db
		.selectFrom('signing_key')
		.select(['public_key as publicKey', 'private_key as privateKey'])
		.where('project', '=', project)
		.executeTakeFirst()

/** The server's own key; `make` gives one where there is none yet. It lies in the store so that backups have it. */
export async function signingKeyOf(store: Store, make: () => SigningKeyRow): Promise<SigningKeyRow> {
	const { project } = store
	const known = await findSigningKey(store.db, project)
	if (known) return known
	const made = make()
	await store.db
		.insertInto('signing_key')
		.values(valuesOf(project, made))
		// another process was faster: its key is the project's
		.onConflict((conflict) => conflict.doNothing())
		.execute()
	return (await findSigningKey(store.db, project)) ?? made
}

/** The key of a server that lost its store takes the place of the one that it made since. */
export async function replaceSigningKey(
	db: Kysely<Tables>,
	project: string,
	key: SigningKeyRow,
): Promise<void> {
	await db.deleteFrom('signing_key').where('project', '=', project).execute()
	await db.insertInto('signing_key').values(valuesOf(project, key)).execute()
}

const valuesOf = (project: string, { publicKey, privateKey }: SigningKeyRow): Tables['signing_key'] => ({
	project,
	public_key: publicKey,
	private_key: privateKey,
	created: new Date().toISOString(),
})
