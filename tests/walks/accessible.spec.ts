import { expect } from '@playwright/test'
import { inBothSizes } from './both-sizes.ts'
import { openReview } from './form-bar.ts'
import { interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import {
	addPerson,
	beginFieldwork,
	openPage,
	Phone,
	password,
	pressLanguage,
	signIn,
	type WalkLanguage,
} from './people.ts'
import { startPrepared } from './prepared.ts'
import { test } from './walk.ts'

for (const language of ['en', 'ur'] as const satisfies readonly WalkLanguage[])
	test(`every screen of the phone passes the accessibility checks, in ${language}`, async ({ browser }) => {
		const { server, code } = await beginFieldwork(browser, language)
		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		await expect(page.getByRole('link', { name: phone.words.setUp })).toBeVisible()
		await isAccessible(page, 'welcome')
		await page.getByRole('link', { name: phone.words.setUp }).click()
		await isAccessible(page, 'setting up')
		await page.goBack()
		await phone.enrol(code)
		await isAccessible(page, 'list, empty')
		for (const tab of ['households', 'new', 'records'] as const) {
			await phone.openTab(tab)
			await expect(page.locator('main')).toContainText(/./)
			await isAccessible(page, `tab ${tab}, empty`)
		}
		await phone.startForm()
		await expect(page.locator('.page .question').first()).toBeVisible()
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.locator('.error').first()).toBeVisible()
		await isAccessible(page, 'first page, with errors')
		const seen = new Set<string>()
		await interview(
			phone,
			interviewAnswers,
			() => false,
			async (asked) => {
				// one page of each kind is enough
				if (
					![
						'contact',
						'm_age',
						'sel_avail',
						'consent',
						'occ',
						'define_read',
						'signs',
						'a_risk_area',
						'result',
					].some((name) => asked.includes(name) && !seen.has(name))
				)
					return
				for (const name of asked) seen.add(name)
				await isAccessible(page, `page of ${asked.join(', ')}`)
			},
		)
		await isAccessible(page, 'finish')
		await page.getByRole('button', { name: phone.words.sections }).click()
		await expect(page.locator('.sections .row').first()).toBeVisible()
		await isAccessible(page, 'sections')
		await openReview(page)
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await expect(page.locator('.receipt')).toBeVisible()
		await isAccessible(page, 'receipt')
		await phone.toRecords()
		await expect(page.getByRole('link', { name: /PK607-03/ })).toBeVisible()
		await isAccessible(page, 'list')
		await page.getByRole('link', { name: /PK607-03/ }).click()
		await expect(page.locator('.answers').first()).toBeVisible()
		await isAccessible(page, 'record')
		await page.goto(`${server.url}/send`)
		await isAccessible(page, 'unlock')
		await phone.unlock()
		await expect(page.getByRole('button', { name: phone.words.sendNow })).toBeVisible()
		await isAccessible(page, 'send')
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await isAccessible(page, 'menu')
		await page.locator('dialog .row').first().click()
		await expect(page.locator('.settings-page')).toBeVisible()
		await isAccessible(page, 'settings')
		await phone.switchOff()
		await server.kill()
	})

const newCode = /New code|نیا کوڈ/

