import { type FirefoxPage, press, untilText } from './firefox-page.ts'

/** A job of a role in English, on the demonstration. @throws Error if it cannot be done */
type Job = (firefox: FirefoxPage, url: string, code: string) => Promise<unknown>

const pin = '73159264'

/** Finds the district that is furthest behind, and who works there. */
async function findDistrictBehind({ page }: FirefoxPage, url: string): Promise<void> {
	await page.goto(`${url}/desk/coverage?round=demo&sort=-missing`)
	await page.locator('.coverage-table tbody a').click()
	await untilText(page, '.breadcrumbs', 'Progress')
	await untilText(page, 'main h2', 'Enumerators')
}

/** Approves the oldest record that waits, and exports all for Stata. */
async function approveAndExport({ page }: FirefoxPage, url: string): Promise<void> {
	await page.goto(`${url}/desk/records?round=demo&waiting=1&order=oldest`)
	await page.locator('tbody a').click()
	await press(page, 'Approve')
	await untilText(page, 'body', '1 record approved.')
	await page.goto(`${url}/desk/export?round=demo`)
	await press(page, 'Stata')
	await press(page, 'Create export')
	await untilText(page, 'main', 'Download')
}

/** Adds an enumerator for one district, and gets the code. */
async function addEnumerator({ page }: FirefoxPage, url: string): Promise<void> {
	await page.goto(`${url}/desk/people`)
	await press(page, 'Add user')
	await page.locator('input[name=name]').fill('Bilal')
	await page.locator('input[name=code]').fill('bilal')
	await page.locator('.district-choices input').click()
	await page.locator('form.panel button[type=submit]').click()
	await page.waitForSelector('.big-code')
}

/** Sets up a phone, begins key informant notes, and finds them as a draft when the app is opened again. */
async function beginInterview({ page }: FirefoxPage, url: string, code: string): Promise<void> {
	await page.goto(`${url}/enrol#code=${code}`)
	await page.waitForSelector('input.pin')
	for (const field of await page.$$('input.pin')) await field.type(pin)
	await press(page, 'Enrol')
	await page.waitForSelector('.tabs a[href="/new"]', { timeout: 60_000 })
	await page.locator('.tabs a[href="/new"]').click()
	await press(page, 'Key informant notes')
	await page.locator('.page .choices label').click()
	await page.goto(url)
	await untilText(page, 'body', 'Your PIN')
	await page.keyboard.type(pin)
	await untilText(page, 'main', 'Draft')
}

/** The job of each role. */
export const jobs = {
	coordinator: findDistrictBehind,
	'data manager': approveAndExport,
	administrator: addEnumerator,
	enumerator: beginInterview,
} as const satisfies Readonly<Record<string, Job>>
