import { screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { CommentField, clearCommentDrafts, useCommentDraft } from './comment-draft.tsx'

afterEach(clearCommentDrafts)

function Screen({ record }: { readonly record: string }) {
	const { commenting, begin, end } = useCommentDraft(record)
	return (
		<>
			<button type="button" onClick={begin}>
				begin
			</button>
			<button type="button" onClick={end}>
				end
			</button>
			<CommentField commenting={commenting} about="rooms" label="Rooms" />
		</>
	)
}
const render = (record = 'record-1') => renderDesk(<Screen record={record} />)
const name = () => `${text('review.comment')}: Rooms`
const field = () => screen.getByRole('textbox', { name: name() })
const press = (label: string) => screen.getByRole('button', { name: label })

/** True if the browser asks before it closes the window. */
function isAskedBeforeLeaving(): boolean {
	const leaving = new Event('beforeunload', { cancelable: true })
	window.dispatchEvent(leaving)
	return leaving.defaultPrevented
}

test('a question has no comment field before the record is being returned', async () => {
	const { user } = await render()
	expect(screen.queryByRole('button', { name: name() })).toBeNull()
	await user.click(press('begin'))
	await user.click(press(name()))
	expect(field()).toHaveFocus()
})

test('comments of one record are restored for that record only, without scrolling to them', async () => {
	const { user, unmount } = await render()
	await user.click(press('begin'))
	await user.click(press(name()))
	await user.type(field(), 'So few?')
	unmount()
	const other = await render('record-2')
	expect(screen.queryByRole('textbox')).toBeNull()
	other.unmount()
	await render()
	expect(field()).toHaveValue('So few?')
	expect(field()).not.toHaveFocus()
})

test('an emptied field stays, and its comment is not saved', async () => {
	const { user, unmount } = await render()
	await user.click(press('begin'))
	await user.click(press(name()))
	await user.type(field(), 'So few?')
	unmount()
	const again = await render()
	await again.user.clear(field())
	expect(field()).toHaveValue('')
	again.unmount()
	await render()
	expect(screen.queryByRole('textbox')).toBeNull()
})

test('the browser warns before leaving while there are unsent comments', async () => {
	const { user } = await render()
	expect(isAskedBeforeLeaving()).toBe(false)
	await user.click(press('begin'))
	await user.click(press(name()))
	await user.type(field(), '  ')
	expect(isAskedBeforeLeaving()).toBe(false)
	await user.type(field(), 'So few?')
	expect(isAskedBeforeLeaving()).toBe(true)
	await user.click(press('end'))
	expect(isAskedBeforeLeaving()).toBe(false)
})

test('the next user to sign in finds no comments', async () => {
	const { user, unmount } = await render()
	await user.click(press('begin'))
	await user.click(press(name()))
	await user.type(field(), 'So few?')
	unmount()
	clearCommentDrafts()
	await render()
	expect(screen.queryByRole('textbox')).toBeNull()
	expect(isAskedBeforeLeaving()).toBe(false)
})