test('every screen of the desk passes the accessibility checks in both sizes and languages', async ({
	browser,
}) => {
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await page.goto(`${server.url}/desk`)
	await expect(page.getByLabel('Username', { exact: true })).toBeVisible()
	await inBothSizes(page, 'accessible', 'sign in')
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	for (const language of ['English', 'اردو']) {
		await pressLanguage(page, language)
		await page.goto(`${server.url}/desk/coverage?round=demo`)
		await expect(page.locator('.tile')).toHaveCount(31)
		await inBothSizes(page, 'accessible', `coverage, ${language}`)
		await page.goto(`${server.url}/desk/records?round=demo&disputed=1`)
		await expect(page.locator('tbody tr').first()).toBeVisible()
		await inBothSizes(page, 'accessible', `records, ${language}`)
		await page.locator('tbody a').first().click()
		await expect(page.locator('.conflict')).toBeVisible()
		await inBothSizes(page, 'accessible', `record, ${language}`)
		await page.goto(`${server.url}/desk/table?round=demo`)
		await expect(page.locator('.grid tbody td').first()).not.toHaveText('…')
		await inBothSizes(page, 'accessible', `table, ${language}`)
		await page.goto(`${server.url}/desk/export`)
		await expect(page.getByRole('status').first()).toBeVisible()
		await inBothSizes(page, 'accessible', `export, ${language}`)
		await page.goto(`${server.url}/desk/people`)
		await page.locator('tbody th a').first().click()
		await expect(page.locator('.person-facts')).toBeVisible()
		await inBothSizes(page, 'accessible', `user, ${language}`)
		for (const drawer of ['.notifications', '.icon-button:not(.notifications)']) {
			await page.locator(`.desk-top > ${drawer}`).click()
			await expect(page.locator('.desk-dialog.drawer')).toBeVisible()
			await inBothSizes(page, 'accessible', `${drawer}, ${language}`)
			await page.keyboard.press('Escape')
		}
		for (const place of ['withdrawal', 'field-contacts', 'account'] as const) {
			await page.goto(`${server.url}/desk/${place}`)
			await expect(page.locator('h1')).toBeVisible()
			await inBothSizes(page, 'accessible', `${place}, ${language}`)
		}
	}
	await page.context().clearCookies()
	await page.goto(`${server.url}/desk#code=${server.administratorCode}`)
	await page.reload()
	await page.locator('#sign-in-password').fill(password)
	await page.locator('form button').click()
	await expect(page.locator('nav')).toBeVisible()
	await page.goto(`${server.url}/desk/forms`)
	await expect(page.locator('tbody tr').first()).toBeVisible()
	await page.locator('input[type=file]').setInputFiles({
		name: 'short.md',
		mimeType: 'text/markdown',
		buffer: Buffer.from('## survey\n| type | name | label |\n| --- | --- | --- |\n| txet | a | A |\n'),
	})
	await expect(page.getByRole('region')).toBeVisible()
	await inBothSizes(page, 'accessible', 'forms, with what is wrong in one')
	await page.goto(`${server.url}/desk/people`)
	for (const [i, tool] of ['adding', 'in a file', 'sheet of codes'].entries()) {
		await page.locator('.desk-head .actions button').nth(i).click()
		await inBothSizes(page, 'accessible', `people, ${tool}`)
		await page.locator('.panel .actions .plain').click()
	}
	await page.locator('tbody th button').first().click()
	await expect(page.locator('form.panel')).toBeVisible()
	await inBothSizes(page, 'accessible', 'people, changing one')
	await page.locator('.panel .actions .plain').click()
	await page.locator('tbody td button', { hasText: newCode }).first().click()
	await expect(page.locator('.big-code')).toBeVisible()
	await inBothSizes(page, 'accessible', 'people, with a code')
	await server.kill()
})

const demonstrationMark = 'Demo data: these records are not real.'

test('the demonstration is marked on every screen of the phone', async () => {
	const server = await startPrepared('demonstration')
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.enrol(server.demonstrationCodes.enumerator ?? '')
	await expect(page.getByText(demonstrationMark)).toHaveCount(1)
	await isAccessible(page, 'list, marked')
	await phone.openTab('households')
	await page.locator('.household-open').first().click()
	await page.getByRole('button', { name: 'Start visit 1' }).click()
	await expect(page.locator('.page .question').first()).toBeVisible()
	await expect(page.getByText(demonstrationMark)).toHaveCount(1)
	await isAccessible(page, 'first page, marked')
	await page.goto(`${server.url}/send`)
	await phone.unlock()
	await expect(page.getByRole('button', { name: phone.words.sendNow })).toBeVisible()
	await expect(page.getByText(demonstrationMark)).toHaveCount(1)
	await phone.switchOff()
	await server.kill()
})

test('the demonstration is marked on every screen of the desk', { tag: '@long' }, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const desk = await context.newPage()
	await signIn(desk, server.url, server.demonstrationCodes['data manager'] ?? '')
	for (const place of ['Progress', 'Export', 'Users & teams', 'Records']) {
		await openPage(desk, place)
		await expect(desk.getByRole('heading', { name: place })).toBeVisible()
		await expect(desk.locator('.demo-tag')).toBeVisible()
	}
	await desk.locator('tbody a').first().click()
	await expect(desk.locator('.answers').first()).toBeVisible()
	await expect(desk.locator('.demo-tag')).toBeVisible()
	const demonstrationUrl = desk.url()

	// real users see the mark where they view demonstration data, and nowhere else
	const real = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(real, server.url, server.administratorCode)
	const code = await addPerson(real, { name: 'Nadia', code: 'nadia', role: 'data-manager' })
	await context.clearCookies()
	await signIn(desk, server.url, code)
	for (const [where, marks] of [
		['/desk/records', 0],
		['/desk/records?round=demo', 1],
		['/desk/coverage?round=demo', 1],
		[new URL(demonstrationUrl).pathname, 1],
	] as const) {
		await desk.goto(server.url + where)
		await expect(desk.locator('h1')).toBeVisible()
		await expect(desk.getByText(demonstrationMark)).toHaveCount(marks)
	}
	await server.kill()
})
