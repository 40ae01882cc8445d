import { unreachable } from '../kernel/unreachable.ts'

/**
 * Retention period of an answer, in days: after it arrived at the server, after its record was approved,
 * after its round was closed. The earliest of several counts.
 */
export interface RetentionPeriod {
	readonly arrived?: number
	readonly approved?: number
	readonly round?: number
}

const one = /^(?:(approved|round)(?: ?\+ ?(\d{1,4}) days?)?|(\d{1,4}) days?)$/

/** Parses `30 days`, `approved`, `round + 90 days`, several with `or` between; null for anything else. */
export function parseRetentionPeriod(text: string): RetentionPeriod | null {
	const period: { -readonly [After in keyof RetentionPeriod]: number } = {}
	for (const part of text
		.trim()
		.toLowerCase()
		.split(/\s+or\s+/)) {
		const found = one.exec(part.replace(/\s+/g, ' '))
		if (!found) return null
		const [, after, more, days] = found
		const key = (after as 'approved' | 'round' | undefined) ?? 'arrived'
		if (period[key] !== undefined) return null
		period[key] = Number(days ?? more ?? 0)
	}
	return period
}

export function formatRetentionPeriod(period: RetentionPeriod): string {
	const parts = (['approved', 'round', 'arrived'] as const).flatMap((after) => {
		const days = period[after]
		if (days === undefined) return []
		switch (after) {
			case 'arrived':
				return [`${days} days`]
			case 'approved':
			case 'round':
				return [days === 0 ? after : `${after} + ${days} days`]
			default:
				return unreachable(after)
		}
	})
	return parts.join(' or ')
}

const dayMs = 86_400_000

/**
 * Time at which a value has to be erased, ms since 1970; null as long as that is open. `when` is in ms too;
 * null for an event that has not happened.
 */
export function dueAt(
	period: RetentionPeriod,
	when: { readonly arrived: number; readonly approved: number | null; readonly round: number | null },
): number | null {
	const times = (['arrived', 'approved', 'round'] as const).flatMap((after) => {
		const [days, from] = [period[after], when[after]]
		return days === undefined || from === null ? [] : [from + days * dayMs]
	})
	return times.length > 0 ? Math.min(...times) : null
}
