import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { database } from '../../storage/database/database.ts'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { beginDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { diskIs } from '../../testing/devices.ts'
import { openFormMenu, pressInMenu } from '../../testing/form-menu.ts'
import { deskWrites, finishRecord, saveInDraft } from '../../testing/records.ts'
import { ownForm, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const survey = `
	type | name | label | relevant | bind::zila:consent
	begin_group | one | First
	text | who | Who
	integer | age | Age
	end_group | -
	begin_group | two | Second
	text | more | More
	end_group | -
`
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const full = () => {
	throw new DOMException('disk is full', 'QuotaExceededError')
}

test('every answer is stored without a button', async () => {
	const { user, savedAnswers } = await renderDraft(survey)
	await user.type(await field('Who'), 'Amina')
	await waitFor(async () => expect(await savedAnswers()).toEqual({ 'one/who': 'Amina' }))
	await user.clear(await field('Who'))
	await waitFor(async () => expect(await savedAnswers()).toEqual({}))
})

test('unreadable input is stored too, and in its field when the form is opened again', async () => {
	const { user, reopen, savedAnswers } = await renderDraft(survey)
	await user.type(await field('Age'), '12x')
	await waitFor(async () => expect(await savedAnswers()).toEqual({}))
	await reopen()
	expect(await field('Age')).toHaveValue('12x')
})

test('a form opens on the page where it was left, in the language of its questions', async () => {
	const { user, reopen } = await renderDraft(`
		type | name | label::English (en) | label::اردو (ur)
		begin_group | one | First | پہلا
		text | who | Who | کون
		end_group | -
		begin_group | two | Second | دوسرا
		text | more | More | مزید
		end_group | -
	`)
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('fill.next'))
	await field('More')
	await user.selectOptions(screen.getByRole('combobox', { name: text('fill.language') }), 'ur')
	await field('مزید')
	await user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(location.pathname).toBe('/'))
	await reopen()
	expect(await field('مزید')).toBeVisible()
})

test('leaving saves the draft with its name and notifies the sync loop', async () => {
	const phone = await renderDraft({ ...formOf(survey), instanceName: '${who}' })
	await phone.user.type(await field('Who'), 'Amina')
	await phone.user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(location.pathname).toBe('/'))
	expect(await listDrafts(phone.vaultSession)).toMatchObject([
		{ name: 'Amina', page: 0, isCorrection: false },
	])
	expect(phone.calls).toEqual(['saved'])
})

test('a form that was only viewed leaves nothing behind', async () => {
	const phone = await renderDraft(survey)
	await field('Who')
	await phone.user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(location.pathname).toBe('/'))
	expect(await listDrafts(phone.vaultSession)).toEqual([])
})

test('a finished form is a record that waits to be sent, and the browser’s back button does not return to it', async () => {
	const phone = await renderDraft(survey)
	await phone.user.type(await field('Who'), 'Amina')
	await phone.user.click(await button('fill.next'))
	await field('More')
	await phone.user.click(await button('fill.next'))
	const before = history.length
	await phone.user.click(await button('fill.finish'))
	await waitFor(() => expect(location.pathname).toMatch(/^\/receipt\//))
	expect(history.length).toBe(before)
	expect(await listDrafts(phone.vaultSession)).toEqual([])
	const [record] = await listRecords(phone.vaultSession)
	expect(record).toMatchObject({ status: 'submitted', sendState: 'only-here' })
	const found = await recordOnPhone(phone.vaultSession, record?.id ?? '')
	expect(found?.state.fields.get('one/who')).toBe('Amina')
	expect(phone.calls).toEqual(['saved'])
})

test('an answer that cannot be stored stays on the screen, is shown as waiting, and is saved on the next try', async () => {
	const phone = await renderDraft(survey)
	await field('Who')
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full)
	await phone.user.type(await field('Who'), 'A')
	expect((await screen.findAllByText(text('problem.phone-full')))[0]).toBeVisible()
	expect(await field('Who')).toHaveValue('A')
	// it cannot be left
	await phone.user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	expect(location.pathname).toBe(`/fill/${phone.draft}`)
	// the phone retries automatically, too
	const again = await button('app.retry')
	vi.mocked(IDBObjectStore.prototype.put).mockRestore()
	await phone.user.click(again)
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ 'one/who': 'A' }))
	await waitFor(() => expect(screen.queryByText(text('problem.phone-full'))).toBeNull())
})

