import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { inBothSizes } from './both-sizes.ts'
import { addPerson, beginHelpline, Phone, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		chosen: 'English',
		place: 'Helpline',
		table: 'Audience',
		few: 'fewer than 10',
		log: 'Helpline call log',
		backs: 'Call-backs, referrals, handover',
		take: /^Assign to me: /,
		done: /^Mark as done: /,
		again: /^Not reached: reopen: /,
		open: 'Open call-backs',
		waiting: /[2-9] open call-backs · \d overdue/,
		matter: /Visa fraud/,
		note: 'Handover note',
		handOver: 'Hand over shift',
		long: /a long number/,
		ask: 'Refresh',
		heard: /^Last updated/,
		nothing: /nothing was saved/,
		referrals: 'Referrals',
		limits: /within 1 hour of the call.*within 72 hours/,
		sent: /^Mark as sent: /,
		isSent: /^Sent \(Demo Operator, /,
		confirmed: /^Mark as received: /,
		isReceived: /^Received \(Demo Operator, /,
		more: /^Close or reopen: /,
		helped: /^Helped: /,
		isClosed: /^Closed: Helped \(Demo Operator, /,
		reopen: /^Reopen: /,
		isReopened: /^Reopened: to send \(Demo Operator, /,
		closedLast: /^Recently closed/,
		late: /\d.* overdue/,
		byDepartment: 'Referrals by department',
		department: 'Police 15',
	},
	ur: {
		chosen: 'اردو',
		place: 'ہیلپ لائن',
		table: 'جدول',
		few: '10 سے کم',
		log: 'ہیلپ لائن کال ریکارڈ',
		backs: 'کال بیک، ریفرل اور حوالگی',
		take: /^یہ کال میرے ذمے/,
		done: /^کال ہو گئی: /,
		again: /^بات نہیں ہوئی: فہرست میں واپس: /,
		open: 'طے شدہ کال بیک',
		waiting: /[2-9]\u2069? کال بیک باقی · \u2068?\d\u2069? کا وقت گزر گیا/,
		matter: /ویزا فراڈ/,
		note: 'اگلی شفٹ کو کیا',
		handOver: 'حوالے کریں',
		long: /لمبا نمبر/,
		ask: 'ریفریش کریں',
		heard: /کی صورتِ حال/,
		nothing: /کچھ درج نہیں ہوا/,
		referrals: 'ریفرل',
		limits: /فوری خطرے میں ریفرل کال کے .*1.*72/,
		sent: /^میں نے بھیج دیا: /,
		isSent: /بھیجا گیا.*Demo Operator/,
		confirmed: /^ادارے نے تصدیق کر دی: /,
		isReceived: /موصول.*Demo Operator/,
		more: /^بند کریں یا دوبارہ کھولیں: /,
		helped: /^مدد ہو گئی: /,
		isClosed: /بند: .*مدد ہو گئی.*Demo Operator/,
		reopen: /^دوبارہ کھولیں: بھیجنا ہے: /,
		isReopened: /دوبارہ کھولا: بھیجنا ہے.*Demo Operator/,
		closedLast: /^حال ہی میں بند/,
		late: /\d.* کا وقت گزر گیا/,
		byDepartment: 'ادارے کے لحاظ سے ریفرل',
		department: 'پولیس 15',
	},
} as const

async function choose(page: Page, language: keyof typeof textsByLanguage): Promise<void> {
	await page.getByRole('button', { name: textsByLanguage[language].chosen }).click()
	await expect(page.locator('html')).toHaveAttribute('lang', language)
}

test('the helpline’s table is filtered by month, and published without small counts', async ({ browser }) => {
	const server = await startPrepared('helpline-demonstration')
	const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(desk, server.url, server.demonstrationCodes['data manager'] ?? '')
	for (const language of ['en', 'ur'] as const) {
		const words = textsByLanguage[language]
		await choose(desk, language)
		await desk.getByRole('link', { name: words.place, exact: true }).click()
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

/** A referral is sent, confirmed, closed and reopened; each step is shown with its author. */
async function followUp(
	page: Page,
	words: (typeof textsByLanguage)['en' | 'ur'],
	language: string,
): Promise<void> {
	const referrals = page.getByRole('region', { name: words.referrals, exact: true })
	await expect(referrals.getByText(words.limits)).toBeVisible()
	const toSend = referrals
		.getByRole('listitem')
		.filter({ has: page.getByRole('button', { name: words.sent }) })
	const name = (await toSend.first().locator('bdi').first().textContent()) ?? ''
	const card = () =>
		referrals.getByRole('listitem').filter({ hasText: name }).filter({ hasText: 'Demo Operator' }).first()
	await toSend.first().getByRole('button', { name: words.sent }).click()
	await expect(card().getByText(words.isSent)).toBeVisible()
	await card().getByRole('button', { name: words.confirmed }).click()
	await expect(card().getByText(words.isReceived)).toBeVisible()
	await card().getByRole('button', { name: words.more }).click()
	await referrals.locator('summary', { hasText: words.late }).first().click()
	await inBothSizes(page, 'helpline', `referrals-${language}`)
	await card().getByRole('button', { name: words.helped }).click()
	await referrals.getByText(words.closedLast).click()
	await expect(card().getByText(words.isClosed)).toBeVisible()
	await card().getByRole('button', { name: words.reopen }).click()
	await expect(card().getByText(words.isReopened)).toBeVisible()
}

for (const language of walkLanguages('ur'))
	test(`an operator takes a call-back, completes it and hands over the shift; the desk sees it, in ${language}`, async ({
		browser,
	}) => {
		const server = await startPrepared('helpline-demonstration')
		const words = textsByLanguage[language]
		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		await page.goto(`${server.url}/enrol`)
		await page.getByLabel(phone.words.code).fill(server.demonstrationCodes.operator ?? '')
		await page.getByLabel(phone.words.pin, { exact: true }).fill('482915')
		await page.getByLabel(phone.words.again).fill('482915')
		await page.getByRole('button', { name: phone.words.setUpNow }).click()
		await page.waitForURL(`${server.url}/`)
		if (language === 'ur') {
			await page.reload()
			await page.getByRole('button', { name: words.chosen }).click()
			await phone.unlock()
		}
		if (language === 'en')
			for (const where of ['/help/faq', '/help']) {
				await page.locator(`a[href="${where}"]`).first().click()
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
				for (const each of await page.locator('summary').all()) await each.click()
				await expect(page.locator('main')).not.toContainText(/enumerator|interview|household|coordinator/i)
				await expect(page.getByRole('link', { name: /1991/ })).toHaveCount(0)
				await page.goBack()
			}
		// the first screen shows how many call-backs wait, and how many of them too long
		await expect(page.getByRole('link', { name: words.backs })).toContainText(words.waiting)
		await screenshot(page, { path: `test-results/helpline-home-${language}-360.png`, fullPage: true })
		await page.getByRole('link', { name: words.backs }).click()
		const list = page.getByRole('list').first()
		await expect(page.getByRole('button', { name: words.take }).first()).toBeVisible()
		await expect(list.getByRole('listitem').first()).toContainText(words.matter)
		const waiting = await list.getByRole('listitem').count()
		await page.getByRole('button', { name: words.take }).first().click()
		await inBothSizes(page, 'helpline', `call-backs-${language}`)
		await page.getByRole('button', { name: words.done }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting - 1)
		// it was marked as done too early
		await page.getByRole('button', { name: words.again }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting)
		await page.getByRole('button', { name: words.take }).first().click()
		await page.getByRole('button', { name: words.done }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting - 1)
		await followUp(page, words, language)
		await page.getByLabel(words.note).fill('0300 1234567')
		await expect(page.getByText(words.long)).toBeVisible()
		await expect(page.getByRole('button', { name: words.handOver })).toBeDisabled()
		await page.getByLabel(words.note).fill('The line was down at two.')
		await page.getByRole('button', { name: words.handOver }).click()
		await expect(page.getByRole('listitem').filter({ hasText: 'The line was down at two.' })).toBeVisible()
		// offline the list shows the time of its last update
		await phone.context?.setOffline(true)
		await page.getByRole('button', { name: words.ask }).click()
		await expect(page.getByText(words.heard)).toBeVisible()
		await expect(page.getByRole('alert')).toBeVisible()
		// an action pressed offline is not announced as queued: it can be pressed again
		await page.getByLabel(words.note).fill('Two more at six.')
		await page.getByRole('button', { name: words.handOver }).click()
		await expect(page.getByRole('alert')).toHaveText(words.nothing)
		await expect(page.getByRole('alert')).toBeInViewport()
		await page.goBack()
		await page.getByRole('link', { name: words.backs }).click()
		await expect(page.getByLabel(words.note)).toHaveValue('Two more at six.')
		await phone.switchOff()

		const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		await signIn(desk, server.url, server.demonstrationCodes['data manager'] ?? '')
		await choose(desk, language)
		await desk.getByRole('link', { name: words.place, exact: true }).click()
		await expect(desk.getByText('The line was down at two.')).toBeVisible()
		// waiting callers are shown above all figures
		const heightOf = async (what: Locator) => (await what.boundingBox())?.y ?? 0
		const waits = desk.getByRole('heading', { name: words.open })
		expect(await heightOf(waits)).toBeLessThan(await heightOf(desk.getByRole('table').first()))
		await expect(desk.getByText('Demo Operator').first()).toBeVisible()
		// the call-back that the operator returned is among the open ones, with all notes
		await expect(desk.getByText(words.isReopened)).toHaveCount(1)
		const saved = desk.waitForEvent('download')
		await desk.getByRole('button', { name: words.byDepartment }).click()
		const file = await (await saved).path()
		expect(readCsvTable((await readFile(file, 'utf8')).replace('\ufeff', '')).length).toBeGreaterThan(3)
		await inBothSizes(desk, 'helpline', `desk-${language}`)
		await server.kill()
	})

test('an older call register with months only is imported and appears in the table', async ({ browser }) => {
	const { server, admin } = await beginHelpline(browser)
	const code = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, code)
	await page.getByRole('link', { name: 'Data cleaning', exact: true }).click()
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
	await page.getByRole('link', { name: 'Helpline', exact: true }).click()
	const row = (name: string) => page.getByRole('row').filter({ hasText: name })
	await expect(row('All calls')).toContainText('30 100%')
	await expect(row('Visa fraud')).toContainText('10 33%')
	await page.getByRole('combobox', { name: 'To', exact: true }).selectOption('2023-05')
	await expect(row('All calls')).toContainText('20 100%')
	await server.kill()
})

test('the desk of the helpline uses the words for calls and operators, and has no survey pages', async ({
	browser,
}) => {
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
		// the columns of the table have the same names as in the other files
		for (const name of names.filter((each) => each !== 'Table')) {
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
	await manager.getByRole('link', { name: 'Releases', exact: true }).click()
	await manager.locator('summary', { hasText: 'Create release' }).click()
	await expect(manager.getByText('There are no public-use or licensed files of calls')).toBeVisible()
	await expect(manager.getByLabel('Content').getByRole('option')).toHaveText([/^Clean/, /^Raw/])
	// retention until the end of a round is rejected, since calls have no rounds: the cell shows what to write
	// instead
	await manager.getByRole('link', { name: 'Forms', exact: true }).click()
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
	await desk.getByRole('link', { name: 'Users & teams', exact: true }).click()
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
	await desk.getByRole('link', { name: 'Users & teams', exact: true }).click()
	await desk.getByRole('button', { name: 'Add user' }).click()
	await expect(desk.getByText('No safeguarding lead is listed yet')).toHaveCount(0)
	await inBothSizes(desk, 'helpline', 'add-a-person')
	await choose(desk, 'ur')
	await inBothSizes(desk, 'helpline', 'add-a-person-ur')
	await server.kill()
})
