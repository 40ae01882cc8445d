import { expect } from '@playwright/test'
import { readCsv } from '#shared/kernel/csv'
import { readXlsx } from '#shared/xlsform/xlsx/read-xlsx'
import { rewritten } from '../helpers/phone.ts'
import { workbook } from '../helpers/workbook.ts'
import { inBothSizes } from './both-sizes.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { phoneOf, sendRound } from './sent-round.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

type Table = string[][]
const write = (table: Table, record: string, column: string, cell: string) => {
	const at = table[0]?.indexOf(column) ?? -1
	const row = table.find(([id]) => id === record)
	if (!row || at < 0) throw new Error(`no ${column} of ${record}`)
	row[at] = cell
}
/** CSV with semicolons, as Excel saves it in many countries. */
const withSemicolons = (table: Table): Buffer =>
	Buffer.from(
		`\ufeff${table.map((row) => row.map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';')).join('\r\n')}\r\n`,
	)

test('an edited export is imported as CSV and as a workbook: previewed, applied, resolved where a phone was faster, undone', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin, code } = await beginFieldwork(browser)
	const other = await addPerson(admin, { name: 'Bilal', code: 'bilal', districts: ['PK607'] })
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	const planted = await sendRound(server.url, [other], 'endline', ['plain'], { perDistrict: 60 })
	const { phone, post } = await phoneOf(server.url, code)
	const roots = (planted[1]?.interviews ?? []).slice(0, 2).map(({ answers, finishedAt }) =>
		rewritten(phone.edit(phone.newRecord(), Object.fromEntries(answers)), {
			at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
		}),
	)
	const [root, later] = roots as [(typeof roots)[number], (typeof roots)[number]]
	const size = Object.keys(root.revision.set).find((path) => path.endsWith('/hh_size')) ?? ''
	await phone.sync(post, roots)

	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	const take = async (format: string) =>
		(
			await context.request.get(
				`${server.url}/api/export?form=household&round=endline&values=codes&format=${format}`,
			)
		).body()
	const csv = readCsv(
		unzip(await take('csv'))
			.get('household.csv')
			?.toString('utf8') ?? '',
	)
	const own = root.revision.record
	const others = csv
		.slice(1)
		.flatMap(([id]) => (id && !roots.some(({ revision }) => revision.record === id) ? [id] : []))
	const [first, second, third] = others as [string, string, string]
	write(csv, own, 'hh_size', '14')
	write(csv, first, 'hh_size', '13')
	write(csv, second, 'int_comment', 'The grandfather answered with her')
	write(csv, third, 'hh_size', 'nine')
	csv[0]?.push('checked by')
	for (const row of csv.slice(1)) row.push('Dania')
	// meanwhile a phone edits the record
	await phone.sync(post, [phone.edit(own, { [size]: 12, $status: 'submitted' }, [root])])

	await openPage(page, 'Data cleaning')
	await page.getByRole('link', { name: 'Edit in spreadsheet' }).click()
	await expect(page).toHaveURL(/\/desk\/cleaning\/file/)
	const file = page.getByLabel('Choose edited file')
	await file.setInputFiles({ name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from([0x61, 0xe4, 0xc7]) })
	await expect(page.getByRole('alert')).toContainText('UTF-8')
	await file.setInputFiles({ name: 'plain.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') })
	await expect(page.getByRole('alert')).toContainText('taken_from')
	await file.setInputFiles({ name: 'household.csv', mimeType: 'text/csv', buffer: withSemicolons(csv) })
	await expect(page.getByText(/^3 answers in 3 records would change/)).toBeVisible()
	await expect(page.getByText('checked by')).toBeVisible()
	await expect(page.getByText(/This value does not fit the question type/)).toBeVisible()
	await expect(page.getByText(/Changed since the export: this opens a conflict/)).toBeVisible()
	await inBothSizes(page, 'corrections-file', 'en')
	await page.getByRole('textbox', { name: 'Reason' }).fill('Checked against the paper lists')
	await page.getByRole('button', { name: 'Edit 3 answers' }).click()
	await expect(page.getByText('3 records edited.')).toBeVisible()
	const history = page.getByRole('region', { name: 'History' })
	const listed = history.getByRole('listitem').filter({ hasText: 'Checked against the paper lists' })
	await expect(listed).toContainText('from a file')

	// the value from the phone is shown next to it, and the conflict is resolved
	await page.getByRole('link', { name: /^Conflicts/ }).click()
	await page.locator('[data-list-link]').first().click()
	const dispute = page.getByRole('region', { name: /conflict/ })
	await expect(dispute).toContainText('12')
	await expect(dispute).toContainText('14')
	await screenshot(page, { path: 'test-results/corrections-file-decide.png', fullPage: true })
	await page.goBack()
	await page.goBack()
	await listed.getByText('Undo', { exact: true }).click()
	await listed.getByRole('textbox', { name: 'Reason' }).fill('The lists were of last year')
	await listed.getByRole('button', { name: 'Undo now' }).click()
	await expect(listed.getByText('Undone.')).toBeVisible()
	await expect(page.getByRole('link', { name: 'Conflicts', exact: true })).toBeVisible()
	await page.goto(`${server.url}/desk/records/${own}`)
	await expect(page.locator('dl.answers > div').filter({ hasText: 'usually live' })).toContainText('12')

	// the same file as a workbook, in Urdu
	await pressLanguage(page, 'اردو')
	const [sheet] = readXlsx(new Uint8Array(await take('xlsx')))
	if (!sheet) throw new Error('the workbook has no sheet')
	const columns = ['record_id', 'taken_from', 'hh_size', 'int_comment', 'help_any'].map((name) =>
		sheet.header.indexOf(name),
	)
	const table = [sheet.header, ...sheet.rows.map(({ cells }) => cells)].map((cells) =>
		columns.map((at) => cells[at] ?? ''),
	)
	write(table, later.revision.record, 'hh_size', '15')
	write(table, first, 'hh_size', '16')
	write(table, second, 'int_comment', 'دادا ساتھ بیٹھے تھے')
	await phone.sync(post, [phone.edit(later.revision.record, { [size]: 11, $status: 'submitted' }, [later])])
	await page.goto(`${server.url}/desk/cleaning/file`)
	await page
		.getByLabel('بدلی ہوئی فائل')
		.setInputFiles({ name: 'household.xlsx', mimeType: '', buffer: await workbook({ household: table }) })
	await expect(page.getByText(/3\u2069 ریکارڈوں کے \u2068\u20683\u2069 جوابات\u2069 بدلیں گے/)).toBeVisible()
	await inBothSizes(page, 'corrections-file', 'ur')
	await page.getByRole('textbox', { name: 'وجہ', exact: true }).fill('کاغذ سے ملایا')
	await page.getByRole('button', { name: /جوابات بدلیں$/ }).click()
	await expect(page.getByText(/ریکارڈ درست ہوئے/)).toBeVisible()
	await expect(page.getByRole('region', { name: 'اب تک کی درستیاں' })).toContainText('فائل سے')
	await page.getByRole('link', { name: /^تضادات/ }).click()
	await page.locator('[data-list-link]').first().click()
	await page.getByRole('radio').first().check()
	await page.getByRole('textbox', { name: 'وجہ', exact: true }).fill('فون پر پوچھا')
	await page.keyboard.press('Enter')
	await expect(
		page.getByRole('navigation').first().getByRole('link', { name: 'تضادات', exact: true }),
	).toBeVisible()
	await server.kill()
})
