import { expect } from '@playwright/test'
import { answerPage, interview, interviewAnswers } from './interview.ts'
import { beginWithPhone } from './people.ts'
import { publishForm } from './publish-form.ts'
import { test } from './walk.ts'

test('the screen shows what is recorded: folded rows, hidden questions and left pages', async ({
	browser,
}) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()

	// a question that is hidden and shown again keeps its answer
	const reserve = page.locator('input[name$=is_reserve]')
	await reserve.first().check()
	const replaced = page.getByLabel('Number of the household this one replaces')
	await replaced.fill('15')
	await reserve.nth(1).check()
	await expect(replaced).toHaveCount(0)
	await reserve.first().check()
	await expect(replaced).toHaveValue('15')
	await reserve.nth(1).check()

	await interview(phone, interviewAnswers, (asked) => asked.includes('n_adults'))
	const rows = page.locator('.repeat-row')
	await expect(rows).toHaveCount(3)
	await rows.nth(0).getByRole('button').first().click()
	await expect(rows.nth(0).getByLabel('First name or initial')).toHaveValue('Amina')
	await expect(rows.nth(0).locator('input[value=female]')).toBeChecked()
	const age = rows.nth(0).getByLabel('Age in completed years')
	await expect(age).toHaveValue('61')
	await age.fill('62')
	await age.press('Tab')
	await expect(rows.nth(0).locator('.row-head')).toContainText('Amina 62')
	await rows.nth(0).getByRole('button').first().click()
	await rows.nth(0).getByRole('button').first().click()
	await expect(age).toHaveValue('62')
	await expect(rows.nth(0)).toContainText('Amina 62')

	// a row with an error is opened and gets the focus
	await age.fill('17')
	await rows.nth(0).getByRole('button').first().click()
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(age).toBeFocused()
	await expect(page.getByRole('alert').first()).toContainText('Adults only')
	await age.fill('61')
	await page.getByRole('button', { name: 'Next', exact: true }).click()

	// an appointment is still there when the page is opened again
	await page.locator('input[value=later]').check()
	await page.getByLabel('Date and time to come back').fill('2099-01-02T10:30')
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await page.getByRole('link', { name: 'Draft' }).click()
	await expect(page.getByLabel('Date and time to come back')).toHaveValue('2099-01-02T10:30')
	await phone.switchOff()
	await server.kill()
})

const offering = `## survey
| type | name | label | calculation | bind::zila:preset |
| --- | --- | --- | --- | --- |
| calculate | round | | | round |
| integer | born | Year of birth | | |
| integer | age | Age | 2026 - \${born} | |
| text | told | In a word | concat('born ', \${born}) | |
| select_one yn | grown | Grown up | if(\${age} >= 18, 'yes', 'no') | |
| date | day | First birthday | concat(\${born} + 1, '-01-02') | |
## choices
| list_name | name | label |
| --- | --- | --- |
| yn | yes | Yes |
| yn | no | No |
## settings
| form_id | form_title |
| --- | --- |
| offering | Offering |
`

test('a calculated value is shown in its field and can be changed', async ({ browser }) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'offering', offering)
	const page = await phone.open(server.url)
	await phone.startForm('Offering')
	const fields = async (age: string, told: string, grown: string, day: string) => {
		await expect(page.getByLabel('Age')).toHaveValue(age)
		await expect(page.getByLabel('In a word')).toHaveValue(told)
		await expect(page.locator('input:checked')).toHaveValue(grown)
		await expect(page.getByLabel('First birthday')).toHaveValue(day)
	}
	// browsers send no typed text to a spelling service
	await expect(page.getByLabel('In a word')).toHaveAttribute('spellcheck', 'false')
	await page.getByLabel('Year of birth').fill('1980')
	await fields('46', 'born 1980', 'yes', '1981-01-02')
	await page.getByLabel('Year of birth').fill('2015')
	await fields('11', 'born 2015', 'no', '2016-01-02')
	await page.getByLabel('Age').fill('30')
	await fields('30', 'born 2015', 'yes', '2016-01-02')
	await page.getByLabel('Year of birth').fill('2014')
	await fields('12', 'born 2014', 'no', '2015-01-02')
	await phone.isSaved()
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await page.getByRole('link', { name: 'Draft' }).click()
	await fields('12', 'born 2014', 'no', '2015-01-02')
	await phone.switchOff()
	await server.kill()
})

const partly = `## survey
| type | name | label | appearance | bind::zila:preset |
| --- | --- | --- | --- | --- |
| calculate | round | | | round |
| date | moved | Month of moving | month-year | |
| date | built | Year of building | year | |
| decimal | worth | Worth in rupees | thousands-sep | |
| text | story | The story | multiline | |
## settings
| form_id | form_title |
| --- | --- |
| partly | Partly |
`

