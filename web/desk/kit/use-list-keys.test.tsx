import { screen } from '@testing-library/react'
import { useRef } from 'react'
import { expect, test, vi } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { KeysHint } from './keys-hint.tsx'
import { useListKeys } from './use-list-keys.ts'

function List({ onApprove }: { onApprove: () => void }) {
	const list = useRef<HTMLDivElement>(null)
	useListKeys(list, { a: onApprove })
	return (
		<div ref={list}>
			<input data-list-filter aria-label="Filter" />
			<input type="checkbox" aria-label="Chosen" />
			<a href="/1" data-list-link>
				One
			</a>
			<a href="/help">Help</a>
			<a href="/2" data-list-link>
				Two
			</a>
		</div>
	)
}
const render = async () => {
	const onApprove = vi.fn()
	return { ...(await renderDesk(<List onApprove={onApprove} />)), onApprove }
}
const link = (name: string) => screen.getByRole('link', { name })

test('j and k move through the main links of a list, and stop at its ends', async () => {
	const { user } = await render()
	await user.keyboard('j')
	expect(link('One')).toHaveFocus()
	await user.keyboard('j')
	expect(link('Two')).toHaveFocus()
	await user.keyboard('j')
	expect(link('Two')).toHaveFocus()
	await user.keyboard('k')
	expect(link('One')).toHaveFocus()
	await user.keyboard('k')
	expect(link('One')).toHaveFocus()
})

test('k starts with the first link too', async () => {
	const { user } = await render()
	await user.keyboard('k')
	expect(link('One')).toHaveFocus()
})

test('/ focuses the filter without being typed into it', async () => {
	const { user } = await render()
	await user.keyboard('/')
	expect(screen.getByRole('textbox', { name: 'Filter' })).toHaveFocus()
	expect(screen.getByRole('textbox', { name: 'Filter' })).toHaveValue('')
})

test('keys are ignored while typing; a checkbox does not count as typing', async () => {
	const { user, onApprove } = await render()
	await user.type(screen.getByRole('textbox', { name: 'Filter' }), 'aj')
	expect(onApprove).not.toHaveBeenCalled()
	expect(screen.getByRole('textbox', { name: 'Filter' })).toHaveValue('aj')
	screen.getByRole('checkbox', { name: 'Chosen' }).focus()
	await user.keyboard('a')
	expect(onApprove).toHaveBeenCalledOnce()
})

test('keys with Ctrl are left to the browser, and an unmounted page handles none', async () => {
	const { user, onApprove, unmount } = await render()
	await user.keyboard('{Control>}a{/Control}')
	expect(onApprove).not.toHaveBeenCalled()
	unmount()
	await user.keyboard('a')
	expect(onApprove).not.toHaveBeenCalled()
})

test('? shows the shortcuts, and hides them again', async () => {
	const { user } = await renderDesk(<KeysHint keys="j: next" />)
	expect(screen.getByRole('status')).toHaveTextContent(text('desk.shortcutsHint'))
	await user.keyboard('?')
	expect(screen.getByRole('status')).toHaveTextContent('j: next')
	await user.keyboard('?')
	expect(screen.getByRole('status')).toHaveTextContent(text('desk.shortcutsHint'))
})
