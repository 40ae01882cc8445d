import { qualityApi } from '#shared/api/quality'
import { byKey } from '#shared/kernel/by-key'
import { type FlagListItem, type FlagState, maxResolvedFlags } from '#shared/quality/flags'
import { callRoute } from '../../api/call-route.ts'

interface FlagsDecision {
	readonly round: string
	readonly flags: readonly FlagListItem[]
	readonly state: FlagState
	readonly why: string
	/** Called after each part, with the number of flags that were sent. */
	readonly onProgress?: (done: number) => void
}

/** Sends one decision about several flags, in parts that the server accepts. Returns how many were resolved. */
export async function resolveFlags({ round, flags, state, why, onProgress }: FlagsDecision): Promise<number> {
	let resolved = 0
	for (let at = 0; at < flags.length; at += maxResolvedFlags) {
		const part = flags.slice(at, at + maxResolvedFlags)
		const keys = part.map(({ kind, subject, item, district }) => ({ kind, subject, item, district }))
		const done = await callRoute(qualityApi.resolveFlags, { body: { round, flags: keys, state, why } })
		resolved += done.resolved
		onProgress?.(Math.min(flags.length, at + part.length))
	}
	return resolved
}

/** Gives flags the states back that they had before a decision. `why`: the reason that is recorded. */
export async function restoreFlags(
	round: string,
	before: readonly FlagListItem[],
	why: string,
): Promise<void> {
	for (const [state, flags] of byKey(before, (flag) => flag.state))
		await resolveFlags({ round, flags, state, why })
}
