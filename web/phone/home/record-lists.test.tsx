import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { AdoptableDrafts, Finished } from './record-lists.tsx'

beforeEach(preparePhone)

const record = (over: Partial<LocalRecordListItem> = {}): LocalRecordListItem => ({
	id: 'record',
	form: { id: 'household', ver: 1 },
	name: 'PK607-03 / 12',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
	changedAt: Date.UTC(2026, 0, 15, 5),
	sendState: 'at-server',
	isUnreadable: false,
	isEvicted: false,
	...over,
})
const titles = new Map([['household', { en: 'Household survey' }]])
const many = (count: number, over: Partial<LocalRecordListItem> = {}) =>
	Array.from({ length: count }, (_, i) => record({ id: `r${i}`, ...over }))
const list = (key: Parameters<typeof text>[0]) =>
	screen.findByRole('region', { name: new RegExp(`^${text(key)}`) })

test('a record shows its name, its form and its last change', async () => {
	await renderPhone(<Finished records={[record()]} titles={titles} />)
	const card = await screen.findByRole('link')
	expect(card).toHaveTextContent(/PK607-03 \/ 12/)
	expect(card).toHaveTextContent(/Household survey · 15 Jan( 2026)?, 10:00/)
	expect(card).toHaveTextContent(text('recordStatus.at-server'))
	expect(card).toHaveAttribute('href', '/record/record')
})

test('a record without a name yet says so', async () => {
	await renderPhone(
		<Finished records={[record({ name: '/' }), record({ id: 'b', name: '' })]} titles={titles} />,
	)
	expect(await screen.findAllByText(text('home.untitledRecord'))).toHaveLength(2)
})

test('unsent records are not among sent ones, and returned ones are in neither', async () => {
	await renderPhone(
		<Finished
			titles={titles}
			records={[
				record({ id: 'a', sendState: 'only-here' }),
				record({ id: 'b', sendState: 'refused' }),
				record({ id: 'c' }),
				record({ id: 'd', status: 'returned' }),
				record({ id: 'e', status: 'returned', isHandedOn: true }),
			]}
		/>,
	)
	const links = async (key: Parameters<typeof text>[0]) =>
		within(await list(key))
			.getAllByRole('link')
			.map((each) => each.getAttribute('href'))
	expect(await links('home.unsent')).toEqual(['/record/a', '/record/b'])
	expect(await links('home.sent')).toEqual(['/record/c', '/record/e'])
})

test('of many the first twenty are shown, and more by hundreds', async () => {
	const { user } = await renderPhone(<Finished records={many(130)} titles={titles} />)
	const there = within(await list('home.sent'))
	expect(there.getByRole('heading')).toHaveTextContent('130')
	expect(there.getAllByRole('link')).toHaveLength(20)
	await user.click(there.getByRole('button', { name: text('home.more', { count: 110 }) }))
	expect(there.getAllByRole('link')).toHaveLength(120)
	await user.click(there.getByRole('button', { name: text('home.more', { count: 10 }) }))
	expect(there.getAllByRole('link')).toHaveLength(130)
	expect(there.queryByRole('button')).toBeNull()
})

test('an incomplete draft of another phone says so, and stays in the list', async () => {
	const { user } = await renderPhone(
		<ul>
			<AdoptableDrafts records={[record({ id: 'away', status: 'draft' })]} titles={titles} />
		</ul>,
	)
	await user.click(await screen.findByRole('button', { name: /PK607-03/ }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
	expect(screen.getByRole('button', { name: /PK607-03/ })).toBeEnabled()
})
