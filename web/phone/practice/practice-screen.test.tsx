import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { FakeServer } from '#shared/testing/fake-server'
import { database } from '../../storage/database/database.ts'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { listRecords } from '../../storage/records/records.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { PracticeScreen } from './practice-screen.tsx'

beforeEach(() => {
	preparePhone()
})

const survey = `
	type | name | label::English (en) | label::اردو (ur)
	begin_group | one | First | پہلا
	text | who | Who | کون
	image | house | House | گھر
	end_group | -
	begin_group | two | Second | دوسرا
	begin_repeat | kids | Kids | بچے
	text | kid | Kid | بچہ
	end_repeat | -
	end_group | -
`
/** A phone with a small form, and a second one. */
const withForm = (options: PhoneOptions = {}): PhoneOptions => {
	const definition = ownForm(survey)
	const second = { ...definition, id: 'talk', title: { en: 'Group discussion' } }
	const server = new FakeServer((length) => crypto.getRandomValues(new Uint8Array(length)))
	const body = { project: 'test', offsetMinutes: 300, districts: [], rounds: [] }
	server.publish({ kind: 'campaign', ref: 'test', body })
	for (const each of [definition, second]) {
		const form = { id: each.id, version: 1, isCurrent: true, definition: each }
		server.publish({ kind: 'form', ref: `${each.id}@1`, body: form })
	}
	return { path: '/practice', server, ...options }
}
const render = (options: PhoneOptions = {}) => renderPhone(<PracticeScreen />, withForm(options))
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const tip = (name: 'answer' | 'rows' | 'back') => text(`practice.tip.${name}.title`)

test('a practice interview introduces itself, starts, and moves from page to page like a real one', async () => {
	const { user } = await render()
	expect(screen.getByText(text('practice.help'))).toBeVisible()
	expect(screen.getByText(text('practice.nothingSent'), { exact: false })).toBeVisible()
	await user.click(await button('practice.start'))
	await user.type(await field('Who'), 'Amina')
	// a screen that stays busy is not read by a screen reader
	await waitFor(() => expect(document.querySelector('.save-state')).toHaveAttribute('aria-busy', 'false'))
	// in place of the saving state
	expect(screen.queryByText(text('fill.saved'))).toBeNull()
	await user.click(await button('fill.next'))
	expect(await screen.findByRole('heading', { level: 1, name: 'Second' })).toBeVisible()
})

test('other forms can be practised, too', async () => {
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: 'Group discussion' }))
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('practice.leave'))
	await waitFor(() => expect(location.pathname).toBe('/'))
})

test('it is continued where it was left, and gone when it is finished', async () => {
	const { user, redraw } = await render()
	await user.click(await button('practice.start'))
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('fill.next'))
	await screen.findByRole('heading', { level: 1, name: 'Second' })
	await redraw()
	const more = await screen.findByRole('button', { name: new RegExp(`^${text('practice.continue')}`) })
	await user.click(more)
	expect(await screen.findByRole('heading', { level: 1, name: 'Second' })).toBeVisible()
	await user.click(await button('fill.back'))
	expect(await field('Who')).toHaveValue('Amina')
	await user.click(await button('fill.next'))
	await user.click(await button('fill.next'))
	await user.click(await button('fill.finish'))
	await screen.findByRole('heading', { name: text('practice.finished') })
	await redraw()
	await button('practice.start')
	expect(screen.queryByRole('button', { name: new RegExp(`^${text('practice.continue')}`) })).toBeNull()
})

