import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { locationReceiver } from '../../../testing/devices.ts'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (type: 'geotrace' | 'geoshape', more = '-') =>
	renderForm(`
		type | name | label | default | required | read_only
		${type} | way | Way | ${more}
	`)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const square = [
	[30.1, 70.1],
	[30.1, 70.101],
	[30.101, 70.101],
] as const

/** Moves to each point and adds it. */
async function walk(
	{ user }: Pick<Awaited<ReturnType<typeof render>>, 'user'>,
	receiver: ReturnType<typeof locationReceiver>,
	places: readonly (readonly [number, number])[],
) {
	for (const [latitude, longitude] of places) {
		await user.click(await button('controls.shape.addPoint'))
		receiver.reportLocation(9, { latitude, longitude })
	}
}

test('each GPS point extends the line, and its length is shown', async () => {
	const receiver = locationReceiver()
	const form = await render('geotrace')
	await walk(form, receiver, square.slice(0, 1))
	expect(screen.getByRole('status')).toHaveTextContent(text('controls.shape.pointCount', { count: 1 }))
	// one point is no line yet, but is saved
	expect(form.answer('way')).toBeUndefined()
	await walk(form, receiver, square.slice(1, 2))
	expect(form.answer('way')).toBe('30.1 70.1 0 9;30.1 70.101 0 9')
	expect(screen.getByRole('status')).toHaveTextContent(text('controls.shape.length', { metres: '96' }))
	expect(screen.getByRole('img', { name: text('controls.shape.sketch') })).toBeVisible()
})

test('a single point is reported as too few when the page is left, and stays', async () => {
	const receiver = locationReceiver()
	const form = await render('geotrace')
	await walk(form, receiver, square.slice(0, 1))
	await form.user.click(await button('fill.next'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.unreadable.geotrace'))
	expect(screen.getByText('30.10000, 70.10000')).toBeVisible()
})

test('points are removed one by one from the end', async () => {
	const receiver = locationReceiver()
	const form = await render('geotrace')
	await walk(form, receiver, square)
	await form.user.click(await button('controls.shape.removeLastPoint'))
	expect(form.answer('way')).toBe('30.1 70.1 0 9;30.1 70.101 0 9')
	await form.user.click(await button('controls.shape.removeLastPoint'))
	await form.user.click(await button('controls.shape.removeLastPoint'))
	expect(form.answer('way')).toBeUndefined()
	expect(screen.queryByRole('button', { name: text('controls.shape.removeLastPoint') })).toBeNull()
})

test('an area can be closed from three points on, shows its size, and can be reopened', async () => {
	const receiver = locationReceiver()
	const form = await render('geoshape')
	await walk(form, receiver, square.slice(0, 2))
	expect(screen.queryByRole('button', { name: text('controls.shape.close') })).toBeNull()
	await walk(form, receiver, square.slice(2))
	expect(form.answer('way')).toBeUndefined()
	await form.user.click(await button('controls.shape.close'))
	expect(form.answer('way')).toBe('30.1 70.1 0 9;30.1 70.101 0 9;30.101 70.101 0 9;30.1 70.1 0 9')
	// the first corner is repeated at the end and counted once
	expect(screen.getByRole('status')).toHaveTextContent(text('controls.shape.pointCount', { count: 3 }))
	expect(screen.getByRole('status')).toHaveTextContent(/m²/)
	expect(screen.queryByRole('button', { name: text('controls.shape.addPoint') })).toBeNull()
	await form.user.click(await button('controls.shape.reopen'))
	expect(form.answer('way')).toBeUndefined()
	expect(await button('controls.shape.addPoint')).toBeEnabled()
})

test('a line cannot be closed', async () => {
	const receiver = locationReceiver()
	await walk(await render('geotrace'), receiver, square)
	expect(screen.queryByRole('button', { name: text('controls.shape.close') })).toBeNull()
})

test('of many points the last five are listed, with their accuracy', async () => {
	const places = Array.from({ length: 7 }, (_, i) => `30.${i + 1} 70.1 0 ${i === 6 ? 250 : 8}`)
	await render('geotrace', places.join(';'))
	const items = within(await screen.findByRole('list')).getAllByRole('listitem')
	expect(items).toHaveLength(5)
	expect(items[0]).toHaveTextContent('30.30000, 70.10000')
	expect(
		within(items[4] as HTMLElement).getByText(text('controls.location.accuracy', { metres: 250 })),
	).toHaveClass('error')
	expect(
		within(items[3] as HTMLElement).getByText(text('controls.location.accuracy', { metres: 8 })),
	).not.toHaveClass('error')
})

test('a read-only line is shown only', async () => {
	await render('geotrace', '30.1 70.1 0 9;30.2 70.1 0 9 | - | yes')
	expect(await button('controls.shape.addPoint')).toBeDisabled()
	expect(screen.queryByRole('button', { name: text('controls.shape.removeLastPoint') })).toBeNull()
})
