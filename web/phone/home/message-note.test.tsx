import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { MessageDocument } from '#shared/study/message'
import { type Given, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { MessageNote } from './message-note.tsx'

beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const message =
	(messages: readonly Partial<MessageDocument>[]): Given =>
	async ({ server, sync }) => {
		server.now = () => Date.now()
		for (const [i, over] of messages.entries()) {
			const body: MessageDocument = {
				district: 'PK607',
				text: { en: 'Rain: stay in town' },
				until: '2026-11-25',
				by: 'Sadia',
				...over,
			}
			server.publish({ kind: 'message', ref: `message:${i}`, body })
		}
		await sync()
	}
const messages = () => screen.queryAllByRole('region', { name: text('message.title') })

test('today’s message of the office for the district is shown, with its sender and its last day', async () => {
	await renderPhone(<MessageNote />, { given: message([{}]) })
	expect(await screen.findByText('Rain: stay in town')).toBeVisible()
	expect(screen.getByText(text('message.sender', { name: 'Sadia', day: '25 Nov' }))).toBeVisible()
})

test('messages of yesterday, of another district, or removed ones are not shown', async () => {
	await renderPhone(<MessageNote />, {
		given: message([
			{ until: '2026-11-24', text: { en: 'Old' } },
			{ district: 'PK608', text: { en: 'Elsewhere' } },
			{ text: {} },
			{ text: { en: 'Today' } },
		]),
	})
	expect(await screen.findByText('Today')).toBeVisible()
	expect(messages()).toHaveLength(1)
})

test('the same message for several districts is shown once', async () => {
	await renderPhone(<MessageNote />, {
		person: { districts: ['PK607', 'PK608'] },
		given: message([{}, { district: 'PK608' }]),
	})
	await screen.findByText('Rain: stay in town')
	expect(messages()).toHaveLength(1)
})

test('a message is in the language of the app, or in another that is marked', async () => {
	await renderPhone(<MessageNote />, {
		language: 'ur',
		given: message([{ text: { en: 'English', ur: 'اردو میں' } }, { text: { en: 'Only English' }, by: 'B' }]),
	})
	expect(await screen.findByText('اردو میں')).toHaveAttribute('dir', 'rtl')
	expect(screen.getByText('Only English')).toHaveAttribute('lang', 'en')
	expect(screen.getByText('Only English')).toHaveAttribute('dir', 'ltr')
})
