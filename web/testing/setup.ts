import '@testing-library/jest-dom/vitest'
import { createHash } from 'node:crypto'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, vi } from 'vitest'
import { fillDomGaps } from './dom-gaps.ts'
import { installNews } from './news.ts'
import { expectNoMoreRequests } from './server-replies.ts'

/*
 * Runs before every file of component tests (`web/**\/*.test.tsx`). The modules of the app and of web/testing are read once for many files
 * (vitest.config.ts), so what has to happen after each test stands here, and not beside what it undoes.
 */
fillDomGaps()
installNews()

// how long a test waits for a screen is limited by the test's own limit: a busy machine is no failure
configure({ asyncUtilTimeout: 20_000 })

// workers do not exist in this DOM; what a PIN costs is measured and tested with the real derivation elsewhere
vi.mock('../storage/derive-pin-key.ts', () => ({
	awaitPin: () => () => {},
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

// what a test's server says beside the bundles is not sealed: how requests are signed and replies are opened has tests of its own
vi.mock('../storage/access-keys.ts', async (original) => {
	const real = await original<typeof import('../storage/access-keys.ts')>()
	const openReply: typeof real.openReply = async (keys, bytes, nonce) =>
		(await real.openReply(keys, bytes, nonce)) ?? bytes
	return { ...real, openReply }
})
vi.mock('../sync/signed-reading.ts', () => import('./unsealed-reading.ts'))

afterEach(() => {
	cleanup()
	vi.restoreAllMocks()
	vi.unstubAllGlobals()
	vi.useRealTimers()
	localStorage.clear()
	sessionStorage.clear()
	expectNoMoreRequests()
})
