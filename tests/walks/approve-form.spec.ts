import { readFileSync, writeFileSync } from 'node:fs'
import { type Browser, expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: { note: 'Note to the office', reads: /Who can read this: Coordinators · Data managers/ },
	ur: { note: 'دفتر کے لیے نوٹ', reads: /یہ کون پڑھ سکتا ہے: .?کوآرڈینیٹر · ڈیٹا مینیجر/ },
} as const

/** The form for incident reports, without a reader role and without encrypted answers. */
const opened = readFileSync('shared/study/pakistan-2023/incident.md', 'utf8')
	.replace(' | zila:readers |', ' |')
	.replace(/(default_language \|\n\| --- \| --- \| --- \| --- \|) --- \|/, '$1')
	.replace('English (en) | safeguarding-lead |', 'English (en) |')
	.replaceAll('| safeguarding-lead |', '| |')

async function deskOf(browser: Browser, url: string, code: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, url, code)
	return page
}

for (const language of walkLanguages('ur'))
	test(
		`a form version that gives more roles access to reports reaches phones only after the safeguarding lead approves it (${language})`,
		{ tag: '@long' },
		async ({ browser }, testInfo) => {
			const words = textsByLanguage[language]
			const { server, admin, phone } = await beginWithPhone(browser, language)
			const leadCode = await addPerson(admin, { name: 'Sana', code: 'sana', role: 'safeguarding-lead' })
			const managerCode = await addPerson(admin, { name: 'Omar', code: 'omar', role: 'data-manager' })
			const lead = await deskOf(browser, server.url, leadCode)
			const manager = await deskOf(browser, server.url, managerCode)

			await openPage(manager, 'Forms')
			const file = testInfo.outputPath('incident.md')
			writeFileSync(file, opened)
			await manager.locator('input[type=file]').setInputFiles(file)
			await expect(manager.getByText(/^Phones get this version only after/)).toContainText(
				'Safeguarding lead',
			)
			await isAccessible(manager, 'a version that weakens the sealing of its form')
			await screenshot(manager, { path: testInfo.outputPath('weakens.png'), fullPage: true })
			await manager.getByRole('button', { name: 'Publish version 2' }).click()
			await expect(manager.getByText(/^Not published yet/)).toBeVisible()

			await phone.open(server.url)
			await phone.sendNow()
			const { page } = phone
			const begin = page.getByRole('button', { name: words.note })
			await expect(begin).toHaveCount(0)

			await lead.reload()
			await lead.getByRole('link', { name: 'Approvals 1' }).click()
			const proposal = lead.getByRole('region', { name: 'Note to the office, after version 1' })
			await expect(proposal.getByRole('row', { name: /Who reads the records/ })).toContainText(
				'Safeguarding lead',
			)
			await isAccessible(lead, 'approvals')
			await screenshot(lead, { path: testInfo.outputPath('approvals.png'), fullPage: true })
			await proposal.getByRole('button', { name: 'Approve', exact: true }).click()
			await expect(lead.getByText('Note to the office is published as version 2.')).toBeVisible()

			// on the phone it is no longer a report, and the app shows who can read it
			await phone.sendNow()
			await begin.click()
			await expect(page.getByText(words.reads)).toBeVisible()
			await screenshot(page, { path: testInfo.outputPath(`who-reads-${language}.png`), fullPage: true })

			// the lead sees in their own log what was done with the form
			await lead.reload()
			const log = lead.getByRole('region', { name: 'What was done with your role' })
			await log.getByText(/entries/).click()
			await expect(log.getByText(/Omar proposed a version of incident/)).toBeVisible()
			await expect(log.getByText(/Sana approved a version of incident/)).toBeVisible()
			await isAccessible(lead, 'the log of the own role')
			await screenshot(lead, { path: testInfo.outputPath('own-role.png'), fullPage: true })
		},
	)
