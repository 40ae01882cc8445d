import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../testing/render-form.tsx'

test('a required question is asked for before the next page, and its answer goes on', async () => {
	const { user, answer, finished } = await renderForm(`
		type           name   label      required
		begin_group    one    First      -
		text           who    Your name  yes
		end_group      -      -          -
		begin_group    two    Second     -
		select_one yn  likes  Like tea?  -
		integer        age    Age        -
		end_group      -      -          -
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
	`)
	await user.click(await screen.findByRole('button', { name: 'Next' }))
	expect((await screen.findByRole('alert')).textContent).toContain('Answer this question')
	await user.type(screen.getByLabelText('Your name'), 'Amina')
	expect(answer('who')).toBe('Amina')
	await user.click(screen.getByRole('button', { name: 'Next' }))
	await user.click(await screen.findByRole('radio', { name: 'Yes' }))
	expect(answer('likes')).toBe('yes')
	await user.type(screen.getByRole('textbox', { name: /^Age/ }), '12x')
	expect(finished()).toBe(0)
})