test('closing the page is questioned while an answer is not stored, and only then', async () => {
	const isQuestioned = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
	const { user } = await renderDraft(survey)
	await field('Who')
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full)
	await user.type(await field('Who'), 'A')
	await waitFor(() => expect(isQuestioned()).toBe(true))
	// the phone retries automatically, too
	const again = await button('app.retry')
	vi.mocked(IDBObjectStore.prototype.put).mockRestore()
	await user.click(again)
	await waitFor(() => expect(isQuestioned()).toBe(false))
})

test('a record that cannot be stored is not finished, the draft is unchanged, and the next try works', async () => {
	const phone = await renderDraft(survey)
	await phone.user.type(await field('Who'), 'Amina')
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ 'one/who': 'Amina' }))
	await phone.user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await phone.user.click(await button('fill.review'))
	const finish = await button('fill.finish')
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(full)
	await phone.user.click(finish)
	expect(await screen.findByText(text('problem.phone-full'))).toBeVisible()
	expect(location.pathname).toBe(`/fill/${phone.draft}`)
	expect(await phone.savedAnswers()).toEqual({ 'one/who': 'Amina' })
	vi.mocked(IDBObjectStore.prototype.add).mockRestore()
	await waitFor(() => expect(finish).toBeEnabled())
	await phone.user.click(finish)
	await waitFor(() => expect(location.pathname).toMatch(/^\/receipt\//))
	expect(await listRecords(phone.vaultSession)).toHaveLength(1)
})

test('a record whose answers cannot be encrypted is not finished, and the missing key is reported', async () => {
	const phone = await renderDraft(`
		type | name | label | bind::zila:sealed_to
		text | who | Who | data-manager
	`)
	await phone.user.type(await field('Who'), 'Amina')
	await phone.user.click(await button('fill.next'))
	await phone.user.click(await button('fill.finish'))
	expect(await screen.findByText(text('problem.no-role-key'))).toBeVisible()
	expect(await listRecords(phone.vaultSession)).toEqual([])
	const row = await (await database()).enrolments.get(phone.vaultSession.device)
	expect(row?.cursor).toBe(0)
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ who: 'Amina' }))
})

test('a nearly full phone is reported above the form', async () => {
	await renderDraft(survey)
	await field('Who')
	await diskIs('tight')
	expect(await screen.findByText(text('problem.phone-nearly-full'))).toBeVisible()
})

test('locking the phone saves the name and the content of the draft', async () => {
	const phone = await renderDraft({ ...formOf(survey), instanceName: '${who}' })
	await phone.user.type(await field('Who'), 'Amina')
	expect(await listDrafts(phone.vaultSession)).toMatchObject([{ name: '' }])
	await act(async () => phone.lock())
	await waitFor(async () => expect(await listDrafts(phone.vaultSession)).toMatchObject([{ name: 'Amina' }]))
	expect(await phone.savedAnswers()).toEqual({ 'one/who': 'Amina' })
})

test('the consent language is that of the screen at that moment', async () => {
	const phone = await renderDraft(`
		type | name | label::English (en) | label::اردو (ur) | bind::zila:consent
		select_one yn | agrees | Agrees | رضامندی | ask: yes
		calculate | spoken | - | - | language
		choices
		list_name | name | label::English (en) | label::اردو (ur)
		yn | yes | Yes | ہاں
	`)
	await phone.user.selectOptions(await screen.findByRole('combobox', { name: text('fill.language') }), 'ur')
	await phone.user.click(await screen.findByRole('radio', { name: 'ہاں' }))
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ agrees: 'yes', spoken: 'ur' }))
})

