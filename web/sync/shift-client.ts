import {
	type HelplineShift,
	helplineShiftSchema,
	type ShiftAct,
	shiftAddress,
	shiftReplySchema,
} from '#shared/disclosure/call-backs'
import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { readMessage } from '#shared/sync/messages'
import { postJson } from '../api/server-client.ts'
import { openReply } from '../storage/enrolment/access-keys.ts'
import type { UnlockedSession } from '../storage/enrolment/enrolments.ts'
import { signedReading } from './signed-reading.ts'

/**
 * Sends an operator's action at the helpline, signed by an access key; returns the shift afterwards. @throws
 * Problem
 */
export const actInShift = (atWork: UnlockedSession, act: ShiftAct): Promise<HelplineShift> =>
	signedReading(atWork, shiftAddress(act), async (proof, access) => {
		const { device } = atWork
		const reply = shiftReplySchema.safeParse(await postJson('/api/helpline/shift', { device, act, ...proof }))
		const plain = reply.success
			? await openReply(access, fromBase64url(reply.data.sealed), proof.nonce)
			: null
		const shift = plain && readMessage(helplineShiftSchema, plain)
		if (!shift) throw new Problem('not-our-server')
		return shift
	})
