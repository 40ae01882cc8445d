import { fromBase64url } from '#shared/kernel/bytes'
import { sealingKeyToSign, successionToSign } from '#shared/sync/key-succession'
import type { ReplyHeader } from '#shared/sync/messages'
import { isSignedBy } from '../storage/vault.ts'

/**
 * A reply that names the keys of the server, without them where this phone has no reason to trust them: the server's key has to be the one that
 * it knows, or to follow from that one, each signed by the one before; and the key to seal to has to be signed by it.
 *
 * `known`: the server's key as this phone knows it; undefined of an enrolment that was made before servers told it.
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
