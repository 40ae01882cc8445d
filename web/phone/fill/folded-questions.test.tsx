import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const survey = `
	type         name   label          read_only           calculation       constraint  required
	begin_group  door   Door           -                   -                 -           -
	integer      line   Line           yes                 12                -           -
	text         house  House          yes                 concat('H', '7')  . != \${no}  -
	text         no     Not this       -                   -                 -           -
	text         later  Late           yes                 'never folded'    -           -
	end_group    -      -              -                   -                 -           -
`
const line = () => screen.findByRole('button', { name: '12 · H7' })

test('answers at the head of a page that nobody can change are one line, which opens to the questions', async () => {
	const { user } = await renderDraft(survey)
	expect(await line()).toHaveAttribute('aria-expanded', 'false')
	expect(await screen.findByRole('textbox', { name: /Not this/ })).toBeVisible()
	expect(screen.queryByText('House')).toBeNull()
	expect(screen.getByText('Late')).toBeVisible()
	await user.click(await line())
	expect(await line()).toHaveAttribute('aria-expanded', 'true')
	expect(screen.getByText('House')).toBeVisible()
	await user.click(await line())
	expect(screen.queryByText('House')).toBeNull()
})

test('a single answer stands with its name', async () => {
	await renderDraft(`
		type         name   label         read_only  default
		begin_group  door   Door          -          -
		integer      visit  Visit number  yes        2
		text         who    Who           -          -
		end_group    -      -             -          -
	`)
	expect(await screen.findByRole('button', { name: 'Visit number: 2' })).toBeVisible()
})

test('a page with nothing else shows its questions', async () => {
	await renderDraft(`
		type         name   label         read_only  default
		begin_group  door   Door          -          -
		integer      visit  Visit number  yes        2
		end_group    -      -             -          -
	`)
	expect(await screen.findByText('Visit number')).toBeVisible()
	expect(screen.queryByRole('button', { name: /Visit number/ })).toBeNull()
})

test('a folded question that is wrong opens when the page does not let go', async () => {
	const { user } = await renderDraft(survey)
	await line()
	await user.type(await screen.findByRole('textbox', { name: /Not this/ }), 'H7')
	await user.click(screen.getByRole('button', { name: text('fill.next') }))
	const alerts = await waitFor(() => screen.getAllByRole('alert'))
	const question = alerts.map((each) => each.closest('.question')).find((each) => each !== null)
	expect(question).toHaveTextContent('House')
})
