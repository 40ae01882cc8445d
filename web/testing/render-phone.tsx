import { act, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import type { FakeServer } from '#shared/testing/fake-server'
import { emptyDisk } from '../../tests/helpers/private-files.ts'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../tests/helpers/unlocked-session.ts'
import { webLocks } from '../../tests/helpers/web-locks.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { exchangeBundle, minBatchBytes } from '../sync/exchange-bundle.ts'
import type { SyncLoop, SyncState } from '../sync/sync-loop.ts'
import { WorkSessionContext } from '../ui/work-session-context.ts'
import { type Replies, type ServerReplies, serveReplies } from './server-replies.ts'
import { speak } from './text.ts'

/*
 * Screens of the phone on real storage (IndexedDB in memory) and the fake sync server, which passes the same
 * contract suite as the real one. A test file that unlocks by PIN mocks `storage/derive-pin-key.ts`: workers
 * do not exist here.
 */

/**
 * Makes this DOM a phone with an empty disk, Web Locks and a network. Returns the disk, which can be made
 * full.
 */
export function preparePhone(): ReturnType<typeof emptyDisk> {
	Object.defineProperty(navigator, 'locks', { value: webLocks(), configurable: true })
	Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
	Object.defineProperty(navigator, 'storage', { value: {}, writable: true, configurable: true })
	const disk = emptyDisk()
	Object.assign(navigator.storage, {
		persisted: async () => true,
		persist: async () => true,
		estimate: async () => ({ usage: 0, quota: 1e9 }),
	})
	vi.spyOn(globalThis, 'scrollTo').mockImplementation(() => {})
	return disk
}

/** For `vi.useFakeTimers`: fakes the clock and timers, but not what the database in memory needs. */
export const phoneTimers = {
	shouldAdvanceTime: true,
	toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
} satisfies Parameters<typeof vi.useFakeTimers>[0]

export type Given = (phone: {
	readonly vaultSession: VaultSession
	readonly server: FakeServer
	sync(): Promise<void>
}) => Promise<void>

export interface PhoneOptions {
	readonly path?: string
	/** State of the first entry of the history. */
	readonly place?: object
	readonly language?: 'en' | 'ur'
	/** Prepares drafts, records and server data before the screen is rendered. */
	readonly given?: Given
	/** The signed-in person; default: Amina, an enumerator in Dera Ghazi Khan. */
	readonly person?: Partial<VaultSession['person']>
	/** True if unlocked with the second PIN. */
	readonly isDecoy?: boolean
	readonly server?: FakeServer
	/** Replies to requests other than syncs, in place of the fake server, once the screen is rendered. */
	readonly replies?: Replies
	readonly sync?: Partial<SyncState>
}

export interface RenderedPhone {
	readonly user: ReturnType<typeof userEvent.setup>
	readonly vaultSession: VaultSession
	readonly server: FakeServer
	/** Requests to these replies. */
	readonly served: ServerReplies
	/** Syncs until there is nothing more. */
	readonly sync: () => Promise<void>
	/** Calls of the screen to the sync loop and the lock, in order: `sendNow`, `saved`, `lock` … */
	readonly calls: readonly string[]
	/** Locks the phone: the screen saves its data while it still exists. */
	readonly lock: () => void
	/** Sets the state that the sync loop reports. */
	readonly report: (state: Partial<SyncState>) => void
	readonly container: HTMLElement
	readonly unmount: () => void
	/** Unmounts the screen and renders it again, as after a lock. */
	readonly redraw: () => Promise<void>
}

const idle: SyncState = {
	isRunning: false,
	sent: 0,
	toSend: 0,
	problem: null,
	mustUpdate: false,
	isDeactivated: false,
	attachments: null,
	lastRun: null,
}

/** Syncs until there is nothing more. */
export async function syncAll(vaultSession: VaultSession): Promise<void> {
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
}

/** Renders a screen of an unlocked phone for an enumerator. */
export async function renderPhone(screen: ReactNode, options: PhoneOptions = {}): Promise<RenderedPhone> {
	history.replaceState(options.place ?? null, '', options.path ?? '/')
	await speak(options.language ?? 'en')
	const server = options.server ?? serverWithForm()
	connect(goodLine(server))
	const enrolled = await unlockedAt(server)
	const vaultSession: VaultSession = {
		...enrolled,
		person: { ...enrolled.person, ...options.person },
		...(options.isDecoy ? { isDecoy: true } : {}),
	}
	const sync = () => syncAll(vaultSession)
	await sync()
	await options.given?.({ vaultSession, server, sync })
	const line = globalThis.fetch
	const served = serveReplies(options.replies)
	if (!options.replies) globalThis.fetch = line
	const calls: string[] = []
	let state: SyncState = { ...idle, ...options.sync }
	const listeners = new Set<() => void>()
	const note = (what: string) => () => void calls.push(what)
	const loop: SyncLoop = {
		state: () => state,
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		sendNow: note('sendNow'),
		saved: note('saved'),
		sendAttachments: note('sendAttachments'),
		rest: note('rest'),
		stop: note('stop'),
	}
	const keepers = new Set<() => void>()
	const working = {
		session: vaultSession,
		loop,
		lock: note('lock'),
		hide: note('hide'),
		beforeLock(keep: () => void) {
			keepers.add(keep)
			return () => keepers.delete(keep)
		},
		flushScreen: note('keepScreen'),
	}
	const draw = () =>
		render(<WorkSessionContext.Provider value={working}>{screen}</WorkSessionContext.Provider>)
	let drawn = draw()
	await act(async () => {})
	return {
		user: userEvent.setup(),
		vaultSession,
		server,
		served,
		sync,
		calls,
		lock() {
			for (const keep of keepers) keep()
		},
		report(next) {
			state = { ...state, ...next }
			act(() => {
				for (const listener of listeners) listener()
			})
		},
		get container() {
			return drawn.container
		},
		unmount: () => drawn.unmount(),
		async redraw() {
			drawn.unmount()
			drawn = draw()
			await act(async () => {})
		},
	}
}
