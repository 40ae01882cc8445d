import {
	type HelplineShift,
	helplineShiftSchema,
	type ShiftAct,
	shiftActToSign,
} from '#shared/helpline/call-backs'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { AtWork } from '../storage/people-on-phone.ts'
import { sign } from '../storage/vault.ts'
import { postJson } from './server-client.ts'

/** What an operator does at the helpline, signed by the phone's key; gives how things stand then. @throws Problem */
export async function actInShift(
	{ device, signingKey, isApart }: AtWork,
	act: ShiftAct,
): Promise<HelplineShift> {
	// the empty app hears nothing of the own work, as if there were no network
	if (isApart) throw new Problem('no-connection')
	const signature = toBase64url(await sign(signingKey, shiftActToSign({ device, act })))
	const reply = helplineShiftSchema.safeParse(
		await postJson('/api/helpline/shift', { device, act, signature }),
	)
	if (!reply.success) throw new Problem('not-our-server')
	return reply.data
}
