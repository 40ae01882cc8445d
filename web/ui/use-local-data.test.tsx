import { act, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { write } from '../storage/database/database.ts'
import { renderLocked } from '../testing/render-locked.tsx'
import { preparePhone } from '../testing/render-phone.tsx'
import { text } from '../testing/text.ts'
import { Fallback } from './error-boundary.tsx'
import { useLocalData } from './use-local-data.ts'

beforeEach(() => {
	preparePhone()
})

interface Reading {
	readonly done: (value: string) => void
	readonly failed: (why: unknown) => void
}
/** Reads that complete when the test says so. */
function readings() {
	const open: Reading[] = []
	const read = () => new Promise<string>((done, failed) => open.push({ done, failed }))
	return { read, open }
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
const aWrite = () =>
	act(() => write(['settings'], (trx) => trx.objectStore('settings').put({ key: 'x', value: '1' })))
const end = (reading: Reading | undefined, value: string) => act(async () => reading?.done(value))

test('stored data is shown once read, and again after every write', async () => {
	const { read, open } = readings()
	await renderLocked(<Shown read={read} />)
	expect(screen.getByText('found: nothing yet')).toBeVisible()
	await end(open[0], 'one')
	expect(screen.getByText('found: one')).toBeVisible()
	await aWrite()
	expect(open).toHaveLength(2)
	await end(open[1], 'two')
	expect(screen.getByText('found: two')).toBeVisible()
})

test('writes during a read cause one more read', async () => {
	const { read, open } = readings()
	await renderLocked(<Shown read={read} />)
	await aWrite()
	await aWrite()
	await aWrite()
	expect(open).toHaveLength(1)
	await end(open[0], 'old')
	expect(open).toHaveLength(2)
	await end(open[1], 'new')
	expect(open).toHaveLength(2)
	expect(screen.getByText('found: new')).toBeVisible()
})

test('another query replaces the current one, and the outdated result is not shown', async () => {
	const { read, open } = readings()
	const { user } = await renderLocked(<Either read={read} />)
	await user.click(screen.getByRole('button', { name: 'the other' }))
	await end(open[1], 'of b')
	await end(open[0], 'of a')
	expect(screen.getByText('found: of b')).toBeVisible()
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
		throw new DOMException('The database connection is closing.', 'InvalidStateError')
	}
	await renderLocked(<Shown read={read} />)
	expect(await screen.findByText('found: one')).toBeVisible()
})

test('after another enrolment has replaced this one, the last result stays', async () => {
	const { read, open } = readings()
	await renderLocked(
		<Fallback>
			<Shown read={read} />
		</Fallback>,
	)
	await end(open[0], 'one')
	await aWrite()
	await act(async () => open[1]?.failed(new Problem('enrolment-gone')))
	expect(screen.getByText('found: one')).toBeVisible()
})
