import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { BulkEditPreviewRequest } from '#shared/cleaning/bulk-edit'
import { Problem } from '#shared/kernel/problem'
import { foundChanges, foundRecord } from '../../testing/cleaning-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import type { Replies } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { BulkEditSection } from './bulk-edit-section.tsx'
import { draftOf, intoOf } from './target-value-fields.tsx'

const form = `
	type                  name     label     calculation
	integer               rooms    Rooms
	select_one roof       roof     Roof
	select_multiple uses  uses     Used for
	text                  hidden   -
	calculate             sum      Sum       1 + 1
	begin_repeat          members  Members
	integer               age      Age
	end_repeat
	choices
	list_name  name   label
	roof       tin    Tin sheets
	roof       mud    Mud
	uses       sleep  Sleeping
	uses       work   Working
`
const route = 'POST /api/bulk-edits/preview'
const place = { form: 'household', round: 'endline', district: 'PK607' }

async function render(replies: Replies = {}) {
	const onDone = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => <BulkEditSection place={place} reading={reading} onDone={onDone} />}
		</WithReading>,
		{ replies: { [route]: foundChanges([foundRecord(1)]), ...replies } },
	)
	return { ...desk, onDone }
}
const question = () => screen.getByRole('combobox', { name: text('cleaning.question') }) as HTMLSelectElement
const into = () => screen.getByRole('combobox', { name: text('cleaning.newValue') })
const newAnswer = () => screen.getByRole('textbox', { name: text('cleaning.newAnswer') })
const previewButton = () => screen.getByRole('button', { name: text('cleaning.previewChanges') })
const preview = () => screen.queryByRole('region', { name: text('cleaning.preview') })

test('editable questions are offered, each with its name in expressions', async () => {
	await render()
	expect([...question().options].slice(1).map((option) => option.text)).toEqual([
		'rooms · Rooms',
		'roof · Roof',
		'uses · Used for',
		'age · Age',
	])
})

test('a preview lists records that match the condition, and writes nothing', async () => {
	const { user, server } = await render()
	expect(previewButton()).toBeDisabled()
	await user.selectOptions(question(), 'rooms')
	expect(previewButton()).toBeDisabled()
	await user.type(screen.getByRole('textbox', { name: beginning(text('cleaning.filter')) }), ' . > 90 ')
	await user.type(newAnswer(), '20')
	await user.click(previewButton())
	await waitFor(() => expect(preview()).toBeVisible())
	expect(server.sent.map(({ path, body }) => [path, body])).toEqual([
		[
			'/api/bulk-edits/preview',
			{
				...place,
				question: 'rooms',
				where: '. > 90',
				into: { kind: 'answer', value: 20 },
			} satisfies BulkEditPreviewRequest,
		],
	])
})

test('a choice is selected by its label, and a select_multiple has several', async () => {
	const { user, server } = await render()
	await user.selectOptions(question(), 'roof')
	await user.selectOptions(screen.getByRole('combobox', { name: text('cleaning.newAnswer') }), 'Mud')
	await user.click(previewButton())
	await waitFor(() =>
		expect(server.bodiesOf(route)).toMatchObject([{ into: { kind: 'answer', value: 'mud' } }]),
	)
	await user.selectOptions(question(), 'uses')
	await user.click(screen.getByRole('checkbox', { name: 'Working' }))
	await user.click(previewButton())
	await waitFor(() =>
		expect(server.bodiesOf(route)[1]).toMatchObject({ into: { kind: 'answer', value: ['work'] } }),
	)
})

test.each([
	['blank', { kind: 'answer', value: null }],
	['expression', { kind: 'expression', value: '${age} - 100' }],
] as const)('an answer can become what is %s', async (kind, expected) => {
	const { user, server } = await render()
	await user.selectOptions(question(), 'members/@/age')
	await user.selectOptions(into(), kind)
	if (kind === 'expression') {
		expect(previewButton()).toBeDisabled()
		await user.click(screen.getByRole('textbox', { name: text('cleaning.expression') }))
		await user.paste(' ${age} - 100 ')
	}
	await user.click(previewButton())
	await waitFor(() =>
		expect(server.bodiesOf(route)).toMatchObject([{ question: 'members/@/age', into: expected }]),
	)
})

test('an invalid answer is reported, and no preview is made', async () => {
	const { user } = await render()
	await user.selectOptions(question(), 'rooms')
	await user.type(newAnswer(), 'many')
	expect(screen.getByText(text('problem.value-not-allowed'), { exact: false })).toBeVisible()
	expect(previewButton()).toBeDisabled()
	// another question resets the value
	await user.selectOptions(question(), 'roof')
	expect(screen.queryByText(text('problem.value-not-allowed'), { exact: false })).toBeNull()
	expect(previewButton()).toBeDisabled()
})

test('a preview is shown only while its query is unchanged', async () => {
	const { user } = await render()
	await user.selectOptions(question(), 'rooms')
	await user.type(newAnswer(), '2')
	await user.click(previewButton())
	await waitFor(() => expect(preview()).toBeVisible())
	await user.type(newAnswer(), '0')
	expect(preview()).toBeNull()
	await user.type(newAnswer(), '{Backspace}')
	expect(preview()).toBeVisible()
})

test('a second preview starts without a reason and without results', async () => {
	const { user } = await render()
	await user.selectOptions(question(), 'rooms')
	await user.type(newAnswer(), '2')
	await user.click(previewButton())
	await user.type(await screen.findByRole('textbox', { name: text('review.reason') }), 'Mistyped')
	await user.click(previewButton())
	await waitFor(() => expect(screen.getByRole('textbox', { name: text('review.reason') })).toHaveValue(''))
})

test('while the preview loads its button says so, and works once', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	const { user } = await render({ [route]: () => reply })
	await user.selectOptions(question(), 'rooms')
	await user.type(newAnswer(), '2')
	await user.click(previewButton())
	expect(screen.getByRole('button', { name: text('cleaning.loading') })).toBeDisabled()
	answer(foundChanges([]))
	expect(await screen.findByText(text('cleaning.noChanges', { searched: '1,200' }))).toBeVisible()
})

test('an invalid condition is reported until it is changed', async () => {
	const { user, server } = await render({ [route]: new Problem('expression-invalid') })
	await user.selectOptions(question(), 'rooms')
	await user.type(newAnswer(), '2')
	await user.click(previewButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.expression-invalid'))
	await user.type(newAnswer(), '0')
	expect(screen.queryByRole('alert')).toBeNull()
	server.reply({ [route]: foundChanges([foundRecord(1)]) })
	await user.click(previewButton())
	await waitFor(() => expect(preview()).toBeVisible())
})

test('a condition written for a rule can be edited again', () => {
	const nothing = { typed: '', expression: '' }
	expect(draftOf(null)).toEqual({ ...nothing, kind: 'none' })
	expect(draftOf({ kind: 'answer', value: null })).toEqual({ ...nothing, kind: 'blank' })
	expect(draftOf({ kind: 'answer', value: ['a', 'b'] })).toEqual({ ...nothing, kind: 'answer', typed: 'a b' })
	expect(draftOf({ kind: 'answer', value: 0 })).toEqual({ ...nothing, kind: 'answer', typed: '0' })
	expect(draftOf({ kind: 'expression', value: '1' })).toEqual({
		...nothing,
		kind: 'expression',
		expression: '1',
	})
	expect(intoOf({ ...nothing, kind: 'none' }, undefined)).toBeNull()
	expect(intoOf({ ...nothing, kind: 'answer', typed: ' ' }, undefined)).toBeNull()
})
