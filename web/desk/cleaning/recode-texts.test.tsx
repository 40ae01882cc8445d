import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { BulkEditPreviewRequest, WrittenTexts } from '#shared/cleaning/bulk-edit'
import { foundChanges, foundRecord } from '../../testing/cleaning-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RecodeTexts } from './recode-texts.tsx'

const form = `
	type               name   label       relevant
	select_one roof    roof   Roof
	text               other  What else?  \${roof} = 'other'
	text               place  Place
	choices
	list_name  name   label
	roof       tin    Tin sheets
	roof       mud    Mud
	roof       other  Something else
`
const texts = 'POST /api/bulk-edits/texts'
const previewRoute = 'POST /api/bulk-edits/preview'
const place = { form: 'household', round: 'endline' }
const written: WrittenTexts = {
	texts: [
		{ text: 'sheets', records: 1200 },
		{ text: 'earth', records: 3 },
	],
	isMore: false,
}

async function render(replies: Replies = {}) {
	const onDone = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => <RecodeTexts place={place} reading={reading} onDone={onDone} />}
		</WithReading>,
		{ replies: { [texts]: written, [previewRoute]: foundChanges([foundRecord(1)]), ...replies } },
	)
	const choose = () =>
		desk.user.selectOptions(screen.getByRole('combobox', { name: text('cleaning.textQuestion') }), 'other')
	return { ...desk, choose }
}
const code = (of: string) => screen.findByRole('combobox', { name: text('cleaning.codeFor', { text: of }) })
const lookButton = () => screen.getByRole('button', { name: text('cleaning.previewChanges') })

test('only texts of “other” questions are offered', async () => {
	await render()
	const menu = screen.getByRole('combobox', { name: text('cleaning.textQuestion') }) as HTMLSelectElement
	expect([...menu.options].map(({ value }) => value)).toEqual(['', 'other'])
})

test('texts are listed by frequency and get choices of their question', async () => {
	const { user, server, choose } = await render()
	await choose()
	const menu = (await code('sheets')) as HTMLSelectElement
	expect(screen.getByText(text('cleaning.choicesFrom', { question: 'Roof' }))).toBeVisible()
	expect(screen.getAllByRole('row')[1]).toHaveTextContent(/^sheets1,200/)
	// all choices except the one that the text explains
	expect([...menu.options].map((option) => option.text)).toEqual([
		text('cleaning.leaveUnchanged'),
		'Tin sheets',
		'Mud',
	])
	expect(lookButton()).toBeDisabled()
	await user.selectOptions(menu, 'tin')
	await user.click(lookButton())
	await screen.findByRole('region', { name: text('cleaning.preview') })
	expect(server.bodiesOf(texts)).toEqual([{ ...place, question: 'other' }])
	expect(server.bodiesOf(previewRoute)).toEqual([
		{
			...place,
			question: 'roof',
			where: '',
			into: {
				kind: 'by-text',
				text: 'other',
				instead: 'other',
				codes: [{ text: 'sheets', code: 'tin' }],
			},
		} satisfies BulkEditPreviewRequest,
	])
})

test('a text whose choice is cleared stays unchanged', async () => {
	const { user, choose } = await render()
	await choose()
	await user.selectOptions(await code('sheets'), 'tin')
	await user.selectOptions(await code('sheets'), '')
	expect(lookButton()).toBeDisabled()
})

test('an empty list of texts is reported', async () => {
	const { choose } = await render({ [texts]: { texts: [], isMore: false } satisfies WrittenTexts })
	await choose()
	expect(await screen.findByText(text('cleaning.noTexts'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
})

test('a list of only the most frequent texts says so, and can be refreshed', async () => {
	const { user, server, choose } = await render({ [texts]: { ...written, isMore: true } })
	await choose()
	expect(await screen.findByText(text('cleaning.moreTexts', { count: 2 }))).toBeVisible()
	await user.selectOptions(await code('sheets'), 'tin')
	server.reply({ [texts]: { ...written, texts: written.texts.slice(1) } })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2))
	expect(lookButton()).toBeDisabled()
})

test('offline the problem is shown', async () => {
	const { choose } = await render({ [texts]: offline })
	await choose()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
