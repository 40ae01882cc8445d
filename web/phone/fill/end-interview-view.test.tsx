import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { hasAnyUnkept } from '../../storage/drafts/answer-writer.ts'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { mediaDevices, soundRecorder } from '../../testing/devices.ts'
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
const only = async ({ atWork }: RenderedDraft) => {
	const [record] = await listRecords(atWork)
	const found = record && (await recordOnPhone(atWork, record.id))
	return Object.fromEntries(found?.state.fields ?? [])
}

test('whoever stops is asked why, in the words of the form that mean an end', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await button('fill.endInterview'))
	expect(await screen.findByRole('heading', { name: text('endInterview.title') })).toBeVisible()
	expect(await radio('Broken off')).toBeVisible()
	expect(await radio('Not safe')).toBeVisible()
	expect(screen.queryByRole('radio', { name: 'Done' })).toBeNull()
	// without consent there is nothing to delete
	expect(screen.queryByRole('radio', { name: 'Delete them' })).toBeNull()
})

test('going on leads back to the page, and nothing was answered', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.continue'))
	expect(await field('Age')).toHaveValue('34')
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
})

test('without a reason nothing is stopped, and it is said', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.reasonMissing'))
	expect(await listDrafts(phone.atWork)).toHaveLength(1)
})

test('after the consent it is asked too what should become of the answers', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.choiceMissing'))
	await phone.user.click(await radio('Keep them'))
	expect(screen.queryByText(text('endInterview.deleteHelp'))).toBeNull()
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(() => expect(location.pathname).toBe('/'))
	expect(await only(phone)).toMatchObject({ 'end/result': 'broken', 'end/wish': 'keep', 'talk/age': 34 })
	expect(await listDrafts(phone.atWork)).toEqual([])
	expect(phone.calls).toContain('saved')
})

test('a wish that the form asks for without a consent is asked for before it ends', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('endInterview.choiceMissing'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(async () => expect(await only(phone)).toMatchObject({ 'end/wish': 'keep' }))
})

test('what is missing elsewhere in the form does not hold up who stops', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await radio('Yes'))
	await phone.user.click(await button('fill.next'))
	await field('Age')
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	await waitFor(async () => expect(await only(phone)).toHaveProperty('end/result', 'broken'))
})

test('answers that are to be deleted are gone, and it is said before', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Not safe'))
	await phone.user.click(await radio('Delete them'))
	expect(screen.getByText(text('endInterview.deleteHelp'))).toBeVisible()
	expect(screen.queryByText(text('endInterview.copySentHelp'))).toBeNull()
	expect(screen.queryByRole('button', { name: text('endInterview.endAndSave') })).toBeNull()
	await phone.user.click(await button('endInterview.endAndDelete'))
	await waitFor(async () => expect(await only(phone)).toHaveProperty('end/wish', 'delete'))
	expect(await only(phone)).not.toHaveProperty('talk/age')
})

test('the code for the person’s card is shown to whoever agreed', async () => {
	const phone = await renderDraft(survey())
	await phone.user.click(await button('fill.endInterview'))
	await screen.findByRole('heading', { name: text('endInterview.title') })
	expect(screen.queryByText(text('endInterview.withdrawalCode'))).toBeNull()
	await phone.user.click(await button('endInterview.continue'))
	await agree(phone)
	await phone.user.click(await button('fill.endInterview'))
	expect(await screen.findByText(text('endInterview.withdrawalCode'))).toBeVisible()
})

test('an end that the form does not allow yet is said in its words, and nothing was answered', async () => {
	const phone = await renderDraft(survey('', '${age} > 50'))
	await agree(phone)
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	await phone.user.click(await button('endInterview.endAndSave'))
	expect(await screen.findByRole('alert')).toHaveTextContent('Not before the end')
	await phone.user.click(await button('endInterview.continue'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
	expect(await listRecords(phone.atWork)).toEqual([])
})

test('a record that could not be saved goes on, without the end', async () => {
	const phone = await renderDraft(survey())
	await agree(phone)
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('talk/age', 34))
	await phone.user.click(await button('fill.endInterview'))
	await phone.user.click(await radio('Broken off'))
	await phone.user.click(await radio('Keep them'))
	const put = IDBObjectStore.prototype.put
	IDBObjectStore.prototype.put = () => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	}
	await phone.user.click(await button('endInterview.endAndSave'))
	expect((await screen.findAllByText(text('problem.phone-full')))[0]).toBeVisible()
	IDBObjectStore.prototype.put = put
	expect(await button('endInterview.endAndSave')).toBeEnabled()
	await phone.user.click(await button('endInterview.continue'))
	expect(await field('Age')).toHaveValue('34')
	// the phone retries automatically
	await waitFor(() => expect(hasAnyUnkept()).toBe(false))
	expect(await phone.savedAnswers()).not.toHaveProperty('end/result')
	expect(await listRecords(phone.atWork)).toEqual([])
})

test('whoever stops is not recorded any longer', async () => {
	mediaDevices()
	const sound = soundRecorder()
	const phone = await renderDraft(survey('audio | words | Words'))
	await agree(phone)
	await phone.user.click(await button('controls.recording.start'))
	await screen.findByRole('region', { name: text('controls.recording.running') })
	await phone.user.click(await button('fill.endInterview'))
	await waitFor(() => expect(sound.recorder().state).toBe('inactive'))
})

test('a form that says nothing of an end has no way to stop', async () => {
	await renderDraft('type | name | label\ntext | who | Who')
	await field('Who')
	expect(screen.queryByRole('button', { name: text('fill.endInterview') })).toBeNull()
})
