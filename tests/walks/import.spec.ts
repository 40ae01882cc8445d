import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { workbook } from '../helpers/workbook.ts'
import { inBothSizes } from './both-sizes.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

const sheets = `
## survey
| type | name | label::English (en) | label::اردو (ur) | required | constraint | relevant | bind::zila:preset | bind::zila:personal | bind::zila:sealed_to |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| start | start | Begun | شروع |  |  |  |  |  |  |
| select_one_from_file rounds.csv | round | Round | مرحلہ |  |  |  | round |  |  |
| select_one_from_file districts.csv | district | District | ضلع |  |  |  | district |  |  |
| begin group | home | The household | گھرانہ |  |  |  |  |  |  |
| integer | hh_size | How many people live here? | یہاں کتنے لوگ رہتے ہیں؟ | yes | . > 0 and . < 40 |  |  |  |  |
| select_one yn | well | Is there a well? | کیا کنواں ہے؟ | yes |  |  |  |  |  |
| text | depth | How deep is it? | کتنا گہرا ہے؟ |  |  | \${well} = 'yes' |  |  |  |
| select_multiple water | water | Where does water come from? | پانی کہاں سے آتا ہے؟ |  |  |  |  |  |  |
| date | moved | When did they move here? | یہاں کب آئے؟ |  |  |  |  |  |  |
| text | phone | Telephone | ٹیلیفون |  |  |  |  | yes |  |
| text | harm | What happened? | کیا ہوا؟ |  |  |  |  |  | safeguarding-lead |
| begin repeat | people | Who lives here | یہاں کون رہتا ہے |  |  |  |  |  |  |
| integer | age | Age | عمر | yes | . < 120 |  |  |  |  |
| text | called | Name | نام |  |  |  |  | yes |  |
| end repeat |  |  |  |  |  |  |  |  |  |
| end group |  |  |  |  |  |  |  |  |  |
| select_one yn | agreed | Was the paper read? | کیا کاغذ پڑھا گیا؟ | yes |  |  |  |  |  |

## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |
| water | river | River | دریا |
| water | rain | Rain | بارش |

## settings
| form_id | form_title::English (en) | form_title::اردو (ur) |
| --- | --- | --- |
| wells | Wells | کنویں |
`

const header =
	'start;end;district;home/hh_size;home/well;home/depth;home/water;home/water/river;home/water/rain;home/moved;home/phone;home/harm;_uuid;_submission_time'
const line = (i: number, more: Readonly<Record<string, string>> = {}) => {
	const cells: Readonly<Record<string, string>> = {
		start: `2023-01-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00.000+05:00`,
		end: '',
		district: i % 2 === 0 ? 'PK607' : 'Dera Ghazi Khan',
		'home/hh_size': String(1 + (i % 9)),
		'home/well': i % 3 === 0 ? 'Yes' : 'Nein',
		'home/water': 'river rain',
		'home/moved': '05/03/2002',
		'home/phone': '03001234567',
		'home/harm': 'secret words',
		_uuid: `uuid:${i}`,
		...more,
	}
	return header.split(';').map((name) => cells[name] ?? '')
}
const csv = (lines: readonly string[][]): Buffer =>
	Buffer.from(
		`\ufeff${[header.split(';'), ...lines].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n')}\r\n`,
	)

