import { type Frame, frameTypes } from '#shared/sync/bundle'
import type { ReplyHeader } from '#shared/sync/messages'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import { certificatesOnPhone, rewindTo } from '../storage/take-back.ts'

/** The certificates of all whose work lies here, this phone's own first. */
export async function certificateFrames(atWork: UnlockedSession): Promise<Frame[]> {
	const all = await certificatesOnPhone(atWork)
	const isOwn = ({ device }: { device: string }) => device === atWork.device
	return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))].map(({ bytes }) => ({
		type: frameTypes.certificate,
		bytes,
	}))
}

/**
 * The server was set back: what came after the number on which it and this phone agree is to go again. `match` null: the
 * server has to be told all marks first.
 */
export async function rewind(
	atWork: UnlockedSession,
	match: number | null,
	askAll: () => Promise<ReplyHeader>,
): Promise<void> {
	// set back once more in between: the next sync finds out
	const agreed = match ?? (await askAll()).rewound?.match ?? null
	if (agreed !== null) await rewindTo(atWork, agreed)
}
