import type { Store } from './store.ts'

export interface SigningKeyRow {
	readonly publicKey: string
	readonly privateKey: string
}

/** The server's own key; `make` gives one where there is none yet. It lies in the store so that backups have it. */
export async function signingKeyOf(store: Store, make: () => SigningKeyRow): Promise<SigningKeyRow> {
	const { project } = store
	const find = () =>
		store.db
			.selectFrom('signing_key')
			.select(['public_key as publicKey', 'private_key as privateKey'])
			.where('project', '=', project)
			.executeTakeFirst()
	const known = await find()
	if (known) return known
	const { publicKey, privateKey } = make()
	await store.db
		.insertInto('signing_key')
		.values({
			project,
			public_key: publicKey,
			private_key: privateKey,
			created: new Date().toISOString(),
		})
		// another process was faster: its key is the project's
		.onConflict((conflict) => conflict.doNothing())
		.execute()
	return (await find()) ?? { publicKey, privateKey }
}
