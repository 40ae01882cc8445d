import { vi } from 'vitest'

/** Until the end of the test it is this moment (ISO): times are shown without a year, and the same tomorrow. Timers run as usual. */
export function setClock(moment = '2026-01-15T05:00:00.000Z'): void {
	vi.useFakeTimers({ toFake: ['Date'], now: new Date(moment) })
}
