import { act, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import type { FakeServer } from '#shared/testing/fake-server'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../tests/helpers/unlocked-session.ts'
import { write } from '../storage/database/database.ts'
import { changeEnrolment, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { preparePhone } from './render-phone.tsx'
import { speak } from './text.ts'

/** PIN of every enrolment in tests. */
export const pin = '482915'

/** Clears the phone: no enrolments. */
export async function emptyPhone(): Promise<void> {
	preparePhone()
	const names = ['enrolments', 'enrolling', 'settings', 'revisions', 'records', 'drafts'] as const
	await write(names, async (tables) => {
		for (const name of names) await tables[name].clear()
	})
}

/** Enrols a person on this phone, locked. */
export async function enrolled(
	person: Partial<VaultSession['person']> & { readonly enrolledAt?: number } = {},
	server: FakeServer = serverWithForm(),
): Promise<VaultSession> {
	const { enrolledAt, ...over } = person
	connect(goodLine(server))
	const vaultSession = await unlockedAt(server)
	await changeEnrolment(vaultSession.device, (row) => ({
		...row,
		person: { ...row.person, ...over },
		enrolledAt: enrolledAt ?? row.enrolledAt,
	}))
	return { ...vaultSession, person: { ...vaultSession.person, ...over } }
}

export interface LockedOptions {
	readonly path?: string
	readonly language?: 'en' | 'ur'
}

/** Renders a screen before the PIN. */
export async function renderLocked(screen: ReactNode, options: LockedOptions = {}) {
	history.replaceState(null, '', options.path ?? '/')
	await speak(options.language ?? 'en')
	const { container, unmount } = render(screen)
	await act(async () => {})
	return { user: userEvent.setup(), container, unmount }
}
