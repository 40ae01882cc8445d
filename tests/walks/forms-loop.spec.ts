import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginFieldwork, openPage, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

const choose = (desk: Page, name: string, content: Buffer | string) =>
	desk.locator('input[type="file"]').setInputFiles({
		name,
		mimeType: 'application/octet-stream',
		buffer: typeof content === 'string' ? Buffer.from(content) : content,
	})

/**
 * A form with two errors that no single cell shows: a question behind two exclusive answers, a constraint
 * that nothing meets.
 */
const planted = `## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | required | constraint | repeat_count |
| --- | --- | --- | --- | --- | --- | --- | --- |
| begin group | store | The store | ذخیرہ | | | | |
| integer | jars | How many jars? | کتنے مرتبان؟ | | yes | . >= 0 and . <= 20 | |
| select_one yn | cool | Is it cool there? | کیا وہاں ٹھنڈک ہے؟ | | yes | | |
| text | why | Why not? | کیوں نہیں؟ | \${cool} = 'no' and \${jars} > 2 | | | |
| text | never | Which one? | کون سا؟ | \${cool} = 'yes' and \${cool} = 'no' | | | |
| audio | sound | Ask for a tale | کوئی قصہ پوچھیں | | | | |
| end group | | | | | | | |
| begin group | shelf | The shelf | الماری | \${cool} = 'yes' | | | |
| begin repeat | jar | Jar | مرتبان | | | | \${jars} |
| text | what | What is in it? | اس میں کیا ہے؟ | | | | |
| select_one yn | open | Is it open? | کیا یہ کھلا ہے؟ | | | | |
| end repeat | | | | | | | |
| end group | | | | | | | |
| date | bought | When was it bought? | کب خریدا؟ | | | . > '2026-01-01' and . < '2020-01-01' | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| pantry | Pantry | کوٹھری | English (en) |
`

test('a form is previewed, tested, printed, downloaded and uploaded again', { tag: '@long' }, async ({
	browser,
}) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	await openPage(desk, 'Forms')
	await choose(desk, 'pantry.md', planted)
	const checked = desk.getByRole('region', { name: 'Pantry' })

	// previewed before publishing, as a phone shows it
	await checked.getByRole('button', { name: 'Preview' }).click()
	const trial = desk.getByRole('region', { name: 'Preview' })
	await expect(trial).toContainText('nothing is saved or sent')
	await expect(trial.getByRole('heading', { name: 'Preview' })).toBeFocused()
	await trial.getByLabel('How many jars?').fill('21')
	await trial.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(trial.getByRole('alert').first()).toBeVisible()
	await trial.getByLabel('How many jars?').fill('3')
	await trial.getByLabel('No', { exact: true }).check()
	await expect(trial.getByLabel('Why not?')).toBeVisible()
	await trial.getByLabel('Yes', { exact: true }).check()
	await expect(trial.getByLabel('Why not?')).toHaveCount(0)
	await trial.getByRole('button', { name: 'Add example file' }).click()
	await expect(trial).toContainText('An example file is added')
	await isAccessible(desk, 'a trial')
	await screenshot(desk, { path: 'test-results/trial-desk.png' })
	await trial.getByLabel('Question language').selectOption('ur')
	await expect(trial).toContainText('کتنے مرتبان؟')
	await trial.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(trial.locator('.repeat-row')).toHaveCount(3)
	await trial.getByRole('button', { name: 'Next', exact: true }).click()
	await trial.getByRole('button', { name: 'Next', exact: true }).click()
	await trial.getByRole('button', { name: 'Finish' }).click()
	await expect(trial.getByRole('status')).toContainText('in this preview nothing was saved')
	await trial.getByRole('button', { name: 'Restart preview' }).click()
	await expect(trial.getByLabel('How many jars?')).toHaveValue('')

	// findings of the automated test run
	await checked.getByRole('button', { name: 'Automated test run' }).click()
	const run = desk.getByRole('region', { name: 'Automated test run' })
	await expect(run.getByRole('status')).toContainText(/\d+ runs, 7 of 8 questions reached/)
	await expect(run.getByRole('row').filter({ hasText: 'never' })).toContainText('Not reached')
	const unmet = run.getByRole('row').filter({ hasText: 'bought' })
	await expect(unmet).toContainText('The constraint accepted no answer')
	await expect(unmet).toContainText(". > '2026-01-01'")
	await expect(run.getByRole('row')).toHaveCount(3)
	await isAccessible(desk, 'a run-through')
	await screenshot(desk, { path: 'test-results/run-through-desk.png', fullPage: true })

	// published, downloaded as a workbook and uploaded again: no difference is reported
	await checked.getByRole('button', { name: 'Publish version 1' }).click()
	await desk.getByRole('button', { name: 'Open Pantry, version 1' }).click()
	const version = desk.getByRole('region', { name: 'Pantry, version 1' })
	for (const [button, name] of [
		['Download XLSForm (.xlsx)', 'pantry-1.xlsx'],
		['Download Markdown (.md)', 'pantry-1.md'],
	] as const) {
		const download = desk.waitForEvent('download')
		await version.getByRole('button', { name: button }).click()
		const downloaded = await download
		expect(downloaded.suggestedFilename()).toBe(name)
		await choose(desk, name, readFileSync(await downloaded.path()))
		await expect(desk.getByText('Nothing has changed since version')).toBeVisible()
		await desk.getByRole('button', { name: 'Open Pantry, version 1' }).click()
	}
	await version.getByRole('button', { name: 'Preview' }).click()
	await expect(desk.getByRole('region', { name: 'Preview' })).toBeVisible()
	await server.kill()
})