test('no draft and no record of it is stored, and the answers are counted at the end', async () => {
	const { user, vaultSession, calls } = await render()
	await user.click(await button('practice.start'))
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('fill.next'))
	await user.click(await button('fill.next'))
	expect(await screen.findByText(text('practice.endHint'))).toBeVisible()
	await user.click(await button('fill.finish'))
	expect(await screen.findByText(text('practice.answeredCount', { count: 1 }))).toBeVisible()
	const over = screen.getByRole('heading', { name: text('practice.finished') })
	expect(document.activeElement).toBe(over)
	expect(screen.getByText(text('practice.afterRealStep.only-here'))).toBeVisible()
	expect(await listDrafts(vaultSession)).toEqual([])
	expect(await listRecords(vaultSession)).toEqual([])
	expect(await (await database()).drafts.where({ device: vaultSession.device }).toArray()).toEqual([])
	expect(calls).toEqual([])
})

test('it can be repeated, empty', async () => {
	const { user } = await render()
	await user.click(await button('practice.start'))
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('fill.next'))
	await user.click(await button('fill.next'))
	await user.click(await button('fill.finish'))
	await user.click(await button('practice.practiseAgain'))
	expect(await field('Who')).toHaveValue('')
})

test('it can be left at any moment, without a confirmation', async () => {
	const { user } = await render()
	await user.click(await button('practice.start'))
	await user.type(await field('Who'), 'Amina')
	await user.click(await button('practice.leave'))
	await waitFor(() => expect(location.pathname).toBe('/'))
})

test('before the start the back button leads to the list', async () => {
	const { user } = await render()
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	history.pushState(null, '', location.href)
	await user.click(await button('app.back'))
	expect(back).toHaveBeenCalledOnce()
})

test('file questions have a placeholder', async () => {
	const { user } = await render()
	await user.click(await button('practice.start'))
	expect(await screen.findByText(text('controls.example.hint'))).toBeVisible()
	await user.click(await button('controls.example.add'))
	expect(screen.getByText(text('controls.example.added'))).toBeVisible()
	await user.click(await button('controls.example.remove'))
	expect(screen.getByText(text('controls.example.hint'))).toBeVisible()
})

test('a tip is shown at the first occurrence, and dismissed', async () => {
	const { user } = await render()
	await user.click(await button('practice.start'))
	expect(await screen.findByRole('heading', { name: tip('answer') })).toBeVisible()
	await user.click(await button('practice.gotIt'))
	expect(screen.queryByRole('heading', { name: tip('answer') })).toBeNull()
	// keyboard users continue at the page's title
	expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: 'First' }))
	await user.click(await button('fill.next'))
	expect(await screen.findByRole('heading', { name: tip('rows') })).toBeVisible()
	// each tip is shown once
	await user.click(await button('fill.back'))
	await field('Who')
	expect(screen.queryByRole('heading', { name: tip('answer') })).toBeNull()
})

test('after turning tips off none is shown', async () => {
	const { user } = await render()
	await user.click(await button('practice.start'))
	await user.click(await button('practice.turnOffTips'))
	await user.click(await button('fill.next'))
	await screen.findByRole('heading', { level: 1, name: 'Second' })
	expect(screen.queryByRole('heading', { name: tip('rows') })).toBeNull()
})

test('the questions start in the language of the app', async () => {
	const { user } = await render({ language: 'ur' })
	await user.click(await button('practice.start'))
	expect(await field('کون')).toBeVisible()
})

test('a phone without forms says what to do', async () => {
	const server = new FakeServer((length) => crypto.getRandomValues(new Uint8Array(length)))
	const { user } = await renderPhone(<PracticeScreen />, { server })
	await user.click(await button('practice.start'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('home.noForms'))
	expect(await button('practice.start')).toBeEnabled()
})

test('a phone whose storage does not answer says so, and the next try is possible', async () => {
	const { user } = await render()
	const begin = await button('practice.start')
	const { index } = IDBObjectStore.prototype
	IDBObjectStore.prototype.index = () => {
		throw new DOMException('broken', 'UnknownError')
	}
	await user.click(begin)
	expect(await screen.findByRole('alert')).toBeVisible()
	IDBObjectStore.prototype.index = index
	await user.click(await button('practice.start'))
	expect(await field('Who')).toBeVisible()
})
