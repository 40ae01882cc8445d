import {
	type HelplineShift,
	helplineShiftSchema,
	type ShiftAct,
	shiftAddress,
	shiftReplySchema,
} from '#shared/helpline/call-backs'
import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { readMessage } from '#shared/sync/messages'
import { postJson } from '../api/server-client.ts'
import { openReply } from '../storage/enrolment/access-keys.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { signedReading } from './signed-reading.ts'

/**
 * Sends an operator's action at the helpline, signed by an access key; returns the shift afterwards. @throws
 * Problem
 */
export const actInShift = (vaultSession: VaultSession, act: ShiftAct): Promise<HelplineShift> =>
	signedReading(vaultSession, shiftAddress(act), async (proof, access) => {
		const { device } = vaultSession
		const reply = shiftReplySchema.safeParse(await postJson('/api/helpline/shift', { device, act, ...proof }))
		const plain = reply.success
			? await openReply(access, fromBase64url(reply.data.sealed), proof.nonce)
			: null
		const shift = plain && readMessage(helplineShiftSchema, plain)
		if (!shift) throw new Problem('not-our-server')
		return shift
	})