test('a form of two thousand questions is downloaded as a workbook', { tag: '@long' }, async ({
	browser,
}) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	await openPage(desk, 'Forms')
	const rows = Array.from({ length: 2000 }, (_, i) => `| integer | q${i} | How many of number ${i}? |`)
	const survey = `## survey\n| type | name | label |\n| --- | --- | --- |\n${rows.join('\n')}\n`
	const settings = '## settings\n| form_id | form_title |\n| --- | --- |\n| census | Census |\n'
	await choose(desk, 'census.md', survey + settings)
	await desk.getByRole('button', { name: 'Publish version 1' }).click()
	await desk.getByRole('button', { name: 'Open Census, version 1' }).click()
	const download = desk.waitForEvent('download')
	await desk.getByRole('button', { name: 'Download XLSForm (.xlsx)' }).click()
	const downloaded = await download
	expect(downloaded.suggestedFilename()).toBe('census-1.xlsx')
	await choose(desk, 'census-1.xlsx', readFileSync(await downloaded.path()))
	await expect(desk.getByText('Nothing has changed since version')).toBeVisible()
	await server.kill()
})

test('the household survey is printed in Urdu and in English, at the desk and on a phone', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	await openPage(desk, 'Forms')
	await desk.getByRole('button', { name: 'Open Household survey, version 1' }).click()
	await desk.getByRole('button', { name: 'Paper version' }).click()
	const paper = desk.locator('.paper')
	await expect(paper).toContainText('Ask only if:')
	await expect(paper).toContainText('Do you agree to take part in this survey?) is "Yes"')
	await isAccessible(desk, 'paper, English')
	await desk.getByRole('combobox', { name: 'Language', exact: true }).selectOption('ur')
	await expect(paper).toHaveAttribute('dir', 'rtl')
	await expect(paper).toContainText('صرف تب پوچھیں جب:')
	await expect(paper).toContainText('کیا آپ اس سروے میں حصہ لینے پر راضی ہیں؟')

	// printed, the page contains nothing but the form
	await desk.emulateMedia({ media: 'print' })
	await expect(desk.getByRole('navigation', { name: 'Main navigation' })).toBeHidden()
	await expect(paper).toBeVisible()
	await expect(desk.getByRole('button')).toHaveCount(0)
	await screenshot(desk, { path: 'test-results/paper-ur.png' })
	await desk.emulateMedia({ media: 'screen' })

	// the complete desk in Urdu, on a phone
	await desk.setViewportSize({ width: 360, height: 640 })
	await pressLanguage(desk, 'اردو')
	await isAccessible(desk, 'paper on a phone')
	await screenshot(desk, { path: 'test-results/paper-phone.png' })
	await desk.getByRole('button', { name: 'پیش منظر' }).click()
	await expect(desk.locator('.trial').getByRole('button', { name: 'آگے' })).toBeVisible()
	await isAccessible(desk, 'a trial on a phone, in Urdu')
	await screenshot(desk, { path: 'test-results/trial-phone.png' })
	await desk.getByRole('button', { name: 'خودکار آزمائش' }).click()
	await expect(desk.getByRole('status').filter({ hasText: /100\D+100/ })).toBeVisible()
	await isAccessible(desk, 'a run-through on a phone, in Urdu')
	await screenshot(desk, { path: 'test-results/run-through-phone.png' })
	await server.kill()
})
