import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RecordNeighboursResponse } from '#shared/review/record-list'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { QueueBar } from './review-queue-bar.tsx'

const between: RecordNeighboursResponse = {
	position: 2,
	total: 1200,
	isMore: false,
	previous: 'a',
	next: 'b/c',
}

function Bar({ isWriting, ...neighbours }: RecordNeighboursResponse & { readonly isWriting: boolean }) {
	useUnsavedChanges('comments', isWriting)
	return <QueueBar neighbours={neighbours} query={{ waiting: '1', before: 9 }} />
}
const render = (over: Partial<RecordNeighboursResponse> = {}, isWriting = false) =>
	renderDesk(<Bar {...between} {...over} isWriting={isWriting} />, { path: '/desk/records/now?waiting=1' })
const here = () => `${location.pathname}${location.search}`

test('it shows the position of the record, and links to its neighbours in the same list', async () => {
	await render()
	expect(screen.getByText(text('review.position', { position: '2', total: '1,200' }))).toBeVisible()
	expect(screen.getByRole('link', { name: text('review.previous') })).toHaveAttribute(
		'href',
		'/desk/records/a?waiting=1',
	)
	expect(screen.getByRole('link', { name: text('review.next') })).toHaveAttribute(
		'href',
		'/desk/records/b%2Fc?waiting=1',
	)
})

test.each([
	['n', '/desk/records/b%2Fc?waiting=1'],
	['p', '/desk/records/a?waiting=1'],
] as const)('the key %s opens a neighbour', async (key, address) => {
	const { user } = await render()
	await user.keyboard(key)
	expect(here()).toBe(address)
})

test('at an end of the list there is one link only, and the other key has no effect', async () => {
	const { user } = await render({ position: 1, previous: null })
	expect(screen.queryByRole('link', { name: text('review.previous') })).toBeNull()
	await user.keyboard('p')
	expect(here()).toBe('/desk/records/now?waiting=1')
})

test('an incomplete count is reported', async () => {
	await render({ isMore: true })
	expect(screen.getByText(text('review.positionMore', { position: '2', total: '1,200' }))).toBeVisible()
})

test('a record that is no longer in the list still links to its neighbours', async () => {
	await render({ position: null })
	expect(screen.getByText(text('review.notInList'))).toBeVisible()
	expect(screen.getByRole('link', { name: text('review.next') })).toBeVisible()
})

test('unsaved text prevents leaving the record', async () => {
	const { user } = await render({}, true)
	expect(screen.queryByRole('link')).toBeNull()
	expect(screen.getByText(text('review.unsavedText'))).toBeVisible()
	await user.keyboard('n')
	expect(here()).toBe('/desk/records/now?waiting=1')
})
