import { fromBase64url } from '#shared/kernel/bytes'
import { sealingKeyToSign, successionToSign } from '#shared/sync/key-succession'
import type { ReplyHeader } from '#shared/sync/messages'
import { isSignedBy } from '../storage/vault/vault.ts'

/**
 * Returns a reply without the server keys that this phone has no reason to trust. The server's key must be
 * the known one, or follow from it, each signed by its predecessor; the sealing key must be signed by the
 * server's key.
 * `known`: the server's key on this phone; undefined for enrolments from before servers sent one.
 */
export async function withTrustedKeys(
	header: ReplyHeader,
	project: string,
	known: string | undefined,
): Promise<ReplyHeader> {
	const { sealingKey, serverKey, sealingKeySigned, successions, ...others } = header
	const isTrusted =
		sealingKey !== undefined &&
		serverKey !== undefined &&
		sealingKeySigned !== undefined &&
		(known === undefined || (await followsFrom(known, serverKey, header, project))) &&
		(await isRight(serverKey, sealingKeyToSign(project, sealingKey), sealingKeySigned))
	return isTrusted ? { ...others, sealingKey, serverKey } : others
}

async function followsFrom(
	known: string,
	newest: string,
	{ successions = [] }: Pick<ReplyHeader, 'successions'>,
	project: string,
): Promise<boolean> {
	let reached = known
	for (const step of successions) {
		if (step.from !== reached) continue
		if (!(await isRight(step.from, successionToSign(project, step), step.signature))) return false
		reached = step.to
	}
	return reached === newest
}

const isRight = (key: string, bytes: Uint8Array<ArrayBuffer>, signature: string): Promise<boolean> =>
	Promise.resolve()
		.then(() => isSignedBy(key, bytes, fromBase64url(signature)))
		.catch(() => false)
