import { type Frame, frameTypes } from '#shared/sync/bundle'
import type { ReplyHeader } from '#shared/sync/messages'
import { certificatesOnPhone } from '../storage/enrolment/certificates.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { rewindTo } from '../storage/outbox/rewind.ts'

/** Builds certificate frames for all authors on this phone, this phone's own first. */
export async function certificateFrames(vaultSession: VaultSession): Promise<Frame[]> {
	const all = await certificatesOnPhone(vaultSession)
	const isOwn = ({ device }: { device: string }) => device === vaultSession.device
	return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))].map(({ bytes }) => ({
		type: frameTypes.certificate,
		bytes,
	}))
}

/**
 * Handles a restored server: everything after the common checkpoint is sent again. `match` null: all
 * checkpoints have to be sent to the server first.
 */
export async function rewind(
	vaultSession: VaultSession,
	match: number | null,
	askAll: () => Promise<ReplyHeader>,
): Promise<void> {
	// restored once more in between: the next sync finds out
	const agreed = match ?? (await askAll()).rewound?.match ?? null
	if (agreed !== null) await rewindTo(vaultSession, agreed)
}
