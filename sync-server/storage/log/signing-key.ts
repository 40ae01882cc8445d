import type { Session } from '../session.ts'

/* Public keys of the key pairs with which the server signs. The newest private key is outside the store. */

export interface SigningKeyRow {
	/** SPKI, base64url. */
	readonly publicKey: string
	/** PKCS 8, base64url, if an earlier program stored it here; else empty. */
	readonly privateKey: string
	/** ISO. */
	readonly created: string
	/** Signature of the preceding key over the succession, base64url; null for the first key. */
	readonly signedByFormer: string | null
}

/** Returns the signing keys, newest first: the first is the one that signs. */
export const signingKeysOf = (session: Session): Promise<SigningKeyRow[]> =>
	session.db
		.selectFrom('signing_key')
		.select([
			'public_key as publicKey',
			'private_key as privateKey',
			'created',
			'signed_by_former as signedByFormer',
		])
		.where('project', '=', session.project)
		.orderBy('created', 'desc')
		.orderBy('public_key')
		.execute()

export async function addSigningKey(
	session: Session,
	{ publicKey, created, signedByFormer }: Omit<SigningKeyRow, 'privateKey'>,
): Promise<void> {
	await session.db
		.insertInto('signing_key')
		.values({
			project: session.project,
			public_key: publicKey,
			private_key: '',
			created,
			signed_by_former: signedByFormer,
		})
		.execute()
}

/** Clears a private key that an earlier program stored here, after it was moved outside. */
export async function emptyPrivateKey(session: Session, publicKey: string): Promise<void> {
	await session.db
		.updateTable('signing_key')
		.set({ private_key: '' })
		.where('project', '=', session.project)
		.where('public_key', '=', publicKey)
		.execute()
}

/** Adds the signature of the preceding key to a key that began without one. */
export async function addSuccessionSignature(
	session: Session,
	publicKey: string,
	signedByFormer: string,
): Promise<void> {
	await session.db
		.updateTable('signing_key')
		.set({ signed_by_former: signedByFormer })
		.where('project', '=', session.project)
		.where('public_key', '=', publicKey)
		.execute()
}
