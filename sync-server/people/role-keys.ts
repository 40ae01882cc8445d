import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	type NewRoleKey,
	type RoleKeyListItem,
	roleKeyDocumentSchema,
	roleKeyToSign,
	type SuccessionStep,
	spkiOf,
} from '#shared/people/role-keys'
import type { SealingRole } from '#shared/people/roles'
import { readSealingKey, sealingKeyId } from '#shared/sync/sealing'
import { addRoleKey, decideRoleKey, type RoleKeyRow, roleKeys } from '../storage/people/role-keys.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { isSignedBy } from '../sync/verify-phone.ts'

/*
 * The keys to which phones encrypt answers for a role. A new key replaces the current one only with a
 * signature by that key, or when a second holder of the role confirms it, so that one compromised account
 * cannot replace it.
 */

/** Returns the confirmed keys, oldest first; the last is the current one. */
const confirmedOf = (keys: readonly RoleKeyRow[]): RoleKeyRow[] =>
	keys
		.filter(({ confirmed }) => confirmed !== null)
		.sort((a, b) => ((a.confirmed ?? '') < (b.confirmed ?? '') ? -1 : 1))

/** Returns the keys of a role, newest first. */
export async function listRoleKeys(
	store: Store,
	role: SealingRole,
	reader: Person,
): Promise<RoleKeyListItem[]> {
	const keys = await roleKeys(store.reading, role)
	const current = confirmedOf(keys).at(-1)
	return keys.map(({ id, publicKey, wrapped, since, by, madeBy, confirmed, rejected }) => ({
		id,
		publicKey,
		wrapped,
		since,
		by,
		state:
			id === current?.id
				? 'current'
				: confirmed !== null
					? 'former'
					: rejected !== null
						? 'rejected'
						: 'waiting',
		isOwn: madeBy === reader.id,
	}))
}

/**
 * Stores a key that a user's browser created for their role. The first key of a role is confirmed at once,
 * and so is one that the current key has signed; any other waits until another holder of the role confirms
 * it.
 *
 * @throws Problem `input-invalid`
 */
export async function makeRoleKey(
	store: Store,
	role: SealingRole,
	person: Person,
	{ publicKey, wrapped, signature }: NewRoleKey,
): Promise<void> {
	const point = readSealingKey(publicKey)
	if (!point) throw new Problem('input-invalid', { field: 'publicKey' })
	await store.write(async (session) => {
		const { at } = session
		const current = confirmedOf(await roleKeys(session, role)).at(-1)
		const toSign =
			current && roleKeyToSign({ project: store.project, role, before: current.publicKey, publicKey })
		const isSigned =
			toSign !== undefined &&
			signature !== undefined &&
			isSignedBy(spkiOf(current?.publicKey ?? ''), toSign, fromBase64url(signature))
		if (signature !== undefined && !isSigned) throw new Problem('input-invalid', { field: 'signature' })
		const isConfirmed = current === undefined || isSigned
		await addRoleKey(session, {
			project: store.project,
			role,
			id: toBase64url(sealingKeyId(point)),
			public_key: publicKey,
			wrapped,
			since: at,
			made_by: person.id,
			confirmed: isConfirmed ? after(at, current?.confirmed) : null,
			confirmed_by: null,
			signature: signature ?? null,
			rejected: null,
		})
		if (isConfirmed) await putRoleKey(session, role)
	})
}

/**
 * Returns a time after `before`, so that the key confirmed last is the current one even if the clock was set
 * back.
 */
const after = (at: string, before: string | null | undefined): string =>
	before && before >= at ? new Date(Date.parse(before) + 1).toISOString() : at

/**
 * Confirms or rejects a waiting key. It is confirmed by another holder of the role, and phones encrypt to it
 * from then on; its maker may reject it too.
 *
 * @throws Problem `not-found` if it is not waiting any more, `approval-own`
 */
export async function decideWaitingKey(
	store: Store,
	through: Pick<Store, 'write'>,
	role: SealingRole,
	{
		id,
		person,
		decision,
	}: { readonly id: string; readonly person: Person; readonly decision: 'confirm' | 'reject' },
): Promise<void> {
	await through.write(async (session) => {
		const { at } = session
		const keys = await roleKeys(session, role)
		const key = keys.find((each) => each.id === id)
		if (!key || key.confirmed !== null || key.rejected !== null) throw new Problem('not-found')
		const about = { project: store.project, role, id }
		if (decision === 'reject') {
			await decideRoleKey(session, about, { rejected: at })
			return
		}
		if (key.madeBy === person.id) throw new Problem('approval-own')
		const confirmed = after(at, confirmedOf(keys).at(-1)?.confirmed)
		await decideRoleKey(session, about, { confirmed, confirmed_by: person.id })
		await putRoleKey(session, role)
	})
}

/** Publishes the current key to phones, with its succession from the earlier keys. */
async function putRoleKey(session: WriteSession, role: SealingRole): Promise<void> {
	const keys = confirmedOf(await roleKeys(session, role))
	const publicKey = keys.at(-1)?.publicKey
	const succession = keys.map(
		({ publicKey: key, signature, by, confirmedBy }): SuccessionStep => ({
			publicKey: key,
			...(signature === null ? {} : { signature }),
			...(confirmedBy === null ? {} : { confirmedBy: [...new Set([by, confirmedBy])] }),
		}),
	)
	await session.putDocument({
		kind: 'role-key',
		ref: role,
		scope: 'all',
		body: roleKeyDocumentSchema.parse({ role, publicKey, succession }),
	})
}
