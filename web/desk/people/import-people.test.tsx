import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { personListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { ImportPeople } from './import-people.tsx'

const head = 'name,code,role,districts,language,team,supervisor\n'
const known = [
	personListed('Amina'),
	personListed('Sadia', { role: 'coordinator', districts: 'all', language: 'en' }),
]
const render = async ({ replies, ...options }: DeskOptions = {}) => {
	const onDone = vi.fn()
	const onClose = vi.fn()
	const rendered = await renderDesk(<ImportPeople known={known} onDone={onDone} onClose={onClose} />, {
		...options,
		person: { role: 'administrator' },
		replies: { 'POST /api/people/import': { added: 1, changed: 1, same: 1 }, ...replies },
	})
	const choose = (content: string) =>
		rendered.user.upload(
			screen.getByLabelText(text('people.file.choose')),
			new File([content], 'people.csv', { type: 'text/csv' }),
		)
	return { ...rendered, onDone, onClose, choose }
}
const right = `${head}Amina Bibi,amina,enumerator,PK607,ur,A,sadia
Sadia,sadia,coordinator,all,en,,
Zoya,zoya,enumerator,PK608 PK609,ur,A,
`
const put = () => screen.findByRole('button', { name: text('people.file.import') })

test('the changes of the file are shown before anything is written, and then sent unchanged', async () => {
	const { user, server, onDone, choose } = await render()
	await choose(right)
	expect(
		await screen.findByText(text('people.file.confirmImport', { added: 1, changed: 1, same: 1 })),
	).toBeVisible()
	expect(server.sent).toEqual([])
	await user.click(await put())
	expect(
		await screen.findByText(text('people.file.imported', { added: 1, changed: 1, same: 1 })),
	).toBeVisible()
	expect(server.bodiesOf('POST /api/people/import')).toEqual([
		{
			people: [
				expect.objectContaining({ name: 'Amina Bibi', code: 'amina', districts: ['PK607'], team: 'A' }),
				expect.objectContaining({ code: 'sadia', role: 'coordinator', districts: 'all' }),
				expect.objectContaining({ code: 'zoya', districts: ['PK608', 'PK609'] }),
			],
			teams: [{ name: 'A', supervisor: 'sadia' }],
		},
	])
	expect(onDone).toHaveBeenCalledOnce()
	expect(screen.queryByRole('button', { name: text('people.file.import') })).toBeNull()
})

test('every invalid cell is named, and nothing can be sent', async () => {
	const { choose } = await render()
	await choose(
		`${head}Amina,amina,coordinator,PK607,ur,,\nZoya,z,enumerator,Atlantis,ur,,\nNadia,nadia,enumerator,all,ur,,\n`,
	)
	const alert = await screen.findByRole('alert')
	// a changed role of a known user, a code that is too short, an unknown district
	expect(alert).toHaveTextContent(text('desk.file.invalidCells', { count: 3 }))
	expect(alert).toHaveTextContent('Atlantis')
	expect(screen.queryByRole('button', { name: text('people.file.import') })).toBeNull()
})

test('a corrected file replaces the previous one', async () => {
	const { choose } = await render()
	await choose('name,code\nAmina,amina\n')
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('desk.file.missingColumn', { column: 'role' }),
	)
	await choose(right)
	expect(await put()).toBeEnabled()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('an empty file has nothing to send', async () => {
	const { choose } = await render()
	await choose(head)
	expect(
		await screen.findByText(text('people.file.confirmImport', { added: 0, changed: 0, same: 0 })),
	).toBeVisible()
	expect(screen.queryByRole('button', { name: text('people.file.import') })).toBeNull()
})

test('a refusal keeps the file for the next try', async () => {
	const { user, server, onDone, choose } = await render({
		replies: { 'POST /api/people/import': new Problem('server-busy') },
	})
	await choose(right)
	await user.click(await put())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(onDone).not.toHaveBeenCalled()
	server.reply({ 'POST /api/people/import': { added: 1, changed: 0, same: 2 } })
	await user.click(await put())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})

test('survey roles are not accepted at the helpline', async () => {
	const { choose } = await render({ study: { serves: ['helpline'] } })
	await choose(`${head}Zoya,zoya,enumerator,all,ur,,\n`)
	expect(await screen.findByRole('alert')).toHaveTextContent('helpline-operator')
})
