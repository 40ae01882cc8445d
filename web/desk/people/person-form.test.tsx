import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { personListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { PersonForm } from './person-form.tsx'

type Props = Parameters<typeof PersonForm>[0]
const render = async (over: Partial<Props> = {}, options: DeskOptions = {}) => {
	const onSubmit = vi.fn<Props['onSubmit']>(async () => {})
	const onCancel = vi.fn()
	const rendered = await renderDesk(
		<PersonForm
			title="New person"
			submitText="Save"
			known={null}
			usernames={['amina']}
			teams={['A', 'B']}
			supervising={null}
			onSubmit={onSubmit}
			onCancel={onCancel}
			{...over}
		/>,
		options,
	)
	return { ...rendered, onSubmit, onCancel }
}
const name = () =>
	screen.getByRole('textbox', {
		// an error below the field is part of its accessible name
		name: (read) =>
			[text('people.name'), `${text('people.name')} ${text('people.nameWrong')}`].includes(read),
	})
const code = () => screen.getByRole('textbox', { name: beginOf('people.code') })
const team = () => screen.getByRole('combobox', { name: text('people.team') })
const choice = (name: string) => screen.getByRole('combobox', { name })
const box = (name: string) => screen.getByRole('checkbox', { name })
const save = () => screen.getByRole('button', { name: 'Save' })

test('a new enumerator has name, username, language and districts; the heading has the focus', async () => {
	const { user, onSubmit } = await render()
	expect(screen.getByRole('heading', { name: 'New person' })).toHaveFocus()
	await user.type(name(), 'Amina Bibi')
	await user.clear(code())
	await user.type(code(), 'amina')
	await user.selectOptions(choice(text('people.sex')), 'female')
	await user.type(team(), ' A ')
	await user.click(box('Dera Ghazi Khan'))
	await user.click(box('Multan'))
	await user.click(save())
	await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce())
	expect(onSubmit).toHaveBeenCalledWith(
		{
			name: 'Amina Bibi',
			code: 'amina',
			role: 'enumerator',
			language: 'ur',
			sex: 'female',
			team: 'A',
			districts: ['PK607', 'PK622'],
		},
		null,
	)
})

test('the username follows the name until another is typed, and again once that is cleared', async () => {
	const { user } = await render()
	await user.type(name(), 'Amina')
	expect(code()).toHaveValue('amina2')
	await user.type(name(), ' Bibi')
	expect(code()).toHaveValue('amina.bibi')
	await user.clear(code())
	await user.type(code(), 'ab')
	await user.type(name(), ' Khan')
	expect(code()).toHaveValue('ab')
	await user.clear(code())
	await user.type(name(), 'i')
	expect(code()).toHaveValue('amina.khani')
})

test('all districts are one option, and empty fields are sent as null', async () => {
	const { user, onSubmit } = await render()
	await user.type(name(), 'Imran')
	await user.selectOptions(choice(text('people.role')), 'coordinator')
	await user.click(box(text('people.allDistricts')))
	expect(screen.queryByRole('checkbox', { name: 'Multan' })).toBeNull()
	await user.click(save())
	await waitFor(() =>
		expect(onSubmit).toHaveBeenCalledWith(
			expect.objectContaining({ role: 'coordinator', districts: 'all', sex: null, team: null }),
			null,
		),
	)
})

test('the language is preset by the role until one is chosen: Urdu on phones, the desk’s in the office', async () => {
	const { user } = await render({}, { language: 'en' })
	const language = () => choice(text('app.language'))
	const role = () => choice(text('people.role'))
	expect(language()).toHaveDisplayValue('Urdu · اردو')
	await user.selectOptions(role(), 'data-manager')
	expect(language()).toHaveDisplayValue('English')
	await user.selectOptions(role(), 'enumerator')
	expect(language()).toHaveValue('ur')
	await user.selectOptions(language(), 'sd')
	await user.selectOptions(role(), 'coordinator')
	expect(language()).toHaveValue('sd')
})

test('without a name, with an invalid username or without districts nothing is sent, and each field says why', async () => {
	const { user, onSubmit } = await render()
	await user.click(save())
	expect(await screen.findByText(text('people.codeMissing'))).toBeVisible()
	await user.type(code(), 'a b')
	await user.click(save())
	expect(screen.queryByText(text('people.codeMissing'))).toBeNull()
	expect(await screen.findByText(text('people.nameWrong'))).toBeVisible()
	expect(name()).toHaveAttribute('aria-invalid', 'true')
	expect(code()).toHaveAttribute('aria-invalid', 'true')
	await user.type(name(), 'Amina')
	await user.clear(code())
	await user.type(code(), 'amina')
	await user.click(save())
	expect(await screen.findByText(text('problem.districts-missing'))).toBeVisible()
	expect(onSubmit).not.toHaveBeenCalled()
	await user.click(box('Multan'))
	await user.click(save())
	await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce())
	expect(screen.queryByText(text('problem.districts-missing'))).toBeNull()
})

