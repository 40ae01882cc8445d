import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { inBothSizes } from './both-sizes.ts'
import { choose, textsByLanguage } from './helpline-texts.ts'
import { addPerson, beginHelpline, openPage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { test } from './walk.ts'

test('the helpline’s table is filtered by month, and published without small counts', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('helpline-demonstration')
	const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(desk, server.url, server.demonstrationCodes['data manager'] ?? '')
	for (const language of ['en', 'ur'] as const) {
		const words = textsByLanguage[language]
		await choose(desk, language)
		await openPage(desk, words.place)
		await desk.getByRole('combobox', { name: words.table }).selectOption('us')
		const all = desk.getByRole('table').first().getByRole('row').nth(1)
		await expect(all).toContainText(/[4-6]\d\d/)
		await expect(desk.getByText(words.few, { exact: true })).toHaveCount(0)
		const department = desk
			.getByRole('table', { name: words.byDepartment })
			.getByRole('row')
			.filter({ hasText: words.department })
		await expect(department.getByRole('cell').nth(3)).toHaveText(/^[1-9]/)
		await inBothSizes(desk, 'helpline', `table-${language}`)
		await desk.getByRole('combobox', { name: words.table }).selectOption('others')
		await expect(desk.getByText(words.few, { exact: true }).first()).toBeVisible()
		// the published table has no counts below ten
		await expect(desk.getByRole('table', { name: words.byDepartment })).toHaveCount(0)
		await inBothSizes(desk, 'helpline', `published-${language}`)
	}
	// the file contains what is shown: here without the small cells
	const saved = desk.waitForEvent('download')
	await desk.getByRole('button', { name: /CSV/ }).first().click()
	const file = await saved
	expect(file.suggestedFilename()).toMatch(/^made-up-calls-.*-others\.csv$/)
	const lines = readCsvTable((await readFile(await file.path(), 'utf8')).replace('\ufeff', ''))
	const [whole, ...matters] = lines.map((line) => Object.values(line)[1] ?? '')
	expect(Number(whole)).toBeGreaterThan(400)
	expect(matters).toContain(textsByLanguage.ur.few)
	await server.kill()
})

test('an older call register with months only is imported and appears in the table', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginHelpline(browser)
	const code = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, code)
	await openPage(page, 'Data cleaning')
	await page.getByRole('link', { name: 'Import data' }).click()
	await page.getByRole('combobox', { name: 'Form', exact: true }).selectOption('Helpline call log')
	const lines = Array.from({ length: 30 }, (_, i) =>
		[
			`R-${i}`,
			i < 20 ? 'May 2023' : '06/2023',
			i % 3 === 0 ? 'FRAUD-V' : 'Cybercrime',
			i % 5 === 0 ? 'F' : 'M',
		].join(','),
	)
	const csv = `id,month,category,gender\n${lines.join('\n')}\n`
	await page
		.getByLabel('Choose call data')
		.setInputFiles({ name: 'register.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
	await expect(page.getByLabel('Call date')).toHaveValue('month')
	await expect(page.getByText('For calls a month is enough')).toBeVisible()
	for (const list of await page.locator('summary').filter({ hasText: 'no choice' }).all()) await list.click()
	await page.getByLabel('Caller: F', { exact: true }).selectOption('Female')
	await page.getByLabel('Caller: M', { exact: true }).selectOption('Male')
	await page.getByLabel('Main matter (one): FRAUD-V', { exact: true }).selectOption('Visa fraud')
	await inBothSizes(page, 'helpline', 'register')
	await page.getByRole('button', { name: 'Start dry run' }).click()
	await expect(page.getByText('30 rows would become new records.')).toBeVisible()
	await page.getByRole('button', { name: 'Import 30 records' }).click()
	await expect(page.getByText('30 rows have become records.')).toBeVisible()
	await openPage(page, 'Helpline')
	const row = (name: string) => page.getByRole('row').filter({ hasText: name })
	await expect(row('All calls')).toContainText('30 100%')
	await expect(row('Visa fraud')).toContainText('10 33%')
	await page.getByRole('combobox', { name: 'To', exact: true }).selectOption('2023-05')
	await expect(row('All calls')).toContainText('20 100%')
	await server.kill()
})