test('months, years, grouped digits and texts that are too long can be typed in the usual ways', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'partly', partly)
	const page = await phone.open(server.url)
	await phone.startForm('Partly')
	const [built, story] = [page.getByLabel('Year of building'), page.getByLabel('The story')]
	await page.getByLabel('Month of moving').fill('2020-03')
	await built.fill('19')
	// a comma as decimal separator is not read as a thousands separator
	await page.getByLabel('Worth in rupees').fill('12,5')
	await page.getByLabel('Worth in rupees').blur()
	await expect(page.getByText('Enter a number. Use digits and one decimal point.')).toBeVisible()
	await page.getByLabel('Worth in rupees').fill('1,234,567.5')
	await expect(page.getByText('Enter a number. Use digits and one decimal point.')).toHaveCount(0)
	await expect(page.getByText('Enter the year with 4 digits.')).toBeVisible()
	await built.fill('۱۹۹۵')
	await expect(page.getByText('Enter the year with 4 digits.')).toHaveCount(0)
	await story.fill('a'.repeat(20_001))
	await story.blur()
	await expect(page.getByText('This text is longer than 20,000 characters.')).toBeVisible()
	await story.fill('a'.repeat(20_000))
	await expect(page.getByText('This text is longer')).toHaveCount(0)
	await phone.isSaved()
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await page.getByRole('link', { name: 'Draft' }).click()
	await expect(page.getByLabel('Month of moving')).toHaveValue('2020-03')
	await expect(built).toHaveValue('1995')
	await expect(page.getByLabel('Worth in rupees')).toHaveValue('1234567.5')
	await phone.switchOff()
	await server.kill()
})

test('a draft is open in one tab only; the second tab says so and opens it when the first closes it', async ({
	browser,
}) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()
	await page.getByLabel('Cluster code').fill('PK607-09')
	await expect(page.getByText('Saved', { exact: true })).toBeVisible()
	const address = page.url()
	const other = await phone.context?.newPage()
	if (!other) throw new Error('no second tab')
	await other.goto(address)
	await other.getByLabel(phone.words.yourPin).fill('482915')
	await expect(other.getByText('open in another tab')).toBeVisible()
	await page.getByLabel('Cluster code').fill('PK607-10')
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(other.getByLabel('Cluster code')).toHaveValue('PK607-10')
	await phone.switchOff()
	await server.kill()
})

test('a form that was only viewed leaves nothing behind, on the phone or on the server', async ({
	browser,
}) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()
	await expect(page.getByLabel('Cluster code')).toBeVisible()
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.locator('.tabs')).toBeVisible()
	await expect(page.getByRole('link', { name: 'Draft' })).toHaveCount(0)
	await phone.openTab('records')
	await expect(page.getByText('No drafts or records yet.')).toBeVisible()
	await phone.switchOff()
	await server.kill()
})

test('a phone whose database cannot be opened says so, and continues once it can', async ({ browser }) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await page.addInitScript(() => {
		const open = indexedDB.open.bind(indexedDB)
		let isBroken = true
		Object.assign(globalThis, {
			mend: () => {
				isBroken = false
			},
		})
		indexedDB.open = (name: string, version?: number) => {
			if (isBroken) throw new DOMException('Internal error opening backing store', 'UnknownError')
			return open(name, version)
		}
	})
	await page.goto(server.url)
	await expect(page.getByRole('alert')).toContainText('This phone could not save the last answer')
	await page.evaluate(() => (globalThis as unknown as { mend: () => void }).mend())
	await page.getByRole('button', { name: 'Try again' }).click()
	await expect(page.getByLabel(phone.words.yourPin)).toBeVisible()
	await phone.switchOff()
	await server.kill()
})

test('an interview keeps its language, and the app keeps the user’s', async ({ browser }) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()
	await answerPage(phone, interviewAnswers)
	await page.getByLabel('Question language').selectOption({ label: 'اردو' })
	await expect(page.getByLabel('کلسٹر کوڈ')).toHaveValue('PK607-03')
	// the form runs right to left, the app around it does not; texts of the app within the form are marked with
	// their language
	await expect(page.locator('main')).toHaveAttribute('dir', 'rtl')
	await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
	await page.getByLabel('کلسٹر کوڈ').fill('')
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	const error = page.locator('.error span').first()
	await expect(error).toHaveAttribute('lang', 'en')
	await expect(error).toHaveAttribute('dir', 'ltr')
	await page.reload()
	await phone.unlock()
	await expect(page.getByLabel('کلسٹر کوڈ')).toBeVisible()
	await phone.switchOff()
	await server.kill()
})
