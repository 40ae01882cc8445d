import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, beginHelpline, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendCalls, sendRound } from './sent-round.ts'
import { test } from './walk.ts'

const screens = [
	['desk', { width: 1280, height: 800 }],
	['phone', { width: 360, height: 640 }],
] as const

/** Checks both sizes with axe and takes screenshots; ends in the size of the desk. */
async function checkScreen(page: Page, name: string): Promise<void> {
	for (const [size, viewport] of [...screens].reverse()) {
		await page.setViewportSize(viewport)
		await isAccessible(page, `${name} ${size}`)
		await screenshot(page, { path: `test-results/quality-${name}-${size}.png`, fullPage: true })
	}
}

/**
 * Imports a boundary that contains a part of the interviews, with the request of the administrator's page.
 */
const importBoundary = (desk: Page): Promise<unknown> =>
	desk.evaluate(async () => {
		const [west, east] = [61.9, 62.15]
		const ring = [
			[west, 24.9],
			[east, 24.9],
			[east, 25.4],
			[west, 25.4],
		]
		const reply = await fetch('/api/boundaries', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				attribution: 'Survey office',
				disclaimer: 'No border is meant.',
				shapes: [{ district: 'PK607', rings: [ring] }],
			}),
		})
		if (!reply.ok) throw new Error(String(reply.status))
	})

test('a coordinator sees which enumerators to visit and why, opens their work and resolves the flags', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const names = ['Bilal', 'Karim', 'Sana', 'Zoya']
	const districts = ['PK607']
	const codes: string[] = []
	for (const name of names) codes.push(await addPerson(admin, { name, code: name.toLowerCase(), districts }))
	const coordinator = await addPerson(admin, { name: 'Rabia', code: 'rabia', role: 'coordinator', districts })
	await sendRound(server.url, codes, 'endline')
	await importBoundary(desk)

	const page = await (await browser.newContext({ locale: 'en', viewport: screens[0][1] })).newPage()
	await signIn(page, server.url, coordinator)
	await openPage(page, 'Quality alerts')
	const visits = page.getByRole('region', { name: 'Visit today' })
	// new interviews are compared after some seconds
	await expect(async () => {
		await page.goto(`${server.url}/desk/quality?round=endline`)
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
		await expect(visits.getByRole('listitem').filter({ hasText: 'Bilal' }).first()).toContainText(
			/\d+ of 26 interviews are nearly identical to another one\./,
			{ timeout: 2000 },
		)
		await expect(page.getByText('still being checked')).toHaveCount(0, { timeout: 1000 })
	}).toPass()
	await expect(visits.getByRole('heading', { level: 3 })).toHaveCount(1)
	await checkScreen(page, 'visit-en')

	// the page of the enumerator, with the values of the others
	await visits.getByRole('link', { name: 'Bilal' }).click()
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bilal')
	const alike = page.getByRole('row').filter({ hasText: 'Near duplicate' })
	await expect(alike).toContainText(/\d+ %\d+–\d+0 %/)
	await checkScreen(page, 'enumerator-en')

	// one interview, and how its flag was resolved
	await page
		.getByRole('region', { name: 'Latest interviews' })
		.getByRole('listitem')
		.filter({ hasText: 'answers are the same as in another interview' })
		.first()
		.getByRole('link')
		.first()
		.click()
	const questions = page.getByRole('region', { name: 'Quality flags' })
	const question = questions.getByRole('listitem').filter({ hasText: 'answers are the same as in another' })
	await question.getByRole('button', { name: /^Resolve/ }).click()
	await question.getByLabel('Rejected').check()
	await checkScreen(page, 'decide-en')
	await question.getByRole('button', { name: 'Resolve 1 flag', exact: true }).click()
	await expect(question.getByRole('alert')).toBeVisible()
	await question.getByLabel('Reason', { exact: true }).fill('He filled it in at home')
	await question.getByRole('button', { name: 'Resolve 1 flag', exact: true }).click()
	await expect(question).toContainText(/Rejected – .Rabia/)
	await expect(question).toContainText('He filled it in at home')

	// all flags of the enumerator are resolved: no visit is suggested
	await page.goto(`${server.url}/desk/quality?round=endline`)
	await visits.getByRole('link', { name: 'Bilal' }).click()
	const open = page.getByRole('button', { name: /^Resolve/ })
	await expect(open.first()).toBeVisible()
	for (let remaining = await open.count(); remaining > 0; remaining--) {
		await open.first().click()
		await page.getByLabel('Explained').check()
		await page.getByLabel('Reason', { exact: true }).fill('Visited on Monday, the houses were asked again')
		await page.getByRole('button', { name: 'Resolve 1 flag', exact: true }).click()
		await expect(open).toHaveCount(remaining - 1)
	}
	await page.goto(`${server.url}/desk/quality?round=endline`)
	await expect(page.getByText('No enumerator needs a visit')).toBeVisible()

	// flags of single interviews, by check
	await page.goto(`${server.url}/desk/quality/flags?round=endline&kind=alike&state=rejected`)
	await expect(page.getByText('1 flag', { exact: true })).toBeVisible()
	await checkScreen(page, 'flags-en')

	await pressLanguage(page, 'اردو')
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('معیار کے الرٹ')
	await checkScreen(page, 'flags-ur')
	await page.goto(`${server.url}/desk/quality?round=endline`)
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('معیار کے الرٹ')
	await checkScreen(page, 'visit-ur')
	await page.goto(`${server.url}/desk/quality?round=endline&district=PK607`)
	await page.getByRole('link', { name: 'انٹرویو', exact: true }).click()
	await page.getByRole('link', { name: 'Bilal' }).first().click()
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bilal')
	await checkScreen(page, 'enumerator-ur')

	// with the imported boundary, interviews outside of the district are flagged
	await page.goto(`${server.url}/desk/quality/flags?round=endline&kind=outside-district`)
	await expect(page.getByText(/کلومیٹر باہر ہوا/).first()).toBeVisible()
	await checkScreen(page, 'outside-ur')
	await pressLanguage(page, 'English')
	await expect(page.getByText(/The location is \d+ km outside the district/).first()).toBeVisible()
	await checkScreen(page, 'outside-en')

	// no other role sees the quality of an enumerator
	await desk.goto(`${server.url}/desk/quality`)
	await expect(desk.getByRole('link', { name: 'Quality alerts', exact: true })).toHaveCount(0)
	await server.kill()
})