test('the desk of the helpline uses the words for calls and operators, and has no survey pages', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginHelpline(browser)
	const desk = await admin.desk()
	const code = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const manager = await context.newPage()
	await signIn(manager, server.url, code)
	for (const [who, page] of [
		['administrator', desk],
		['data manager', manager],
	] as const) {
		const places = page
			.getByRole('navigation', { name: 'Main navigation' })
			.getByRole('listitem')
			.getByRole('link')
		const names = await places.allInnerTexts()
		expect(names).not.toContain('Rounds & targets')
		for (const name of names) {
			await page.getByRole('link', { name, exact: true }).click()
			await expect(page.locator('main').getByRole('heading').first()).toBeVisible()
			await page.waitForLoadState('networkidle')
			const pageText = await page.locator('main').innerText()
			expect(pageText, `${who}: ${name}`).not.toMatch(
				/enumerator|interview|household|rounds?\b|coordinator|cluster|chagai/i,
			)
		}
	}
	// pages that do not apply to calls are not offered
	await openPage(manager, 'Releases')
	await manager.locator('summary', { hasText: 'Create release' }).click()
	await expect(manager.getByText('There are no public-use or licensed files of calls')).toBeVisible()
	await expect(manager.getByLabel('Content').getByRole('option')).toHaveText([/^Clean/, /^Raw/])
	// retention until the end of a round is rejected, since calls have no rounds: the cell shows what to write
	// instead
	await openPage(manager, 'Forms')
	await manager.getByLabel('Upload form').setInputFiles({
		name: 'hotline.md',
		mimeType: 'text/markdown',
		buffer: Buffer.from(
			[
				...['## survey', '| type | name | label | bind::zila:retention |', '| --- | --- | --- | --- |'],
				...['| text | phone | Telephone | round + 90 days |', '## settings'],
				...['| form_id | form_title | zila:filled_by |', '| --- | --- | --- |'],
				'| hotline | Hotline | helpline-operator |',
			].join('\n'),
		),
	})
	const wrong = manager.getByRole('region', { name: 'hotline' }).getByRole('row').last()
	await expect(wrong).toContainText('D2')
	await expect(wrong).toContainText('for example "90 days"')
	await expect(manager.getByRole('button', { name: /Publish/ })).toHaveCount(0)
	await inBothSizes(manager, 'helpline', 'keep-en')
	await choose(manager, 'ur')
	await inBothSizes(manager, 'helpline', 'keep-ur')
	await choose(manager, 'en')
	// no child protection contact is named yet: users who can name one see this, with a link
	await openPage(desk, 'Users & teams')
	await expect(desk.getByText('No safeguarding lead is listed yet')).toBeVisible()
	await desk.getByRole('link', { name: 'Open field contacts' }).click()
	await expect(desk.getByText('No safeguarding lead is listed yet')).toBeVisible()
	await desk.locator('input[type=file]').setInputFiles({
		name: 'field-contacts.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(
			`district,kind,name,what,phone,hours,checked_on\n,lead,Sana,,0300 1111111,,${new Date().toISOString().slice(0, 10)}\n`,
		),
	})
	await desk.getByRole('button', { name: 'Replace list' }).click()
	await expect(desk.getByRole('cell', { name: 'Sana' })).toBeVisible()
	await expect(desk.getByText('No safeguarding lead is listed yet')).toHaveCount(0)
	await openPage(desk, 'Users & teams')
	await desk.getByRole('button', { name: 'Add user' }).click()
	await expect(desk.getByText('No safeguarding lead is listed yet')).toHaveCount(0)
	await inBothSizes(desk, 'helpline', 'add-a-person')
	await choose(desk, 'ur')
	await inBothSizes(desk, 'helpline', 'add-a-person-ur')
	await server.kill()
})
