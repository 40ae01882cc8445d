import { vi } from 'vitest'

/**
 * Sets the clock to a moment (ISO) until the end of the test: times are shown without a year, and a test must
 * not depend on the day. Timers run as usual.
 */
export function setClock(moment = '2026-01-15T05:00:00.000Z'): void {
	vi.useFakeTimers({ toFake: ['Date'], now: new Date(moment) })
}
