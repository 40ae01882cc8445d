import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { inBothSizes } from './both-sizes.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { sendRound } from './sent-round.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

/** Checks a screen in both languages and sizes, and takes screenshots. */
async function checkScreen(page: Page, name: string): Promise<void> {
	for (const [language, button] of [
		['ur', 'اردو'],
		['en', 'English'],
	] as const) {
		await pressLanguage(page, button)
		await expect(page.locator('html')).toHaveAttribute('lang', language)
		await inBothSizes(page, 'figures', `${name}-${language}`)
	}
}

test('results are read by group, an indicator is added, and two closed rounds are compared', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const codes: string[] = []
	for (const name of ['bilal', 'karim'])
		codes.push(await addPerson(admin, { name, code: name, districts: ['PK607'] }))
	const [bilal = '', karim = ''] = codes
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	// one of six respondents of the first round has heard of it, and five of six of the second
	const hears = (isOften: boolean) => (k: number) => ({
		heard_tip: (k % 6 === 0) === isOften ? 'no' : 'yes',
		cluster_id: `PK607-0${1 + (k % 8)}`,
		...(k % 40 === 0 ? { gender: 'transgender' } : {}),
	})
	await sendRound(server.url, [bilal], 'baseline', ['plain'], { perDistrict: 160, also: hears(false) })
	await sendRound(server.url, [karim], 'endline', ['plain'], { perDistrict: 160, also: hears(true) })
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	await openPage(page, 'Results')
	await expect(page.getByText('Provisional and unweighted')).toBeVisible()
	const estimateRow = page.getByRole('row', { name: /^H1 Heard of human trafficking/ })
	await expect(estimateRow).toContainText(/8\d\.\d%/)
	await page.getByRole('combobox', { name: 'Group by' }).selectOption('sex')
	const men = page.getByRole('row', { name: /^Man/ })
	await expect(men).toContainText('%')
	// a record in no group is in the total, and the page says so
	await expect(page.getByText('1 interview is in the total only and in none of these groups')).toBeVisible()
	// groups that are too small are suppressed
	await page.getByRole('combobox', { name: 'Group by' }).selectOption('age')
	await expect(page.getByText('suppressed (too few)').locator('visible=true').first()).toBeVisible()
	await checkScreen(page, 'all')
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Export CSV' }).click(),
	])
	expect(file.suggestedFilename()).toBe('results-endline-age.csv')

	// an alternative definition is shown, and material, of which there is none yet
	await page.getByText('Alternative definitions').click()
	const other = page.locator('details').getByRole('link', { name: /^H1-/ }).first()
	await other.click()
	const title = page.getByRole('heading', { name: /^H1-/ })
	await expect(title).toBeVisible()
	await page.getByRole('link', { name: 'Campaign delivery' }).click()
	await expect(page.getByRole('row', { name: /^Streamers copies/ })).toContainText('6,000')
	await checkScreen(page, 'material')
	// all filters are restored: by the link of the page, after a reload, and by the back button
	const isAsItWas = async () => {
		await expect(title).toBeVisible()
		await expect(page.getByRole('combobox', { name: 'Group by' })).toHaveValue('age')
		await expect(other).toBeVisible()
	}
	await page.getByRole('main').getByRole('link', { name: 'Results', exact: true }).click()
	await isAsItWas()
	await page.reload()
	await isAsItWas()
	await page.getByRole('link', { name: 'Report', exact: true }).click()
	await expect(page.getByRole('heading', { name: 'Methodology' })).toBeVisible()
	await page.goBack()
	await isAsItWas()

	// an invalid expression is reported; then the indicator is tested and saved
	await page.getByRole('link', { name: 'Indicators' }).click()
	await page.getByText('Add indicator').click()
	const form = page.locator('details[open]')
	await form.getByLabel('Indicator ID').fill('H1')
	await form.getByRole('button', { name: 'Save', exact: true }).click()
	await expect(form.getByText('An indicator with this ID already exists')).toBeVisible()
	await form.getByLabel('Indicator ID').fill('K1')
	await form.getByLabel('Name in English').fill('Has a telephone')
	await form.getByLabel('Name in Urdu').fill('فون ہے')
	await form.getByLabel('Numerator').fill("${telephone} != 'none'")
	await form.getByRole('button', { name: 'Test' }).click()
	await expect(form.getByText('${telephone}')).toBeVisible()
	await form.getByLabel('Numerator').fill("${phone} == 'none'")
	await form.getByRole('button', { name: 'Test' }).click()
	await expect(form.getByRole('alert')).toContainText('"=" was expected at character 10')
	await form.getByLabel('Numerator').fill("${phone} != 'nothing'")
	await form.getByRole('button', { name: 'Test' }).click()
	await expect(form.getByRole('alert')).toContainText('none, shared, basic, smart')
	await checkScreen(page, 'indicator-foreign')
	await form.getByLabel('Numerator').fill("${phone} != ''")
	await form.getByRole('button', { name: 'Test' }).click()
	await expect(form.getByRole('status')).toContainText('%')
	await checkScreen(page, 'indicators')
	await form.getByRole('button', { name: 'Save', exact: true }).click()
	await expect(page.getByText('K1 Has a telephone')).toBeVisible()

	// an open round is not compared; if all respondents agree, the page explains the interval
	await page.getByRole('link', { name: 'Results', exact: true }).first().click()
	await expect(page.getByRole('row', { name: /^K1 / })).toContainText('Design effect set to 1')
	await page.getByRole('link', { name: 'Before and after' }).click()
	await expect(page.getByText('A comparison needs two closed rounds.')).toBeVisible()
	await checkScreen(page, 'two-closed')
	await page.getByRole('link', { name: 'An administrator closes rounds under Rounds & targets.' }).click()
	await expect(page.getByRole('heading', { name: 'Rounds & targets', level: 1 })).toBeVisible()
	await page.goBack()
	await openPage(desk, 'Rounds & targets')
	for (const round of ['Post-campaign', 'Baseline']) {
		const close = desk.getByRole('button', { name: `Close round: ${round}` })
		if ((await close.count()) === 0) {
			await desk.getByRole('button', { name: `Open round: ${round}` }).click()
			await desk.getByRole('button', { name: 'Open round', exact: true }).click()
		}
		await close.click()
		await desk.getByRole('button', { name: 'Close round', exact: true }).click()
		// the message about one round may be replaced by that about the next
		await expect(desk.getByRole('button', { name: `Open round: ${round}` })).toBeVisible()
	}
	await page.reload()
	const moved = page.getByRole('row', { name: /H1 Heard of human trafficking/ })
	await expect(moved).toContainText(/\+6\d\.\d/)
	// n is shown next to each estimate
	await expect(moved).toContainText(/% n = 40.*% n = 40/)
	await expect(page.getByRole('row', { name: /Dera Ghazi Khan/ })).toContainText('Change')
	await expect(page.getByRole('row', { name: /K1 Has a telephone/ })).toContainText('No reliable change')
	await page.getByRole('combobox', { name: 'Question' }).selectOption('heard_tip')
	await expect(page.getByText('Rao–Scott')).toBeVisible()
	await page.reload()
	await expect(page.getByRole('combobox', { name: 'Question' })).toHaveValue('heard_tip')
	await expect(page.getByText('Rao–Scott')).toBeVisible()
	// each heading is above its column
	const verdicts = page.getByRole('columnheader', { name: 'Result' }).first()
	const verdict = moved.getByRole('cell', { name: 'Change', exact: true })
	expect((await verdicts.boundingBox())?.x).toBe((await verdict.boundingBox())?.x)
	await checkScreen(page, 'change')

	// printed, and as a separate page
	await page.getByRole('link', { name: 'Results', exact: true }).first().click()
	await page.getByRole('link', { name: 'Report', exact: true }).click()
	await expect(page.getByRole('heading', { name: 'Dera Ghazi Khan' })).toBeVisible()
	await expect(page.getByRole('row', { name: /^H1 / }).first()).toContainText(/change/i)
	const bySex = page
		.getByRole('table')
		.filter({ has: page.getByRole('columnheader', { name: 'Man', exact: true }) })
	await expect(bySex.getByRole('row', { name: /^H1 / })).toContainText(/n = \d\d/)
	await expect(page.getByText('1 interview is in the total only and in none of these groups')).toBeVisible()
	// in a district the line is not the value of the baseline
	await expect(page.getByText('Dashed line: all districts combined.').first()).toBeVisible()
	await checkScreen(page, 'report')
	const saved = async (press: () => Promise<void>): Promise<Buffer> => {
		const [file] = await Promise.all([page.waitForEvent('download'), press()])
		return readFile(await file.path())
	}
	const downloadedPage = await saved(() => page.getByRole('button', { name: 'Download HTML' }).click())
	expect(downloadedPage.toString('utf8')).toContain('Dera Ghazi Khan')
	expect(downloadedPage.toString('utf8')).not.toMatch(/<(button|script|a )/)
	const zip = await saved(() => page.getByRole('link', { name: 'Download replication package' }).click())
	expect([...unzip(zip).keys()]).toContain('figures.R')
	await context.close()
})