test('an answer with a conflict cannot be changed here, and says so', async () => {
	await renderDraft(survey, {
		async draft({ vaultSession, form }) {
			const record = await finishRecord(vaultSession, form, { 'one/who': 'Amina', 'one/age': 30 })
			const seen = (await recordOnPhone(vaultSession, record))?.state.heads ?? []
			await deskWrites(vaultSession, record, { 'one/who': 'Amna' }, seen)
			await deskWrites(vaultSession, record, { 'one/who': 'Ameena' }, seen)
			return beginCorrection(vaultSession, record)
		},
	})
	expect(await screen.findByText(text('fill.conflict'))).toBeVisible()
	expect(screen.queryByRole('textbox', { name: /^Who/ })).toBeNull()
	expect(await field('Age')).toHaveValue('30')
})

test('answers that the phone can no longer read are counted, and the others are there', async () => {
	await renderDraft(survey, {
		answers: { 'one/who': 'Amina', 'one/age': 34 },
		async draft(phone) {
			const draft = await beginDraft(phone.vaultSession, phone.form)
			await saveInDraft(phone.vaultSession, draft, { 'two/more': 'x' })
			const db = await database()
			const [row] = await db.draftAnswers.where({ draft }).toArray()
			if (row) await db.draftAnswers.put({ ...row, box: new ArrayBuffer(32) })
			return draft
		},
	})
	expect(await field('Who')).toHaveValue('Amina')
	expect(screen.getByText(text('fill.damagedAnswers', { count: 1 }))).toBeVisible()
})

const stops = `
	type | name | label | bind::zila:consent
	select_one yn | agrees | Agrees | ask: yes
	select_one yn | result | Ended | stop: no
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
`
test('an interview can be ended early if the form says how', async () => {
	const { user } = await renderDraft(stops)
	const menu = await openFormMenu(user)
	expect(menu.getByRole('button', { name: new RegExp(`^${text('formMenu.end')}`) })).toBeVisible()
})

test('a correction cannot be ended early', async () => {
	const { user } = await renderDraft(stops, {
		draft: async ({ vaultSession, form }) =>
			beginCorrection(vaultSession, await finishRecord(vaultSession, form, { agrees: 'yes', result: 'yes' })),
	})
	await screen.findByRole('group', { name: /^Agrees/ })
	const menu = await openFormMenu(user)
	expect(menu.queryByRole('button', { name: new RegExp(`^${text('formMenu.end')}`) })).toBeNull()
})

test('the sections include deleting the draft', async () => {
	const phone = await renderDraft(survey)
	await field('Who')
	await phone.user.click(screen.getByRole('button', { name: text('fill.sections') }))
	expect(await button('finish.discard.draft')).toBeVisible()
})

test('the menu opens the help, after everything is saved, locks, and pauses', async () => {
	const phone = await renderDraft(survey)
	await field('Who')
	await pressInMenu(phone.user, 'formMenu.lock')
	await pressInMenu(phone.user, 'formMenu.help')
	expect(location.pathname).toBe('/help')
	expect(phone.calls).toEqual(expect.arrayContaining(['lock', 'keepScreen']))
	const other = await renderDraft(survey)
	await pressInMenu(other.user, 'formMenu.pause')
	await waitFor(() => expect(location.pathname).toBe('/'))
})

test('the screen is hidden from the bar of every page', async () => {
	const phone = await renderDraft(survey)
	await phone.user.click(await screen.findByRole('button', { name: text('app.hideScreen') }))
	expect(phone.calls).toEqual(['hide'])
})

test('leaving a report returns to where it was started', async () => {
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	history.pushState(null, '', '/help')
	const { user } = await renderDraft({ ...ownForm(survey), readers: ['safeguarding-lead'] })
	await user.type(await field('Who'), 'x')
	await user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(back).toHaveBeenCalledTimes(1))
})

test('a finished report is acknowledged, and its end says who reads it', async () => {
	const { user } = await renderDraft({ ...ownForm(survey), readers: ['safeguarding-lead'] })
	await user.type(await field('Who'), 'x')
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await user.click(await button('fill.review'))
	expect(await screen.findByText(text('finish.reportHint'))).toBeVisible()
	expect(screen.queryByText(text('finish.finishHint'))).toBeNull()
	await user.click(await button('fill.finish'))
	await waitFor(() => expect(location.pathname).toBe('/saved'))
})
