import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { notePath } from '#shared/revisions/metadata-paths'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { openDraft } from '../../storage/drafts/drafts.ts'
import { deskWrites, finishDraft, finishRecord, saveInDraft } from '../../testing/records.ts'
import { type DraftOptions, type RenderedDraft, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const survey = `
	type         name  label  relevant
	begin_group  one   First  -
	text         who   Who    -
	text         age   Age    -
	end_group    -     -      -
	begin_group  two   Second  -
	text         roof  Roof   -
	text         kiln  Kiln   \${who} = 'nobody'
	end_group    -     -      -
`
/** Returns a correction of a record that the desk returned with these comments, by path. */
const returned =
	(comments: Readonly<Record<string, string>>): NonNullable<DraftOptions['draft']> =>
	async ({ vaultSession, form }) => {
		const record = await finishRecord(vaultSession, form, { 'one/who': 'Amina', 'one/age': '3' })
		await deskWrites(vaultSession, record, {
			$status: 'returned',
			...Object.fromEntries(
				Object.entries(comments).map(([about, note], i) => [notePath(about, `note${i}`), note]),
			),
		})
		return beginCorrection(vaultSession, record)
	}
const render = (comments: Readonly<Record<string, string>>) =>
	renderDraft(survey, { draft: returned(comments) })
const bar = () => screen.findByRole('region', { name: text('comments.title') })
const next = (number: number, of: number) =>
	screen.findByRole('button', { name: text('comments.next', { number, of }) })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const replies = () => screen.queryAllByRole('textbox', { name: text('comments.reply') })
const notes = async ({ vaultSession, draft }: RenderedDraft) => [
	...((await openDraft(vaultSession, draft))?.notes.values() ?? []),
]

test('a comment is shown at its question, with a field to reply', async () => {
	await render({ 'one/age': 'Only three years old?' })
	expect(await screen.findByText('Only three years old?')).toBeVisible()
	const question = (await field('Age')).closest('.question') as HTMLElement
	expect(within(question).getByText('Only three years old?')).toBeVisible()
	// the question's field comes first
	expect(within(question).getAllByRole('textbox')).toHaveLength(2)
	expect(within(question).getAllByRole('textbox')[0]).toHaveValue('3')
	expect(replies()).toHaveLength(1)
})

test('a correction opens at the first comment of its page without change or reply, and does not return there', async () => {
	const phone = await render({ 'one/who': 'Which Amina?', 'one/age': 'Three?' })
	const threadOf = async (name: string) =>
		within((await field(name)).closest('.question') as HTMLElement).getByRole('note')
	await waitFor(async () => expect(document.activeElement).toBe(await threadOf('Who')))
	await phone.user.type(replies()[0] as HTMLElement, 'The elder')
	await waitFor(async () => expect(await notes(phone)).toEqual(['The elder']))
	await phone.reopen()
	await waitFor(async () => expect(document.activeElement).toBe(await threadOf('Age')))
	await phone.user.click(await screen.findByRole('button', { name: text('fill.next') }))
	await field('Roof')
	await phone.user.click(await screen.findByRole('button', { name: text('fill.back') }))
	await field('Age')
	expect(document.activeElement).not.toBe(await threadOf('Age'))
})

test('a reply is saved while typing, and an emptied field is no reply', async () => {
	const phone = await render({ 'one/age': 'Only three years old?' })
	await waitFor(() => expect(replies()).toHaveLength(1))
	await phone.user.type(replies()[0] as HTMLElement, ' A slip ')
	await waitFor(async () => expect(await notes(phone)).toEqual(['A slip']))
	await phone.user.clear(replies()[0] as HTMLElement)
	await waitFor(async () => expect(await notes(phone)).toEqual([]))
})

test('the bar counts the comments and moves from each to the next, in the order of the form', async () => {
	const { user } = await render({ 'two/roof': 'Which roof?', 'one/age': 'Three?' })
	expect(await bar()).toHaveTextContent(text('comments.count', { count: 2 }))
	await user.click(await next(1, 2))
	await waitFor(async () => expect(document.activeElement).toBe(await field('Age')))
	await user.click(await next(2, 2))
	await waitFor(async () => expect(document.activeElement).toBe(await field('Roof')))
	// and back to the first
	await user.click(await next(1, 2))
	await waitFor(async () => expect(document.activeElement).toBe(await field('Age')))
})

test('comments on the whole record, and on questions that do not apply, are in the bar and are answered there', async () => {
	const phone = await render({ '': 'Please look again', 'two/kiln': 'Which kiln?' })
	expect(await bar()).toHaveTextContent(text('comments.count', { count: 2 }))
	expect(within(await bar()).queryByRole('button')).toBeNull()
	await phone.user.click(within(await bar()).getByText(text('comments.onWholeRecord')))
	expect(within(await bar()).getByText('Please look again')).toBeVisible()
	await phone.user.click(within(await bar()).getByText(text('comments.onHiddenQuestion', { count: 1 })))
	expect(within(await bar()).getByText('Which kiln?')).toBeVisible()
	await phone.user.type(replies()[0] as HTMLElement, 'Done')
	await phone.user.type(replies()[1] as HTMLElement, 'The old one')
	await waitFor(async () => expect(await notes(phone)).toEqual(['Done', 'The old one']))
})

test('a started reply is restored when the form is opened again', async () => {
	const first = await render({ 'one/age': 'Three?' })
	await waitFor(() => expect(replies()).toHaveLength(1))
	await first.user.type(replies()[0] as HTMLElement, 'A slip')
	await waitFor(async () => expect(await notes(first)).toEqual(['A slip']))
	await first.reopen()
	await waitFor(() => expect(replies()).toHaveLength(1))
	expect(replies()[0]).toHaveValue('A slip')
})

test('an answered comment is read-only, and neither counted nor answered again', async () => {
	await renderDraft(survey, {
		async draft(phone) {
			const { vaultSession, form } = phone
			const first = await returned({ 'one/age': 'Three?' })(phone)
			await saveInDraft(vaultSession, first, { [notePath('one/age', 'reply')]: 'A slip' })
			const record = await finishDraft(vaultSession, first, form)
			await deskWrites(vaultSession, record, { $status: 'returned', [notePath('one/who', 'second')]: 'Who?' })
			return beginCorrection(vaultSession, record)
		},
	})
	expect(await screen.findByText('Three?')).toBeVisible()
	expect(screen.getByText('A slip')).toBeVisible()
	expect(await bar()).toHaveTextContent(text('comments.count', { count: 1 }))
	expect(replies()).toHaveLength(1)
	const question = (await field('Age')).closest('.question') as HTMLElement
	expect(within(question).queryByRole('textbox', { name: text('comments.reply') })).toBeNull()
})

test('without comments there is no bar', async () => {
	await renderDraft(survey)
	await field('Who')
	expect(screen.queryByRole('region', { name: text('comments.title') })).toBeNull()
	expect(replies()).toEqual([])
})

test('the checklist ticks a comment with a change or a reply, and leads to each', async () => {
	const { user } = await render({ 'two/roof': 'Which roof?', 'one/age': 'Three?' })
	const item = (number: number, state: 'answered' | 'open') =>
		screen.findByRole('button', {
			name: text('comments.item', { number, state: text(`comments.${state}`) }),
		})
	expect(await bar()).toHaveTextContent(text('comments.correction'))
	await user.click(await item(2, 'open'))
	await waitFor(async () => expect(document.activeElement).toBe(await field('Roof')))
	await user.type(await field('Roof'), 'Tin')
	expect(await item(2, 'answered')).toBeVisible()
	await user.click(await item(1, 'open'))
	await waitFor(() => expect(replies()).toHaveLength(1))
	await user.type(replies()[0] as HTMLElement, 'Thirty')
	expect(await item(1, 'answered')).toBeVisible()
})

test('at the end a comment without change or reply is named, and stops nothing', async () => {
	const { user } = await render({ 'one/age': 'Three?' })
	for (const _ of [1, 2]) await user.click(await screen.findByRole('button', { name: text('fill.next') }))
	expect(await screen.findByText(text('comments.unanswered', { count: 1 }))).toBeVisible()
	expect(await screen.findByRole('button', { name: text('fill.finish') })).toBeEnabled()
})

const menuRow = async ({ user }: RenderedDraft, name: string) => {
	await user.click(await screen.findByRole('button', { name: text('fill.menu') }))
	await user.click(await screen.findByRole('button', { name: new RegExp(`^${name}`) }))
}
const noteField = () => screen.findByRole('textbox', { name: text('comments.note') })

test('a note is written on any question of the page, saved while typing, and there again later', async () => {
	const phone = await renderDraft(survey)
	await menuRow(phone, text('formMenu.note'))
	await phone.user.click(await screen.findByRole('button', { name: /^Age/ }))
	const note = await noteField()
	await waitFor(() => expect(document.activeElement).toBe(note))
	expect(note.closest('.question')).toContainElement(await field('Age'))
	await phone.user.type(note, 'Counted by her mother')
	await waitFor(async () => expect(await notes(phone)).toEqual(['Counted by her mother']))
	expect(screen.queryByRole('region', { name: text('comments.title') })).toBeNull()
	await phone.reopen()
	expect(await noteField()).toHaveValue('Counted by her mother')
})

test('a note about one question of a page of several stands at that question, and a phone number in it has a warning', async () => {
	const phone = await renderDraft(survey)
	await menuRow(phone, text('formMenu.note'))
	await phone.user.click(await screen.findByRole('button', { name: /^Who/ }))
	await phone.user.type(await noteField(), '0300 1234567')
	expect(await screen.findByText(text('fill.identifying.telephone'))).toBeVisible()
	expect((await noteField()).closest('.question')).toContainElement(await field('Who'))
})
