import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { diskIs } from '../../testing/devices.ts'
import { renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const field = () => screen.findByRole('textbox', { name: /^Who/ })

test('the form shows that everything is saved', async () => {
	const { user, savedAnswers } = await renderDraft('type | name | label\ntext | who | Who')
	await user.type(await field(), 'Amina')
	await waitFor(async () => expect(await savedAnswers()).toEqual({ who: 'Amina' }))
	await waitFor(() => expect(screen.getByText(text('fill.saved'))).toHaveAttribute('aria-busy', 'false'))
})

test('a slow disk is shown as saving until it has saved', async () => {
	const { user, savedAnswers } = await renderDraft('type | name | label\ntext | who | Who')
	await diskIs('roomy')
	await diskIs('stuck')
	await user.type(await field(), 'Amina')
	expect(await screen.findByText(text('fill.saving'))).toBeVisible()
	expect(screen.getByText(text('fill.saving'))).toHaveAttribute('aria-busy', 'true')
	await diskIs('roomy')
	expect(await screen.findByText(text('fill.saved'))).toBeVisible()
	expect(await savedAnswers()).toEqual({ who: 'Amina' })
})
