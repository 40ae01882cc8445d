import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

/** Thirty villages, one choice for all others, and the codes for "don't know" and "refused". */
const rows = Array.from({ length: 30 }, (_, i) => `v  v${i + 1}  Village ${i + 1}  -  -`)
const lists = `
	choices
	list_name  name  label::English (en)  label::اردو (ur)  zila:search_terms  zila:always_offered
	v  kot  Kot Addu  کوٹ ادو  Sanawan  -
	${rows.join('\n')}
	v  other  Another place  -  -  yes
	v  dk  Does not know  -  -  -
`
const render = (type = 'select_one', appearance = '-') =>
	renderForm(`
		type          name   label::English (en)  appearance
		${type} v     place  Where                ${appearance}
		${lists}
	`)
const search = async () =>
	screen.findByRole('searchbox', { name: text('controls.choiceSearch.label', { count: 33 }) })
const names = (role = 'radio') => screen.queryAllByRole(role).map((each) => each.getAttribute('value'))

test('of a long list the first twenty choices are shown, and the non-response choices', async () => {
	await render()
	await search()
	expect(names()).toHaveLength(22)
	expect(names().slice(-2)).toEqual(['other', 'dk'])
	expect(screen.getByText(text('controls.choiceSearch.more', { count: 11 }))).toBeVisible()
})

test('typed letters filter the list, in every language and alternative spelling', async () => {
	const { user } = await render()
	for (const typed of ['kot add', 'کوٹ', 'sanawan']) {
		await user.clear(await search())
		await user.type(await search(), typed)
		await waitFor(() => expect(names(), typed).toEqual(['kot', 'other', 'dk']))
	}
	expect(screen.queryByText(text('controls.choiceSearch.more', { count: 11 }))).toBeNull()
})

test('every typed word must match', async () => {
	const { user } = await render()
	await user.type(await search(), 'village 12')
	await waitFor(() => expect(names()).toEqual(['v12', 'other', 'dk']))
	await user.type(await search(), ' kot')
	await waitFor(() => expect(names()).toEqual(['other', 'dk']))
	expect(screen.getByText(text('controls.choiceSearch.onlyAlwaysOffered'))).toBeVisible()
})

test('a list without always-offered choices reports that nothing matches', async () => {
	const { user } = await renderForm(`
		type          name   label  appearance
		select_one v  place  Where  autocomplete
		choices
		list_name  name  label
		v          a     Alpur
		v          b     Bela
	`)
	await user.type(await screen.findByRole('searchbox'), 'x')
	expect(await screen.findByText(text('controls.choiceSearch.empty'))).toBeVisible()
	expect(screen.queryByRole('radio')).toBeNull()
})

test('the selected choice stays in place, and moves to the top with the next letter', async () => {
	const { user, answer } = await render()
	await search()
	await user.click(screen.getByRole('radio', { name: 'Village 5' }))
	expect(answer('place')).toBe('v5')
	expect(names().indexOf('v5')).toBe(5)
	await user.type(await search(), 'kot')
	await waitFor(() => expect(names()).toEqual(['v5', 'kot', 'other', 'dk']))
	expect(screen.getByRole('radio', { name: 'Village 5' })).toBeChecked()
})

test('a choice beyond the shown ones can be found and selected, and is visible afterwards', async () => {
	const { user, answer } = await render()
	await user.type(await search(), 'village 30')
	await user.click(await screen.findByRole('radio', { name: 'Village 30' }))
	await user.clear(await search())
	await waitFor(() => expect(names()[0]).toBe('v30'))
	expect(answer('place')).toBe('v30')
})

test('selected choices that are not shown stay selected', async () => {
	const { user, answer } = await render('select_multiple')
	await search()
	await user.click(screen.getByRole('checkbox', { name: 'Village 3' }))
	await user.type(await search(), 'village 30')
	await user.click(await screen.findByRole('checkbox', { name: 'Village 30' }))
	expect(answer('place')).toEqual(['v3', 'v30'])
	expect(screen.getByRole('checkbox', { name: 'Village 3' })).toBeChecked()
})

test('a short list is searchable only if the form says so', async () => {
	const short = (appearance: string) => `
		type             name   label  appearance
		select_multiple v  place  Where  ${appearance}
		choices
		list_name  name  label
		v          a     Alpur
		v          b     Bela
	`
	await renderForm(short('-'))
	expect(await screen.findByRole('checkbox', { name: 'Alpur' })).toBeVisible()
	expect(screen.queryByRole('searchbox')).toBeNull()
	await renderForm(short('search'))
	expect(await screen.findByRole('searchbox')).toBeVisible()
})

test('a list of one choice is not searchable', async () => {
	await renderForm(`
		type           name   label  appearance
		select_one v   place  Where  search
		choices
		list_name  name  label
		v          a     Alpur
	`)
	expect(await screen.findByRole('radio', { name: 'Alpur' })).toBeVisible()
	expect(screen.queryByRole('searchbox')).toBeNull()
})