test('with generated data some districts have too few interviews, and others are suppressed because of them; material is shown too', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	await openPage(page, 'Results')
	await page.getByRole('combobox', { name: 'Then by' }).selectOption('sex')
	const groups = page.getByRole('table').filter({ has: page.getByText('District · Sex') })
	await expect(groups.getByText('suppressed (secondary)', { exact: true }).first()).toBeVisible()
	await expect(groups.getByText('suppressed (too few)', { exact: true }).first()).toBeVisible()
	await expect(page.getByText(/^Suppressed \(secondary\): there are enough interviews/)).toBeVisible()
	await checkScreen(page, 'suppressed (secondary)')
	await page.getByRole('link', { name: 'Report', exact: true }).click()
	await expect(page.getByText(/^Suppressed \(secondary\): there are enough interviews/).first()).toBeVisible()
	await checkScreen(page, 'withheld-report')
	await page.getByRole('link', { name: 'Results', exact: true }).first().click()
	await page.getByRole('link', { name: 'Campaign delivery' }).click()
	await expect(page.getByRole('row', { name: /^Streamers copies/ })).toContainText(/[1-9]\d\d/)
	await checkScreen(page, 'made-up-material')
	// few copies for millions of people: the unit is chosen so that each number has digits
	const tiles = page.getByRole('figure').filter({ hasText: 'Streamers per 100,000 people' })
	await expect(tiles.getByText(/^0\.[1-9]\d?$|^[1-9]/).first()).toBeVisible()
	await expect(page.getByRole('columnheader', { name: 'Per 100,000 people' })).toBeVisible()
	await page.getByRole('combobox', { name: 'Material' }).selectOption('brochure')
	await page.getByRole('button', { name: 'Show table', exact: true }).click()
	await page.reload()
	await expect(page.getByRole('combobox', { name: 'Material' })).toHaveValue('brochure')
	await expect(page.getByRole('columnheader', { name: 'Week of' })).toBeVisible()
	await server.kill()
})
