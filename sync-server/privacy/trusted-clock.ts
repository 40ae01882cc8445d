import { Problem } from '#shared/kernel/problem'
import type { ClockState } from '#shared/revisions/clock-state'
import { appendAuditEntry } from '../audit-log/entries.ts'
import { type ClockRow, findClock, newestReceived, putClock } from '../storage/log/clock.ts'
import type { Store, WriteSession } from '../storage/store.ts'

/*
 * Values are erased permanently when their retention ends, and a clock that is wrong by weeks would erase them
 * too early.
 *
 * TC1 When the clock has advanced by more than `longestStepMs` since the store last knew the time, nothing is
 *     erased until an administrator confirms the time, or the clock is right again.
 * TC2 While it waits, nothing moves the trusted time: neither another check nor incoming work.
 * TC3 A store of an earlier version takes the time of its newest revision; a new store trusts the clock.
 * TC4 The audit log says once that it waits, and who confirmed the time.
 * TC5 A clock that is set back does not lower the trusted time, so setting it right again is no jump.
 */

/**
 * Maximum clock step: a server that was off over a long holiday has not jumped, and few values are erased
 * three days early.
 */
const longestStepMs = 3 * 24 * 60 * 60_000

/**
 * Updates the trusted time, and returns true if values may be erased by the clock. Called regularly, so that
 * the store knows the time.
 */
export function mayEraseByClock(store: Store, now: () => number): Promise<boolean> {
	return store.write(async (session) => {
		const at = new Date(now()).toISOString()
		const row = (await findClock(session)) ?? (await initialClockRow(session, at))
		if (!hasJumped(row, now())) {
			const [, trusted = at] = [row.trusted, at].sort()
			await putClock(session, { trusted, jumped_at: null })
			return true
		}
		if (row.jumped_at === null) {
			await putClock(session, { ...row, jumped_at: at })
			await appendAuditEntry(session, { person: null, browser: '' }, { kind: 'erasing-postponed' })
		}
		return false
	})
}

const initialClockRow = async (session: WriteSession, at: string): Promise<ClockRow> => ({
	trusted: (await newestReceived(session)) ?? at,
	jumped_at: null,
})

const hasJumped = ({ trusted }: Pick<ClockRow, 'trusted'>, now: number): boolean =>
	now - Date.parse(trusted) > longestStepMs

/** State of a waiting clock. Null if nothing waits. */
export async function clockState(store: Store, now: number): Promise<ClockState | null> {
	const row = await findClock(store.reading)
	if (!row || row.jumped_at === null || !hasJumped(row, now)) return null
	return { trusted: row.trusted, now: new Date(now).toISOString() }
}

/** Age at which the time shown to the administrator is outdated. */
const longestShownMs = 60 * 60_000

/**
 * Records that an administrator confirmed the server's clock. `seen`: the time that they were shown.
 * `through`: the store that also writes the log entry.
 *
 * @throws Problem `clock-changed` if the clock shows another time by now, or nothing waits any more
 */
export async function confirmClock(through: Store, seen: string, now: number): Promise<void> {
	const state = await clockState(through, now)
	if (!state || Math.abs(now - Date.parse(seen)) > longestShownMs) throw new Problem('clock-changed')
	await through.write((session) =>
		putClock(session, { trusted: new Date(now).toISOString(), jumped_at: null }),
	)
}
