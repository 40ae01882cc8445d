import { expect, type Page } from '@playwright/test'
import { exportFiles } from './files.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { test } from './walk.ts'

const form = `## survey
| type | name | label::English (en) | required | bind::zila:preset |
| --- | --- | --- | --- | --- |
| audit | | | | |
| calculate | round | | | round |
| begin group | house | The house | | |
| note | hello | Thank you for your time | | |
| text | who | Who lives here? | yes | |
| integer | rooms | How many rooms? | | |
| end group | | | | |
| begin group | well | The well | | |
| select_one yn | far | Is it far? | | |
| begin repeat | jar | Jar | | |
| text | what | What is in it? | | |
| end repeat | | | | |
| end group | | | | |
## choices
| list_name | name | label::English (en) |
| --- | --- | --- |
| yn | yes | Yes |
| yn | no | No |
## settings
| form_id | form_title::English (en) | default_language |
| --- | --- | --- |
| times | Times | English (en) |
`

/**
 * Moves the app to the background for a while. A headless browser hides no page, so visibility is simulated.
 */
async function moveToBackground(page: Page, ms: number): Promise<void> {
	const setHidden = (isHidden: boolean) =>
		page.evaluate((hidden) => {
			Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
			document.dispatchEvent(new Event('visibilitychange'))
		}, isHidden)
	await setHidden(true)
	await page.waitForTimeout(ms)
	await setHidden(false)
}

test('the time spent on each question is recorded, also when the phone is killed, and contains no answers', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await openPage(desk, 'Forms')
	const file = { name: 'times.md', mimeType: 'text/markdown', buffer: Buffer.from(form) }
	await desk.getByLabel('Upload form').setInputFiles(file)
	await desk.getByRole('button', { name: 'Publish version 1' }).click()
	await expect(desk.getByRole('status')).toBeVisible()

	let page = await phone.open(server.url)
	/** Waits until the page has been painted: no user acts within a millisecond of its appearance. */
	const waitUntilPainted = () =>
		page.evaluate(
			() =>
				new Promise<void>((done) =>
					requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))),
				),
		)
	const next = async () => {
		await page.getByRole('button', { name: phone.words.next }).click()
		await waitUntilPainted()
	}
	const finish = async () => {
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await phone.toRecords()
		await expect(page.getByRole('link', { name: new RegExp(phone.words.atServer) })).toBeVisible()
	}
	// a form that was only viewed leaves no data
	await phone.startForm('Times')
	await expect(page.getByLabel('Who lives here?')).toBeVisible()
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.getByRole('link', { name: phone.words.draft })).toHaveCount(0)

	await phone.startForm('Times')
	await page.getByLabel('Who lives here?').waitFor()
	await waitUntilPainted()
	await page.getByLabel('Who lives here?').pressSequentially('Gul', { delay: 200 })
	await page.getByLabel('How many rooms?').pressSequentially('12', { delay: 500 })
	await next()
	await page.getByLabel('Yes', { exact: true }).check()
	await page.getByLabel('No', { exact: true }).check()
	await page.getByRole('button', { name: 'Back', exact: true }).click()
	await waitUntilPainted()
	await page.getByLabel('How many rooms?').fill('11')
	await next()
	// the phone locks after half a minute out of sight: after the PIN the page is shown once more
	await moveToBackground(page, 31_000)
	await phone.unlock()
	await expect(page.getByLabel('No', { exact: true })).toBeChecked()
	await waitUntilPainted()
	await phone.isSaved()

	// killed on the second page; the user continues in a row, which is on the screen when it is expanded
	await phone.kill()
	page = await phone.switchOn(server.url)
	await phone.unlock()
	await page.getByRole('link', { name: phone.words.draft }).click()
	await page.getByRole('button', { name: 'Add' }).waitFor()
	await waitUntilPainted()
	await page.getByRole('button', { name: 'Add' }).click()
	await page.getByLabel('What is in it?').pressSequentially('oil', { delay: 300 })
	await next()
	await finish()

	// a correction adds to the audit
	await page.getByRole('link', { name: new RegExp(phone.words.atServer) }).click()
	await expect(page.getByRole('main')).not.toContainText('audit')
	await page.getByRole('button', { name: phone.words.correct }).click()
	await page.getByLabel('How many rooms?').waitFor()
	await waitUntilPainted()
	await page.getByLabel('How many rooms?').fill('110')
	await next()
	await next()
	await finish()

	const manager = await browser.newPage({ locale: 'en', acceptDownloads: true })
	await signIn(manager, server.url, managerCode)
	// the desk does not list it among the answers
	await openPage(manager, 'Records')
	await manager.getByRole('table').getByRole('link').first().click()
	await expect(async () => {
		await manager.reload()
		await expect(manager.getByRole('region', { name: 'Answers' })).toContainText('110', { timeout: 1000 })
	}).toPass()
	await expect(manager.getByRole('main')).not.toContainText('audit')
	await phone.switchOff()

	const files = await exportFiles(manager, { form: 'Times' })
	const lines = files['times-audit.csv'] ?? []
	const line = (question: string) => lines.find((each) => each.question === question) ?? {}
	const secondsOf = (question: string) => Number(line(question).seconds)
	expect(lines.map(({ question }) => question)).toEqual([
		'',
		'house/hello',
		'house/rooms',
		'house/who',
		'well/far',
		'well/jar/@/what',
	])
	expect(line('house/who')).toMatchObject({ changes: '1', visits: '2' })
	expect(line('house/rooms')).toMatchObject({ changes: '3', visits: '2' })
	expect(line('well/far')).toMatchObject({ changes: '2', visits: '3' })
	expect(line('well/jar/@/what')).toMatchObject({ changes: '1' })
	expect(secondsOf('house/who')).toBeGreaterThan(0.5)
	expect(secondsOf('house/rooms')).toBeGreaterThan(1)
	expect(secondsOf('well/jar/@/what')).toBeGreaterThan(0.5)
	expect(line('').pauses).toBe('1')
	const sum = lines.slice(1).reduce((all, { seconds }) => all + Number(seconds), 0)
	expect(secondsOf('')).toBeGreaterThan(sum - 0.5)
	expect(secondsOf('')).toBeLessThan(60)
	const [row] = files['times-jar.csv'] ?? []
	expect(line('well/jar/@/what')).toMatchObject({ record_id: row?.record_id, row_id: row?.row_id })
	expect(Object.keys(files['times.csv']?.[0] ?? {})).not.toContain('audit')
	expect(files['dictionary.csv']?.filter(({ file }) => file === 'times-audit.csv')).toHaveLength(7)
	await server.kill()
})
