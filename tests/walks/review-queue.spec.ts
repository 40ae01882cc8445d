import { expect, type Locator, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { hasLargeTargets } from './large-targets.ts'
import { addPerson, beginFieldwork, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendRound } from './sent-round.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 640 }

const textsByLanguage = {
	en: {
		chosen: 'English',
		queue: /^Review queue/,
		questions: 'Quality flags',
		keys: /Keyboard: j and k/,
		alike: /Near duplicate/,
		none: /No open flags/,
		approveTwo: 'Approve 2 records',
		approved: /2 records approved/,
		one: /1 record approved/,
		undoneRecords: /2 approvals undone/,
		tookBack: 'Approval undone.',
		undo: 'Undo',
		first: /^1 of \d+/,
		second: /^2 of \d+/,
		order: 'Sort by',
		worst: 'Most flags first',
		timing: 'Timing',
	},
	ur: {
		chosen: 'اردو',
		queue: /^جائزے کی قطار/,
		questions: 'معیار کے کھلے الرٹ',
		keys: /بٹن: j اور k/,
		alike: /تقریباً کسی اور جیسا/,
		none: /کوئی کھلا نہیں/,
		approveTwo: /2.? ریکارڈ منظور کریں/,
		approved: /2.? ریکارڈ منظور ہوئے/,
		one: /1.? ریکارڈ منظور ہوا/,
		undoneRecords: /2.? منظوریاں واپس لی گئیں/,
		tookBack: 'منظوری واپس لی۔',
		undo: 'واپس لیں',
		first: /میں سے .?1\D*$/,
		second: /میں سے .?2\D*$/,
		order: 'ترتیب',
		worst: 'زیادہ الرٹ والے پہلے',
		timing: 'وقت',
	},
} as const

async function checkScreen(page: Page, name: string): Promise<void> {
	await isAccessible(page, name)
	await screenshot(page, { path: `test-results/review-queue-${name}.png` })
}

const orderOf = (page: Page, label: string): Locator =>
	page.getByRole('search').getByRole('combobox', { name: new RegExp(`^${label}`) })

/** Chooses an option of a filter by a part of its text, since a number follows it. */
async function filterBy(page: Page, label: string, option: RegExp): Promise<void> {
	const filters = page.getByRole('search')
	await filters.getByRole('button', { name: label }).click()
	await filters.getByRole('radio', { name: option }).click()
}

/** Starts a round in which the quality checks have run, with a signed-in coordinator. */
async function begin(browser: Parameters<typeof beginFieldwork>[0]) {
	const { server, admin } = await beginFieldwork(browser)
	const districts = ['PK607']
	const codes: string[] = []
	for (const name of ['Bilal', 'Karim', 'Sana', 'Zoya'])
		codes.push(await addPerson(admin, { name, code: name.toLowerCase(), districts }))
	const coordinator = await addPerson(admin, { name: 'Rabia', code: 'rabia', role: 'coordinator', districts })
	await sendRound(server.url, codes, 'endline')
	const page = await (await browser.newContext({ locale: 'en', viewport: wide })).newPage()
	await signIn(page, server.url, coordinator)
	await expect(async () => {
		await page.goto(`${server.url}/desk/records?waiting=1&flag=unknown`)
		await expect(page.getByText('0 records', { exact: true })).toBeVisible({ timeout: 2000 })
	}).toPass()
	return { server, page }
}

for (const language of walkLanguages('ur'))
	test(`a coordinator works through the review queue: by question, by keyboard, several at once, and undoes it (${language})`, async ({
		browser,
	}) => {
		const words = textsByLanguage[language]
		const { server, page } = await begin(browser)
		await pressLanguage(page, words.chosen)
		await expect(page.locator('html')).toHaveAttribute('lang', language)
		const queue = page.getByRole('navigation').first().getByRole('link', { name: words.queue })
		await expect(queue).toContainText('104')
		await queue.click()
		const rows = page.locator('tbody tr')
		await expect(rows).toHaveCount(50)
		await checkScreen(page, `list-${language}`)

		// filtered by quality flag, the most severe first
		await orderOf(page, words.order).selectOption({ label: words.worst })
		await filterBy(page, words.questions, words.alike)
		await expect(rows.first()).toContainText('Bilal')
		await expect(rows.getByRole('checkbox').first()).toBeDisabled()
		await checkScreen(page, `alike-${language}`)

		// by keyboard: down, open, the next one, back to the list
		await page.locator('h1').click()
		await page.keyboard.press('?')
		await expect(page.getByText(words.keys)).toBeVisible()
		await page.keyboard.press('j')
		await expect(page.locator('tbody a').first()).toBeFocused()
		await page.keyboard.press('Enter')
		await expect(page.getByText(words.first)).toBeVisible()
		await expect(page.getByRole('heading', { name: words.timing, exact: true })).toBeVisible()
		await checkScreen(page, `one-${language}`)
		await page.keyboard.press('n')
		await expect(page.getByText(words.second)).toBeVisible()
		await page.keyboard.press('p')
		await expect(page.getByText(words.first)).toBeVisible()

		// several records without flags are approved at once
		await queue.click()
		await filterBy(page, words.questions, words.none)
		await expect(page).toHaveURL(/flag=none/)
		await expect(rows.getByRole('checkbox').first()).toBeEnabled()
		await page.locator('h1').click()
		for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
		await expect(page.getByRole('button', { name: words.approveTwo })).toBeVisible()
		await checkScreen(page, `chosen-${language}`)
		const firstTwo = await rows
			.locator('a')
			.evaluateAll((links) => links.slice(0, 2).map((link) => link.getAttribute('href') ?? ''))
		await page.keyboard.press('a')
		await expect(page.getByText(words.approved)).toBeVisible()
		await expect(queue).toContainText('102')
		await checkScreen(page, `approved-${language}`)

		// shortcuts are inactive while the user types
		await page.getByRole('searchbox').pressSequentially('u')
		await expect(page).toHaveURL(/search=u/)
		await expect(page.getByText(words.approved)).toBeVisible()
		await expect(page.getByText(words.undoneRecords)).toHaveCount(0)
		await expect(queue).toContainText('102')
		await page.getByRole('searchbox').fill('')
		await page.locator('h1').click()
		await page.keyboard.press('u')
		await expect(page.getByText(words.undoneRecords)).toBeVisible()
		await expect(queue).toContainText('104')
		await checkScreen(page, `taken-back-${language}`)
		await page.goto(server.url + firstTwo[0])
		await expect(page.getByText(words.tookBack)).toBeVisible()

		// records are approved by keyboard one after the other, and the next one opens
		const heading = page.getByRole('heading', { level: 1 })
		const name = await heading.textContent()
		await page.keyboard.press('a')
		await expect(page.getByText(words.one)).toBeVisible()
		await expect(heading).not.toHaveText(name ?? '')
		await checkScreen(page, `next-${language}`)
		await expect(queue).toContainText('103')

		// each approval can be undone, the newest first
		await page.keyboard.press('a')
		await expect(queue).toContainText('102')
		await page.keyboard.press('u')
		await expect(queue).toContainText('103')
		await expect(page.getByRole('button', { name: words.undo, exact: true })).toBeVisible()
		await checkScreen(page, `undo-again-${language}`)
		await page.keyboard.press('u')
		await expect(queue).toContainText('104')
		await expect(page.getByRole('button', { name: words.undo, exact: true })).toHaveCount(0)
		await server.kill()
	})

test('a record is returned from the queue with a comment, also on the coordinator’s phone', {
	tag: '@long',
}, async ({ browser }) => {
	const words = textsByLanguage.en
	const { server, page } = await begin(browser)
	await page.goto(`${server.url}/desk/records?waiting=1&order=worst&flag=alike`)
	const rows = page.locator('tbody tr')
	await expect(rows.first()).toBeVisible()
	const waiting = await rows.count()
	await page.locator('h1').click()
	await page.keyboard.press('j')
	const name = await page.locator('tbody a').first().textContent()
	await page.keyboard.press('r')
	const comment = page.getByLabel('Comment on record')
	await expect(comment).toBeFocused()
	await page.keyboard.type('Was anybody at home? a r u')
	await checkScreen(page, 'returning-en')
	// a shortcut does not discard a typed comment
	await page.locator('h1').click()
	for (const key of ['n', 'p', 'a']) await page.keyboard.press(key)
	await expect(comment).toHaveValue('Was anybody at home? a r u')
	await expect(page.getByText('Text that you typed is not saved yet.')).toBeVisible()
	await expect(page.getByRole('link', { name: 'Next', exact: true })).toHaveCount(0)
	// nor does leaving the page: the comment is still there
	await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link').click()
	await rows.getByRole('link').first().click()
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(name ?? '')
	await expect(comment).toHaveValue('Was anybody at home? a r u')
	await page.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(name ?? '')
	await expect(page.getByText(words.first)).toBeVisible()
	await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link').click()
	await expect(rows).toHaveCount(waiting - 1)

	// another user approves the record while a comment is written: the comment is shown, and can be copied
	await page.goto(`${server.url}/desk/records?waiting=1&order=oldest&flag=none`)
	await rows.getByRole('link').first().click()
	await page.getByRole('button', { name: 'Return with comments' }).click()
	await comment.fill('Which house was it?')
	const address = new URL(page.url()).pathname
	const elsewhere = await page.context().newPage()
	await elsewhere.goto(server.url + address)
	await elsewhere.getByRole('button', { name: 'Approve', exact: true }).click()
	await expect(elsewhere.locator('header .state')).toHaveText('Approved')
	await elsewhere.close()
	const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
	await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link').click()
	await page.getByRole('navigation').first().getByRole('link', { name: 'Records', exact: true }).click()
	await page.getByRole('link', { name: title }).first().click()
	await expect(page.getByText('can no longer be returned')).toBeVisible()
	await expect(page.getByText('Which house was it?')).toBeVisible()
	await checkScreen(page, 'never-sent')
	await page.getByRole('button', { name: 'Discard comments' }).click()
	await expect(page.getByText('can no longer be returned')).toHaveCount(0)

	await page.setViewportSize(narrow)
	await page.goto(`${server.url}/desk/records?waiting=1&order=oldest&flag=none`)
	await expect(rows.first()).toBeVisible()
	await checkScreen(page, 'list-phone')
	await page.getByRole('button', { name: 'Select approvable records' }).click()
	await expect(page.getByText('At most 50 records can be selected.')).toBeVisible()
	await hasLargeTargets(page, 'the queue, all chosen')
	await checkScreen(page, 'all-chosen-phone')
	await page.getByRole('button', { name: 'Clear selection' }).click()
	await rows.first().getByRole('checkbox').check()
	await rows.nth(1).getByRole('checkbox').check()
	await hasLargeTargets(page, 'the queue')
	await checkScreen(page, 'chosen-phone')
	await page.getByRole('button', { name: words.approveTwo }).click()
	await expect(page.getByText(words.approved)).toBeVisible()
	await checkScreen(page, 'approved-phone')
	await page.getByRole('button', { name: words.undo }).click()
	await expect(page.getByText(words.undoneRecords)).toBeVisible()
	await rows.first().getByRole('link').click()
	await expect(page.getByText(words.first)).toBeVisible()
	await hasLargeTargets(page, 'one of the queue')
	await checkScreen(page, 'one-phone')
	await server.kill()
})
