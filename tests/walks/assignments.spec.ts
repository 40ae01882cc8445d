import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { assignSelected } from './assign-households.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		choice: 'English',
		place: 'Sample & assignments',
		plan: 'Print visit plan',
		csv: 'Export CSV',
		planOf: /^Visit plan: /,
		over: /3 households are assigned to Amina, whose device has not synced/,
		give: 'Assign to…',
		silent: /^Last sync/,
	},
	ur: {
		choice: 'اردو',
		place: 'نمونہ',
		plan: 'وزٹ پلان چھاپیں',
		csv: 'فائل کی صورت میں (CSV)',
		planOf: /^منصوبہ: /,
		over: /3\S* گھرانے \S*Amina\S* کے پاس ہیں/,
		give: 'سونپیں…',
		silent: /^اس فون سے .* کے بعد کوئی سِنک نہیں ہوا/,
	},
} as const

const sample = [
	'cluster,area,line,household,r_sel,reserve',
	'PK607-03,rural,1,11,0.25,no',
	'PK607-03,rural,3,13,0.5,no',
	'PK607-03,rural,2,12,0.5,no',
	'PK607-03,rural,,40,0.875,yes',
].join('\n')

const dayMs = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString()

/** Ages the store by twenty days in which no phone syncs. */
function ageStore(dataFolder: string): void {
	const store = new Database(join(dataFolder, 'zila.sqlite'))
	store.prepare('update assignment set since = ?').run(ago(20))
	store.prepare("update device set last_seen = ? where kind = 'phone'").run(ago(20))
	store.close()
}

for (const language of walkLanguages('ur'))
	test(`a phone without contact for weeks says so, and its households can be assigned to another enumerator (${language})`, async ({
		browser,
	}, testInfo) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		await addPerson(admin, { name: 'Bilal', code: 'bilal', districts: ['PK607'], language })
		const coordinatorCode = await addPerson(admin, {
			name: 'Kamran',
			code: 'kamran',
			role: 'coordinator',
			districts: ['PK607'],
		})
		await openPage(desk, 'Sample & assignments')
		await desk.getByLabel('District').selectOption('PK607')
		await desk.locator('input[type=file]').setInputFiles({
			name: 'sample.csv',
			mimeType: 'text/csv',
			buffer: Buffer.from(sample),
		})
		await desk.getByRole('button', { name: 'Import', exact: true }).click()
		await expect(desk.getByText('PK607-03', { exact: true }).first()).toBeVisible()
		await desk.getByRole('checkbox', { name: 'PK607-03, Men' }).check()
		await assignSelected(desk, 'Amina')

		const page = await phone.open(server.url, 'PK607-03')
		await phone.openTab('households')
		await expect(page.locator('.household-open').first()).toBeVisible()
		await expect(page.getByText(texts.silent)).toHaveCount(0)
		await phone.context?.setOffline(true)
		await page.clock.setSystemTime(Date.now() + 20 * dayMs)
		await page.reload()
		await phone.unlock()
		await expect(page.getByText(texts.silent)).toBeVisible()
		await isAccessible(page, 'silent device')
		await screenshot(page, { path: testInfo.outputPath(`silent-${language}.png`) })
		await phone.switchOff()

		await server.kill()
		ageStore(server.dataFolder)
		const later = await server.restart()
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const coordinator = await context.newPage()
		await signIn(coordinator, later.url, coordinatorCode)
		await pressLanguage(coordinator, texts.choice)
		await openPage(coordinator, texts.place)
		const checkScreen = async (name: string, at: Page = coordinator) => {
			for (const size of [
				{ width: 360, height: 640 },
				{ width: 1280, height: 800 },
			]) {
				await at.setViewportSize(size)
				await isAccessible(at, name)
				await screenshot(at, {
					path: testInfo.outputPath(`${name}-${language}-${size.width}.png`),
					fullPage: true,
				})
			}
		}
		const over = coordinator.locator('.note.wait', { hasText: texts.over })
		await expect(over).toBeVisible()
		await checkScreen('lease-over')
		await coordinator.getByRole('link', { name: texts.plan }).click()
		await expect(coordinator.getByRole('heading', { name: texts.planOf })).toBeVisible()
		await expect(coordinator.locator('.plan-sheet')).toHaveCount(2)
		const [file] = await Promise.all([
			coordinator.waitForEvent('download'),
			coordinator.getByRole('button', { name: texts.csv }).click(),
		])
		expect(file.suggestedFilename()).toMatch(/^plan-PK607-.*\.csv$/)
		await checkScreen('plan')
		await coordinator.emulateMedia({ media: 'print' })
		await screenshot(coordinator, { path: testInfo.outputPath(`paper-${language}.png`), fullPage: true })
		await coordinator.emulateMedia({ media: 'screen' })
		await coordinator.goBack()
		await over.getByRole('button').click()
		await coordinator.getByRole('button', { name: texts.give }).click()
		await coordinator.getByRole('dialog').getByRole('button', { name: 'Bilal' }).click()
		await expect(over).toHaveCount(0)
		await later.kill()
	})
