import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { deskWrites, finishRecord, listRecord } from '../../testing/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { HomeScreen } from './home-screen.tsx'

beforeEach(preparePhone)

const returnedSection = async () =>
	within(await screen.findByRole('region', { name: new RegExp(`^${text('returned.title')}`) }))

test('returned records come first, with their number of comments', async () => {
	await renderPhone(<HomeScreen />, {
		given: ({ vaultSession }) =>
			listRecord(vaultSession, 'back', { status: 'returned', notes: 2, name: 'House 4' }),
	})
	const returned = await returnedSection()
	expect(returned.getByRole('link', { name: /House 4/ })).toHaveAttribute('href', '/record/back')
	expect(returned.getByRole('link')).toHaveTextContent(text('comments.count', { count: 2 }))
	// the tab counts them: they must be acted on
	const tabs = within(screen.getByRole('navigation', { name: text('home.tabs') }))
	expect(tabs.getByText('1')).toBeVisible()
})

test('returned records are above everything else on the first screen', async () => {
	await renderPhone(<HomeScreen />, {
		given: ({ vaultSession }) => listRecord(vaultSession, 'back', { status: 'returned', name: 'House 4' }),
	})
	const practice = await screen.findByRole('link', { name: new RegExp(text('home.practice')) })
	const returned = await screen.findByRole('link', { name: /House 4/ })
	expect(returned.compareDocumentPosition(practice)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('a returned record stays first while its correction is open, and leads to it', async () => {
	let draft = ''
	await renderPhone(<HomeScreen />, {
		async given({ vaultSession, sync }) {
			const record = await finishRecord(
				vaultSession,
				{ id: 'household', ver: 1 },
				{ 'd_about/about_1/age': 30 },
			)
			await sync()
			await deskWrites(vaultSession, record, { $status: 'returned' })
			draft = await beginCorrection(vaultSession, record)
		},
	})
	const returned = await returnedSection()
	expect(returned.getByRole('link')).toHaveAttribute('href', `/fill/${draft}`)
	expect(returned.getByText(text('recordStatus.correction'))).toBeVisible()
	expect(screen.queryByRole('region', { name: new RegExp(text('home.drafts')) })).toBeNull()
})
