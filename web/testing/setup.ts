// before Dexie is loaded, which looks for IndexedDB only once
import 'fake-indexeddb/auto'
import '@testing-library/jest-dom/vitest'
import { createHash } from 'node:crypto'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'
import { rememberBrowserProperties } from './browser-properties.ts'
import { fillDomGaps } from './dom-gaps.ts'
import { installNews } from './news.ts'
import { beWide } from './screen-width.ts'
import { expectNoMoreRequests } from './server-replies.ts'

/*
 * Runs before every file of component tests (`web/**\/*.test.tsx`). The modules of the app and of web/testing
 * are loaded once for many files (vitest.config.ts), so what has to happen after each test is here, not next
 * to what it undoes.
 */
fillDomGaps()
installNews()
beWide()

// waiting for a screen is limited by the test's own timeout: a busy machine is no failure
configure({ asyncUtilTimeout: 20_000 })

// workers do not exist in this DOM; the cost of a PIN is measured and tested with the real derivation
// elsewhere
vi.mock('../storage/vault/derive-pin-key.ts', () => ({
	awaitPin: () => () => {},
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

// replies outside of the sync bundles are not encrypted in tests: signing requests and decrypting replies
// have tests of their own
vi.mock('../storage/enrolment/access-keys.ts', async (original) => {
	const real = await original<typeof import('../storage/enrolment/access-keys.ts')>()
	const openReply: typeof real.openReply = async (keys, bytes, nonce) =>
		(await real.openReply(keys, bytes, nonce)) ?? bytes
	return { ...real, openReply }
})
vi.mock('../sync/signed-reading.ts', () => import('./unsealed-reading.ts'))

let restoreBrowser = () => {}
beforeEach(() => {
	restoreBrowser = rememberBrowserProperties()
})

afterEach(() => {
	cleanup()
	vi.restoreAllMocks()
	vi.unstubAllGlobals()
	vi.useRealTimers()
	restoreBrowser()
	localStorage.clear()
	sessionStorage.clear()
	expectNoMoreRequests()
})