test('interviews from KoboToolbox become records: mapping, dry run, interrupted import, undo; then a workbook in Urdu', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	await publishForm(admin, 'wells', sheets)
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	const sent: string[] = []
	page.on('request', (request) => {
		if (request.url().includes('/api/import')) sent.push(request.postData() ?? '')
	})

	await openPage(page, 'Data cleaning')
	await page.getByRole('link', { name: 'Import data' }).click()
	await page.getByRole('combobox', { name: 'Form', exact: true }).selectOption('Wells')
	await page
		.getByRole('combobox', { name: 'Round', exact: true })
		.selectOption('Baseline (before the campaign)')
	const file = page.getByLabel('Choose data file')
	await file.setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('nothing here\n') })
	await expect(page.getByRole('alert')).toContainText('no table')
	const lines = Array.from({ length: 450 }, (_, i) => line(i))
	lines.push(line(450, { district: 'Atlantis' }), line(451, { 'home/hh_size': 'fifty' }))
	lines.push(line(452, { 'home/well': 'Nein', 'home/depth': 'deep' }), line(453, { _uuid: 'uuid:0' }))
	lines.push(
		line(455, { 'home/well': 'Yes', 'home/depth': '=HYPERLINK("http://x")<script>alert(1)</script>' }),
	)
	await file.setInputFiles({ name: 'baseline.csv', mimeType: 'text/csv', buffer: csv(lines) })

	// suggested columns, ignored columns, and fields without a suggestion
	await expect(page.getByLabel('Unique ID column')).toHaveValue('_uuid')
	await expect(page.getByLabel('How many people live here?')).toHaveValue('home/hh_size')
	await expect(page.getByText(/have the names of such questions and stay in this browser/)).toContainText(
		'home/phone',
	)
	await expect(page.getByText(/have the names of such questions and stay in this browser/)).toContainText(
		'home/harm',
	)
	await expect(page.getByText(/These required questions have no column/)).toContainText('Was the paper read?')
	await page.getByLabel('Constant value: Was the paper read?').selectOption('Yes')
	await page.getByText('1 matches no choice').click()
	await page.getByLabel('Is there a well?: Nein').selectOption('No')
	await expect(page.getByText('Some dates in this file can be read in two ways')).toBeVisible()
	await inBothSizes(page, 'import', 'columns-en')

	await page.getByRole('button', { name: 'Start dry run' }).click()
	await expect(page.getByText('450 rows would become new records.')).toBeVisible()
	const faults = page.getByRole('table', { name: 'Invalid values' })
	for (const why of [
		'No district of this campaign',
		'does not fit the question type',
		'not relevant here',
		'Another row of the file has the same ID',
	])
		await expect(faults.getByText(why)).toBeVisible()
	const savedReport = page.waitForEvent('download')
	await page.getByRole('button', { name: 'Export CSV' }).click()
	expect(await readFile(await (await savedReport).path(), 'utf8')).toContain('452,district')
	const mapping = page.waitForEvent('download')
	await page.getByRole('button', { name: 'Save column mapping' }).click()
	const saved = await readFile(await (await mapping).path())
	await inBothSizes(page, 'import', 'tried-en')

	// interrupted and continued; each row remains the same record
	let parts = 0
	await page.route('**/api/import', async (route) => {
		if (++parts === 2) await route.abort()
		else await route.continue()
	})
	await page.getByRole('button', { name: 'Import 450 records' }).click()
	await expect(page.getByRole('alert')).toBeVisible()
	await page.getByRole('button', { name: 'Continue' }).click()
	await expect(page.getByText('450 rows have become records.')).toBeVisible()
	await inBothSizes(page, 'import', 'brought-en')
	expect(sent.join(' ')).not.toMatch(/03001234567|secret words/)

	// the same file again, with the saved mapping
	await page.reload()
	await file.setInputFiles({ name: 'baseline.csv', mimeType: 'text/csv', buffer: csv(lines) })
	await page
		.getByLabel('Load column mapping')
		.setInputFiles({ name: 'm.json', mimeType: '', buffer: Buffer.from('{}') })
	await expect(page.getByRole('alert')).toContainText('not a saved choice of columns')
	await page.getByLabel('Load column mapping').setInputFiles({ name: 'm.json', mimeType: '', buffer: saved })
	await page.getByRole('button', { name: 'Start dry run' }).click()
	await expect(page.getByText('450 records already exist with the same answers.')).toBeVisible()

	// a record shows the file of its import
	await page.goto(`${server.url}/desk/records?form=wells&round=baseline`)
	await page.locator('[data-list-link]').first().click()
	await expect(page.getByText('Imported from a file, not sent from a device.')).toBeVisible()
	await expect(page.getByText('baseline.csv')).toBeVisible()
	await screenshot(page, { path: 'test-results/older-data-record.png', fullPage: true })

	// the import is undone
	await page.goto(`${server.url}/desk/import?form=wells&round=baseline`)
	const imports = page
		.getByRole('region', { name: 'Import history' })
		.getByRole('listitem')
		.filter({ hasText: 'baseline.csv' })
	await imports.getByText('Undo', { exact: true }).click()
	await imports.getByRole('textbox', { name: 'Reason' }).fill('The wrong file')
	await imports.getByRole('button', { name: 'Undo now' }).click()
	await expect(imports.getByText('Undone.')).toBeVisible()

	// a workbook is imported, in Urdu
	await pressLanguage(page, 'اردو')
	const table = [header.split(';'), ...lines.slice(1, 41)]
	const people = [
		['_submission__uuid', 'age', 'called'],
		['uuid:1', '41', 'Zainab'],
		['uuid:1', '7', 'Omar'],
		['uuid:2', '200', 'Ali'],
	]
	await page.getByLabel('انٹرویوز والی فائل').setInputFiles({
		name: 'baseline.xlsx',
		mimeType: '',
		buffer: await workbook({
			notes: [
				['a', 'b'],
				['1', '2'],
			],
			data: table,
			people,
		}),
	})
	await page.getByRole('combobox', { name: 'جدول', exact: true }).selectOption('data')
	await page
		.getByText(/انتخابوں میں سے نہیں$/)
		.first()
		.click()
	await page.getByLabel('کیا کنواں ہے؟: Nein').selectOption('نہیں')
	await expect(page.getByRole('combobox', { name: 'قطاروں والا جدول' })).toHaveValue('people')
	await expect(page.getByLabel('عمر', { exact: true })).toHaveValue('age')
	await inBothSizes(page, 'import', 'columns-ur')
	await page.getByRole('button', { name: 'آزمائشی جانچ کریں' }).click()
	await expect(page.getByText(/39\u2069? ریکارڈ لائے گئے اور واپس لیے گئے تھے/)).toBeVisible()
	await page.getByRole('button', { name: /ریکارڈ امپورٹ کریں$/ }).click()
	await expect(page.getByText('سب سطریں دیکھ لی گئیں۔')).toBeVisible()
	await expect(page.getByText(/39\u2069? سطریں ریکارڈ بن گئیں/)).toBeVisible()
	await inBothSizes(page, 'import', 'brought-ur')
	await server.kill()
})
