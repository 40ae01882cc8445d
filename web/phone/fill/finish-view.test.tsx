import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { mediaDevices, soundRecorder } from '../../testing/devices.ts'
import { renderDraft } from '../../testing/render-draft.tsx'
import { type FormOptions, renderForm, trialOf } from '../../testing/render-form.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })

/** Renders a form at its end, without going through its pages. */
async function renderEnd(lines: string, options: FormOptions = {}) {
	const form = await renderForm(lines, options)
	await form.user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await form.user.click(await button('fill.review'))
	return form
}
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })

const survey = `
	type         name  label  required  constraint
	begin_group  one   First  -         -
	text         who   Name   yes       -
	end_group    -     -      -         -
	begin_group  two   Second  -        -
	integer      age   Age    -         . < 120
	text         more  -      -         -
	end_group    -     -      -         -
`

test('missing and invalid answers are listed, and each links to its question', async () => {
	const { user } = await renderForm(survey)
	await user.type(await field('Name'), 'A')
	await user.click(await button('fill.next'))
	await user.type(await field('Age'), '12x')
	await user.click(await button('fill.back'))
	await user.clear(await field('Name'))
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await user.click(await button('fill.review'))
	expect(
		await screen.findByRole('heading', { name: text('finish.needAttention', { count: 2 }) }),
	).toBeVisible()
	expect(screen.queryByRole('button', { name: text('fill.finish') })).toBeNull()
	expect(
		screen.getByRole('button', { name: new RegExp(`^Name.*${text('finish.kind.required')}`) }),
	).toBeVisible()
	await user.click(
		screen.getByRole('button', { name: new RegExp(`^Age.*${text('finish.kind.unreadable')}`) }),
	)
	expect(document.activeElement).toBe(await field('Age'))
	// the violation is shown there at once
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.unreadable.integer'))
})

test('invalid answers are distinguished from missing ones', async () => {
	const { user } = await renderForm(`
		type     name  constraint
		integer  age   . < 120
	`)
	await user.type(await field('age'), '150')
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await user.click(await button('fill.review'))
	// without a label the question's name is shown
	expect(
		await screen.findByRole('button', { name: new RegExp(`^age.*${text('finish.kind.constraint')}`) }),
	).toBeVisible()
})

test('a complete form can be finished; empty questions are counted, with a link to the first', async () => {
	const { user, finished } = await renderEnd(`
		type         name   label   read_only
		begin_group  one    First   -
		text         who    Name    -
		text         fixed  Fixed   yes
		end_group    -      -       -
		begin_group  two    Second  -
		text         more   More    -
		end_group    -      -       -
	`)
	expect(await screen.findByRole('heading', { name: text('finish.ready') })).toBeVisible()
	// a read-only question is not counted as left empty
	expect(screen.getByText(text('finish.emptyQuestions', { count: 2 }))).toBeVisible()
	await user.click(await button('finish.showEmpty'))
	expect(document.activeElement).toBe(await field('Name'))
	await user.type(await field('Name'), 'Amina')
	await user.click(await button('fill.backToReview'))
	expect(await screen.findByText(text('finish.emptyQuestions', { count: 1 }))).toBeVisible()
	await user.click(await button('finish.showEmpty'))
	await user.type(await field('More'), 'x')
	await user.click(await button('fill.backToReview'))
	await button('fill.finish')
	expect(screen.queryByRole('button', { name: text('finish.showEmpty') })).toBeNull()
	expect(screen.getByText(text('finish.finishHint'))).toBeVisible()
	await user.click(await button('fill.finish'))
	await waitFor(() => expect(finished()).toBe(1))
})

test('answers that are no longer relevant are named before they are removed', async () => {
	const { user } = await renderForm(`
		type     name  label  relevant
		integer  age   Age    -
		text     work  Work   \${age} > 17
	`)
	await user.type(await field('Age'), '20')
	await user.type(await field('Work'), 'Kiln')
	await user.clear(await field('Age'))
	await user.type(await field('Age'), '2')
	await user.click(await button('fill.next'))
	expect(await screen.findByText(text('finish.notRelevant', { count: 1 }))).toBeVisible()
	expect(screen.getByText('Work')).toBeInTheDocument()
})

test('while saving or checking, the form cannot be finished', async () => {
	await renderEnd('type | name | label\ntext | who | Who', { view: { mayFinish: false } })
	expect(await button('fill.finish')).toBeDisabled()
})

test('further notes are shown once nothing is missing', async () => {
	const { user } = await renderEnd(survey, { view: { atFinish: <p>one more thing</p> } })
	await screen.findByRole('heading', { name: text('finish.needAttention', { count: 1 }) })
	expect(screen.queryByText('one more thing')).toBeNull()
	await user.click(screen.getByRole('button', { name: /^Name/ }))
	await user.type(await field('Name'), 'Amina')
	await user.click(await button('fill.backToReview'))
	expect(await screen.findByText('one more thing')).toBeVisible()
})

test('a preview has its own wording for finishing', async () => {
	await renderEnd('type | name | label\ntext | who | Who', { trial: trialOf() })
	expect(await screen.findByText('Nothing is sent')).toBeVisible()
	expect(screen.queryByText(text('finish.finishHint'))).toBeNull()
})

const consent = `
	type | name | label | bind::zila:consent
	select_one yn | agrees | Agrees | ask: yes
	calculate | card | - | code
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
`
test('the withdrawal code is shown only after consent', async () => {
	const { user } = await renderForm(consent, { view: {} })
	await user.click(await screen.findByRole('radio', { name: 'No' }))
	await user.click(await button('fill.next'))
	await button('fill.finish')
	expect(screen.queryByText(text('endInterview.withdrawalCode'))).toBeNull()
})

test('a recording that still runs is named before the form is finished', async () => {
	mediaDevices()
	soundRecorder()
	preparePhone()
	const { user } = await renderDraft('type | name | label\naudio | words | Words')
	await user.click(await button('controls.recording.start'))
	await screen.findByRole('region', { name: text('controls.recording.running') })
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await user.click(await button('fill.review'))
	expect(await screen.findByText(text('finish.recordingRuns'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('controls.recording.end') }))
	await waitFor(() => expect(screen.queryByText(text('finish.recordingRuns'))).toBeNull())
})
