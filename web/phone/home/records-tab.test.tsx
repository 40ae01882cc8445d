import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ListedDraft } from '../../storage/drafts/drafts.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { RecordsTab } from './records-tab.tsx'
import type { HomeData } from './use-home-data.ts'

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
const home = (over: Partial<HomeData>): HomeData => ({
	forms: [],
	titles: new Map([['household', { en: 'Household survey' }]]),
	round: null,
	sample: [],
	work: new Map(),
	landmarks: new Map(),
	checks: [],
	drafts: [],
	adoptable: [],
	finished: [],
	returned: [],
	persistence: 'granted',
	hasErasures: false,
	hasMessages: false,
	hasSecurityNotes: false,
	...over,
})
const draft = (id: string, of: string): ListedDraft => ({
	id,
	record: of,
	form: { id: 'household', ver: 1 },
	name: '',
	page: 0,
	startedAt: 0,
	isCorrection: true,
	changedAt: Date.UTC(2026, 0, 15, 5),
	isCopied: false,
	isUnreadable: false,
})
const finished = (...records: readonly LocalRecordListItem[]) =>
	renderPhone(<RecordsTab home={home({ finished: records })} />)
const many = (count: number, over: Partial<LocalRecordListItem> = {}) =>
	Array.from({ length: count }, (_, i) => record({ id: `r${i}`, ...over }))
const filter = (key: 'all' | 'drafts' | 'unsent' | 'returned' | 'sent' | 'archived', count: number) =>
	screen.getByRole('button', { name: `${text(`records.filterBy.${key}`)} ${count}` })
const hrefs = () => screen.getAllByRole('link').map((each) => each.getAttribute('href'))

test('a record shows its name, its form and its last change', async () => {
	await finished(record())
	const row = screen.getByRole('link')
	expect(row).toHaveTextContent(/PK607-03 \/ 12/)
	expect(row).toHaveTextContent(/Household survey · 15 Jan( 2026)?, 10:00/)
	expect(row).toHaveTextContent(text('recordStatus.at-server'))
	expect(row).toHaveAttribute('href', '/record/record')
})

test('a record without a name yet says so', async () => {
	await finished(record({ name: '/' }), record({ id: 'b', name: '' }))
	expect(screen.getAllByText(text('home.untitledRecord'))).toHaveLength(2)
})

test('the filters count by status, and returned records come first', async () => {
	const back = record({ id: 'd', status: 'returned' })
	const all = [
		record({ id: 'c' }),
		record({ id: 'a', sendState: 'only-here' }),
		record({ id: 'b', sendState: 'refused' }),
		back,
		record({ id: 'e', status: 'returned', isHandedOn: true }),
		record({ id: 'f', isEvicted: true }),
	]
	const { user } = await renderPhone(<RecordsTab home={home({ finished: all, returned: [back] })} />)
	expect(hrefs()[0]).toBe('/record/d')
	await user.click(filter('unsent', 2))
	expect(hrefs()).toEqual(['/record/a', '/record/b'])
	await user.click(filter('sent', 2))
	expect(hrefs()).toEqual(['/record/c', '/record/e'])
	await user.click(filter('archived', 1))
	expect(hrefs()).toEqual(['/record/f'])
	await user.click(filter('all', 6))
	expect(hrefs()).toHaveLength(6)
})

test('a record and its open correction are one row, counted by both filters', async () => {
	const back = record({ id: 'a', status: 'returned' })
	const { user } = await renderPhone(
		<RecordsTab
			home={home({
				finished: [record({ id: 'c' }), back, record({ id: 'b' })],
				returned: [back],
				drafts: [draft('to-a', 'a'), draft('to-b', 'b')],
			})}
		/>,
	)
	expect(screen.getByRole('status')).toHaveTextContent(text('records.found', { count: 3 }))
	expect(hrefs()).toEqual(['/fill/to-a', '/fill/to-b', '/record/c'])
	expect(screen.getAllByText(text('recordStatus.correction'))).toHaveLength(2)
	for (const [key, rows] of [
		['drafts', ['/fill/to-a', '/fill/to-b']],
		['returned', ['/fill/to-a']],
		['sent', ['/fill/to-b', '/record/c']],
	] as const) {
		await user.click(filter(key, rows.length))
		expect(hrefs()).toEqual(rows)
	}
})

test('a record whose correction can no longer be read is listed besides it', async () => {
	const damaged = { ...draft('d', 'a'), isCorrection: false, isUnreadable: true }
	await renderPhone(<RecordsTab home={home({ finished: [record({ id: 'a' })], drafts: [damaged] })} />)
	expect(hrefs()).toEqual(['/record/a'])
	expect(screen.getByText(text('recordStatus.refused'))).toBeVisible()
})

test('a record is found by its name, its form and its date', async () => {
	const { user } = await finished(record({ id: 'a' }), record({ id: 'b', name: 'PK607-03 / 30' }))
	const search = screen.getByRole('searchbox', { name: text('records.search') })
	await user.type(search, 'survey 30')
	expect(hrefs()).toEqual(['/record/b'])
	expect(screen.getByRole('status')).toHaveTextContent(text('records.found', { count: 1 }))
	await user.clear(search)
	await user.type(search, '15 jan')
	expect(hrefs()).toHaveLength(2)
})

test('of many the first thirty are shown, and more by hundreds', async () => {
	const { user } = await finished(...many(140))
	expect(screen.getAllByRole('link')).toHaveLength(30)
	await user.click(screen.getByRole('button', { name: text('home.more', { count: 110 }) }))
	expect(screen.getAllByRole('link')).toHaveLength(130)
	await user.click(screen.getByRole('button', { name: text('home.more', { count: 10 }) }))
	expect(screen.getAllByRole('link')).toHaveLength(140)
})

test('an incomplete draft of another phone says so, and stays in the list', async () => {
	const { user } = await renderPhone(
		<RecordsTab home={home({ adoptable: [record({ id: 'away', status: 'draft' })] })} />,
	)
	await user.click(screen.getByRole('button', { name: /PK607-03/ }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
	expect(screen.getByRole('button', { name: /PK607-03/ })).toBeEnabled()
})
