import { act, screen } from '@testing-library/react'
import { Dexie } from 'dexie'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { database, write } from '../storage/database/database.ts'
import { onRoom } from '../storage/database/disk-guard.ts'
import { traced } from '../storage/database/live-query.ts'
import { renderLocked } from '../testing/render-locked.tsx'
import { preparePhone } from '../testing/render-phone.tsx'
import { text } from '../testing/text.ts'
import { Fallback } from './error-boundary.tsx'
import { useLocalData } from './use-local-data.ts'

beforeEach(async () => {
	preparePhone()
	// a query during the creation of the database is repeated after it
	await database()
})

interface Reading {
	readonly done: (value: string) => void
	readonly failed: (why: unknown) => void
}
/** Reads that complete when the test says so. */
function readings() {
	const open: Reading[] = []
	const read = async () => {
		await (await database()).settings.get('x')
		return traced(new Promise<string>((done, failed) => open.push({ done, failed })))
	}
	return { read, open, begun: (count: number) => expect.poll(() => open).toHaveLength(count) }
}
const Shown = ({ read, of = '' }: { read: () => Promise<string>; of?: string }) => (
	<p>found: {useLocalData(read, of) ?? 'nothing yet'}</p>
)
function Either({ read }: { read: () => Promise<string> }) {
	const [of, setOf] = useState('a')
	return (
		<>
			<Shown read={read} of={of} />
			<button type="button" onClick={() => setOf('b')}>
				the other
			</button>
		</>
	)
}
/** Time in which a query begins that a write concerns, and a result is shown. */
const soon = () => new Promise((later) => setTimeout(later, 20))
const writeSetting = (key = 'x') =>
	act(async () => {
		await write(['settings'], ({ settings }) => settings.put({ key, value: '1' }))
		await soon()
	})
const end = (reading: Reading | undefined, value: string) =>
	act(async () => {
		reading?.done(value)
		await soon()
	})

test('stored data is shown once read, and again after a write that concerns it', async () => {
	const { read, open, begun } = readings()
	await renderLocked(<Shown read={read} />)
	expect(screen.getByText('found: nothing yet')).toBeVisible()
	await begun(1)
	await end(open[0], 'one')
	expect(await screen.findByText('found: one')).toBeVisible()
	await writeSetting('another')
	expect(open).toHaveLength(1)
	await writeSetting()
	await begun(2)
	await end(open[1], 'two')
	expect(await screen.findByText('found: two')).toBeVisible()
})

test('after writes during a read only the newest result is shown', async () => {
	const { read, open, begun } = readings()
	await renderLocked(<Shown read={read} />)
	await begun(1)
	await writeSetting()
	await writeSetting()
	await writeSetting()
	expect(open).toHaveLength(1)
	await end(open[0], 'old')
	await begun(2)
	expect(screen.getByText('found: nothing yet')).toBeVisible()
	await end(open[1], 'new')
	expect(open).toHaveLength(2)
	expect(await screen.findByText('found: new')).toBeVisible()
})

test('another query replaces the current one, and the outdated result is not shown', async () => {
	const { read, open, begun } = readings()
	const { user } = await renderLocked(<Either read={read} />)
	await begun(1)
	await user.click(screen.getByRole('button', { name: 'the other' }))
	await begun(2)
	await end(open[1], 'of b')
	await end(open[0], 'of a')
	expect(await screen.findByText('found: of b')).toBeVisible()
})

test('a store that cannot be read is reported by the surrounding screen, and can be tried again', async () => {
	let isBroken = true
	const read = async () => {
		if (isBroken) throw new Problem('phone-storage-broken')
		return 'one'
	}
	const { user } = await renderLocked(
		<Fallback>
			<Shown read={read} />
		</Fallback>,
	)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-storage-broken'))
	isBroken = false
	await user.click(screen.getByRole('button', { name: text('app.retry') }))
	expect(await screen.findByText('found: one')).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a database closed during a read is opened again, without an error', async () => {
	let isFirst = true
	const read = async () => {
		if (!isFirst) return 'one'
		isFirst = false
		throw new Dexie.DatabaseClosedError()
	}
	await renderLocked(<Shown read={read} />)
	expect(await screen.findByText('found: one')).toBeVisible()
})

test('on a full disk, where answers are written again and again, a read waits and replaces no screen', async () => {
	const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	let tries = 0
	const tryToWrite = async () => {
		await write(['settings'], ({ settings }) => settings.put({ key: 'y', value: '1' })).catch(() => undefined)
		tries++
	}
	const stop = onRoom(() => void tryToWrite())
	try {
		// long enough for the next failed write to close the database during the read
		const read = async () => {
			const db = await database()
			for (let i = 0; i < 50; i++) await db.settings.get('x')
			return 'one'
		}
		await renderLocked(
			<Fallback>
				<Shown read={read} />
			</Fallback>,
		)
		await act(tryToWrite)
		await act(() => expect.poll(() => tries).toBeGreaterThan(3))
		expect(screen.getByText('found: nothing yet')).toBeVisible()
		full.mockRestore()
		expect(await screen.findByText('found: one')).toBeVisible()
	} finally {
		stop()
	}
})

test('after another enrolment has replaced this one, the last result stays', async () => {
	const { read, open, begun } = readings()
	await renderLocked(
		<Fallback>
			<Shown read={read} />
		</Fallback>,
	)
	await begun(1)
	await end(open[0], 'one')
	await writeSetting()
	await begun(2)
	await act(async () => open[1]?.failed(new Problem('enrolment-gone')))
	expect(await screen.findByText('found: one')).toBeVisible()
})