test('a data manager of the helpline sees quality flags of operators and resolves them', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginHelpline(browser)
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	const operator = await addPerson(admin, { name: 'Hina', code: 'hina', role: 'helpline-operator' })
	await sendCalls(server.url, operator, 'endline')
	const other = await (await browser.newContext({ locale: 'en', viewport: screens[0][1] })).newPage()
	await signIn(other, server.url, manager)
	await expect(other.getByRole('link', { name: 'Quality alerts', exact: true })).toHaveCount(0)
	await openPage(other, 'Helpline')
	const calls = other.getByRole('region', { name: 'Operator quality flags' })
	await expect(calls).toContainText('Hina')
	const matters = calls
		.getByRole('listitem')
		.filter({ hasText: '12 of 30 calls have the category “other matter”.' })
		.last()
	await checkScreen(other, 'calls-en')
	await matters.getByRole('button', { name: /^Resolve/ }).click()
	await matters.getByLabel('Explained').check()
	await matters.getByLabel('Reason', { exact: true }).fill('Talked on Monday')
	await matters.getByRole('button', { name: 'Resolve 1 flag', exact: true }).click()
	await expect(matters).toContainText(/Explained – .Dania/)
	await pressLanguage(other, 'اردو')
	await expect(other.getByRole('region', { name: 'آپریٹروں اور ان کی کالوں کے الرٹ' })).toContainText(
		'کال کرنے والے کی صنف معلوم نہیں',
	)
	await checkScreen(other, 'calls-ur')
	await server.kill()
})
