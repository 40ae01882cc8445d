import { afterEach, vi } from 'vitest'

/** Sets the date and time of one test (ISO). Timers run as usual. */
export function setClock(now: string): void {
	vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) })
}

afterEach(() => {
	vi.useRealTimers()
})
