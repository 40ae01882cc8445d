import { onTestFinished, vi } from 'vitest'

/** Until the end of the test it is this moment: times are shown without a year, and the same tomorrow. */
export function setClock(moment = '2026-01-15T05:00:00.000Z'): void {
	vi.setSystemTime(new Date(moment))
	onTestFinished(() => {
		vi.useRealTimers()
	})
}
