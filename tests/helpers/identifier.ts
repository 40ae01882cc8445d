import type { Answer } from '#shared/forms/answers'
import { fromBase64url } from '#shared/kernel/bytes'
import { answerInfo, buildSealedAnswerAad, encodeSealedAnswer, padAnswer } from '#shared/sync/sealed-answer'
import { sealingKeyId } from '#shared/sync/sealing'
import { hpke } from '#shared/testing/test-phone'
import type { Store } from '../../sync-server/storage/store.ts'

/** The question of the household survey that is sealed to identifiers. */
export const phoneQuestion = 'c_consent/agree/recontact_phone'

/** Returns the public key to which phones of this server seal identifiers. */
export async function identifierKeyOf(store: Store): Promise<string> {
	const documents = await store.documentsByRef(['identifiers'])
	const body = documents.find(({ kind }) => kind === 'role-key')?.body as { publicKey: string } | undefined
	if (!body) throw new Error('phones did not receive the identifiers key')
	return body.publicKey
}

/** Seals an answer as a phone does, independently of the program's own code. */
export async function sealedAnswerTo(
	publicKey: string,
	record: string,
	path: string,
	answer: Answer | null,
): Promise<string> {
	const point = fromBase64url(publicKey)
	const recipientPublicKey = await hpke.kem.importKey('raw', point.buffer, true)
	const sender = await hpke.createSenderContext({ recipientPublicKey, info: answerInfo.buffer })
	const box = await sender.seal(padAnswer(answer).buffer, buildSealedAnswerAad(record, path).buffer)
	return encodeSealedAnswer(sealingKeyId(point), new Uint8Array(sender.enc), 0, new Uint8Array(box))
}
