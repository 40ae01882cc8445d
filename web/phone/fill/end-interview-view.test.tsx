import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { hasAnyUnkept } from '../../storage/drafts/answer-writer.ts'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { mediaDevices, soundRecorder } from '../../testing/devices.ts'
import { openFormMenu, pressInMenu } from '../../testing/form-menu.ts'
import { type RenderedDraft, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const survey = (more = '', constraint = '-') => `
	type | name | label | relevant | bind::zila:consent | constraint | constraint_message | required
	begin_group | agree | Consent
	select_one yn | consent | Do you agree? | - | ask: yes
	calculate | card | - | - | code
	end_group | -
	begin_group | talk | Talk
	integer | age | Age | - | - | - | - | yes
	${more}
	end_group | -
	begin_group | end | End
	select_one how | result | How it ended | - | stop: broken unsafe | ${constraint} | Not before the end
	select_one wish | wish | What should become of the answers? | - | wish: delete
	end_group | -
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
	how | done | Done
	how | broken | Broken off
	how | unsafe | Not safe
	wish | keep | Keep them
	wish | delete | Delete them
`
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const radio = (name: string) => screen.findByRole('radio', { name })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })

/** Gives consent, goes to the questions after it, and answers one. */
async function agree({ user }: RenderedDraft) {
	await user.click(await radio('Yes'))
	await user.click(await button('fill.next'))
	await user.type(await field('Age'), '34')
}
const only = async ({ vaultSession }: RenderedDraft) => {
	const [record] = await listRecords(vaultSession)
	const found = record && (await recordOnPhone(vaultSession, record.id))
	return Object.fromEntries(found?.state.fields ?? [])
}

test('ending an interview asks for a reason, in the words of the form', async () => {
	const phone = await renderDraft(survey())
	await pressInMenu(phone.user, 'formMenu.end')
	expect(await screen.findByRole('heading', { name: text('endInterview.title') })).toBeVisible()
	expect(await radio('Broken off')).toBeVisible()
	expect(await radio('Not safe')).toBeVisible()
	expect(screen.queryByRole('radio', { name: 'Done' })).toBeNull()
	// without consent there is nothing to delete
	expect(screen.queryByRole('radio', { name: 'Delete them' })).toBeNull()
})

test('only reasons that the form offers now are shown, and without any the menu has no such row', async () => {
	const phone = await renderDraft(
		survey()
			.replace('| required', '| required | choice_filter')
			.replace('| Not before the end', "| - | - | name = 'broken' and ${consent} = 'yes'"),
	)
	await openFormMenu(phone.user)
	expect(screen.queryByRole('button', { name: new RegExp(text('formMenu.end')) })).toBeNull()
	await phone.user.click(await button('formMenu.continue'))
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	expect(await radio('Broken off')).toBeVisible()
	expect(screen.queryByRole('radio', { name: 'Not safe' })).toBeNull()
})

test('the buttons and a refusal are in the foot, in sight below any number of choices', async () => {
	const phone = await renderDraft(survey())
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await button('endInterview.endAndSave'))
	const foot = screen.getByRole('contentinfo')
	for (const each of [
		await button('endInterview.endAndSave'),
		await button('endInterview.continue'),
		await screen.findByRole('alert'),
	])
		expect(foot).toContainElement(each)
})

test('continuing returns to the page, and no answer is changed', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.continue'))
	expect(await field('Age')).toHaveValue('34')
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
})

test('without a reason the interview is not ended, and this is reported', async () => {
	const phone = await renderDraft(survey())
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.reasonMissing'))
	expect(await listDrafts(phone.vaultSession)).toHaveLength(1)
})