test('the only district of a study can be selected alone', async () => {
	const [only] = study.districts
	const { user, onSubmit } = await render({}, { study: { districts: only ? [only] : [] } })
	await user.type(name(), 'Amina')
	await user.click(box('Dera Ghazi Khan'))
	await user.click(save())
	await waitFor(() =>
		expect(onSubmit).toHaveBeenCalledWith(expect.objectContaining({ districts: ['PK607'] }), null),
	)
})

test('username and role of an existing user are fixed, and the other fields are filled in', async () => {
	const { user, onSubmit } = await render({
		known: personListed('Amina', { sex: 'female', team: 'A', districts: ['PK607', 'PK608'], language: 'sd' }),
	})
	expect(code()).toHaveAttribute('readonly')
	expect(screen.getAllByRole('option', { name: text('role.enumerator') })).toHaveLength(1)
	expect(screen.queryByRole('option', { name: text('role.coordinator') })).toBeNull()
	expect(box('Faisalabad')).toBeChecked()
	await user.click(box('Dera Ghazi Khan'))
	await user.clear(name())
	await user.type(name(), 'Amina Bibi')
	await user.click(save())
	await waitFor(() =>
		expect(onSubmit).toHaveBeenCalledWith(
			{
				name: 'Amina Bibi',
				code: 'amina',
				role: 'enumerator',
				language: 'sd',
				sex: 'female',
				team: 'A',
				districts: ['PK608'],
			},
			null,
		),
	)
})

test('a team with a supervisor keeps one; a team without may have none', async () => {
	const sadia = personListed('Sadia', { role: 'coordinator' })
	const imran = personListed('Imran', { role: 'coordinator' })
	const { user, onSubmit } = await render({
		known: personListed('Amina', { team: 'A', supervisor: { name: 'Sadia', code: 'sadia' } }),
		supervising: { coordinators: [sadia, imran], by: (of) => (of === 'A' ? 'sadia' : '') },
	})
	const supervisor = () => choice(text('people.supervisor', { team: 'A' }))
	expect(supervisor()).toHaveValue('sadia')
	expect(screen.queryByRole('option', { name: text('people.noSupervisor') })).toBeNull()
	await user.selectOptions(supervisor(), 'imran')
	await user.click(save())
	await waitFor(() => expect(onSubmit.mock.lastCall?.[1]).toBe('imran'))
	// for another team, that team's supervisor
	await user.clear(team())
	expect(screen.queryByRole('combobox', { name: /supervis/ })).toBeNull()
	await user.type(team(), 'B')
	expect(await screen.findByRole('combobox', { name: text('people.supervisor', { team: 'B' }) })).toHaveValue(
		'',
	)
	expect(screen.getByRole('option', { name: text('people.noSupervisor') })).toBeInTheDocument()
	await user.click(save())
	await waitFor(() => expect(onSubmit.mock.lastCall).toMatchObject([{ team: 'B' }, null]))
})

test('a refusal is shown, the fields keep their text, and it can be tried again', async () => {
	const onSubmit = vi
		.fn<Props['onSubmit']>()
		.mockRejectedValueOnce(new Problem('username-taken'))
		.mockResolvedValueOnce()
	const { user } = await render({ onSubmit })
	await user.type(name(), 'Amina')
	await user.clear(code())
	await user.type(code(), 'amina')
	await user.click(box(text('people.allDistricts')))
	await user.click(save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.username-taken'))
	expect(code()).toHaveValue('amina')
	await user.click(save())
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(onSubmit).toHaveBeenCalledTimes(2)
})

test('where calls have no district none is asked for, and operators can be added', async () => {
	const { user, onSubmit } = await render({}, { study: { serves: ['helpline'] } })
	expect(screen.queryByRole('group', { name: text('people.districts') })).toBeNull()
	expect(choice(text('people.role'))).toHaveValue('helpline-operator')
	expect(screen.queryByRole('option', { name: text('role.enumerator') })).toBeNull()
	await user.type(name(), 'Amina')
	await user.type(code(), 'amina')
	await user.click(save())
	await waitFor(() =>
		expect(onSubmit).toHaveBeenCalledWith(
			expect.objectContaining({ role: 'helpline-operator', districts: 'all' }),
			null,
		),
	)
})

test('leaving the form sends nothing', async () => {
	const { user, onSubmit, onCancel } = await render()
	await user.type(name(), 'Amina')
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(onCancel).toHaveBeenCalledOnce()
	expect(onSubmit).not.toHaveBeenCalled()
})