test('after consent, what happens to the answers is asked too', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.choiceMissing'))
	await phone.user.click(await radio('Keep them'))
	expect(screen.queryByRole('alert')).toBeNull()
	expect(screen.queryByText(text('endInterview.deleteHelp'))).toBeNull()
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(() => expect(location.pathname).toMatch(/^\/receipt\//))
	expect(await only(phone)).toMatchObject({ 'end/result': 'broken', 'end/wish': 'keep', 'talk/age': 34 })
	expect(await listDrafts(phone.vaultSession)).toEqual([])
	expect(phone.calls).toContain('saved')
})

test('a wish that the form asks for without consent is asked before the end', async () => {
	const phone = await renderDraft(survey())
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.choiceMissing'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(async () => expect(await only(phone)).toMatchObject({ 'end/wish': 'keep' }))
})

test('missing answers elsewhere do not prevent the end', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await radio('Yes'))
	await phone.user.click(await button('fill.next'))
	await field('Age')
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(async () => expect(await only(phone)).toHaveProperty('end/result', 'broken'))
})

test('answers to be deleted are deleted, and this is announced', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Not safe'))
	await phone.user.click(await radio('Delete them'))
	expect(screen.getByText(text('endInterview.deleteHelp'))).toBeVisible()
	expect(screen.queryByText(text('endInterview.copySentHelp'))).toBeNull()
	expect(screen.queryByRole('button', { name: text('endInterview.endAndSave') })).toBeNull()
	await phone.user.click(await button('endInterview.endAndDelete'))
	await waitFor(async () => expect(await only(phone)).toHaveProperty('end/wish', 'delete'))
	expect(await only(phone)).not.toHaveProperty('talk/age')
})

test('the withdrawal code is shown to a respondent who consented', async () => {
	const phone = await renderDraft(survey())
	await pressInMenu(phone.user, 'formMenu.end')
	await screen.findByRole('heading', { name: text('endInterview.title') })
	expect(screen.queryByText(text('endInterview.withdrawalCode'))).toBeNull()
	await phone.user.click(await button('endInterview.continue'))
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	expect(await screen.findByText(text('endInterview.withdrawalCode'))).toBeVisible()
	// nothing would be left to erase later
	await phone.user.click(await radio('Delete them'))
	expect(screen.queryByText(text('endInterview.withdrawalCode'))).toBeNull()
})

test('an end that the form does not allow yet is reported in its words, and no answer is changed', async () => {
	const phone = await renderDraft(survey('', '${age} > 50'))
	await agree(phone)
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent('Not before the end')
	await phone.user.click(await button('endInterview.continue'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
	expect(await listRecords(phone.vaultSession)).toEqual([])
})

test('a record that could not be saved continues, without the end', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	await pressInMenu(phone.user, 'formMenu.end')
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	const writes = (['put', 'add'] as const).map((write) =>
		vi.spyOn(IDBObjectStore.prototype, write).mockImplementation(() => {
			throw new DOMException('disk is full', 'QuotaExceededError')
		}),
	)
	await phone.user.click(await button('endInterview.endAndSave'))
	expect((await screen.findAllByText(text('problem.phone-full')))[0]).toBeVisible()
	for (const write of writes) write.mockRestore()
	await waitFor(async () => expect(await button('endInterview.endAndSave')).toBeEnabled())
	await phone.user.click(await button('endInterview.continue'))
	expect(await field('Age')).toHaveValue('34')
	// the phone retries automatically
	await waitFor(() => expect(hasAnyUnkept()).toBe(false))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
	expect(await listRecords(phone.vaultSession)).toEqual([])
})

test('ending the interview stops the recording', async () => {
	mediaDevices()
	const sound = soundRecorder()
	const phone = await renderDraft(survey('audio | words | Words'))
	await agree(phone)
	await phone.user.click(await button('controls.recording.start'))
	await screen.findByRole('region', { name: text('controls.recording.running') })
	await pressInMenu(phone.user, 'formMenu.end')
	await waitFor(() => expect(sound.recorder().state).toBe('inactive'))
})

test('a form without an end status cannot be ended early', async () => {
	const { user } = await renderDraft('type | name | label\ntext | who | Who')
	await field('Who')
	const menu = await openFormMenu(user)
	expect(menu.queryByRole('button', { name: new RegExp(`^${text('formMenu.end')}`) })).toBeNull()
})
