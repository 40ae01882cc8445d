import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendRound } from './sent-round.ts'
import { test } from './walk.ts'

const census = 'district,sex,people\nPK607,male,812000\nPK607,female,779000\n'
const csv = (content: string) => ({ name: 'c.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })

test('census totals are imported; weights are calculated, downloaded and verified, and results use them', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const code = await addPerson(admin, { name: 'Bilal', code: 'bilal', districts: ['PK607'] })
	const other = await addPerson(admin, { name: 'Asma', code: 'asma', districts: ['PK607'] })
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	// both of them interview men
	await sendRound(server.url, [code, other], 'endline', ['plain', 'plain'])
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	await openPage(page, 'Results')
	await expect(page.getByText('Provisional and unweighted', { exact: false })).toBeVisible()
	await page.getByRole('link', { name: 'Weights' }).click()
	await expect(page.getByText('Finished household records: 52')).toBeVisible()
	const make = page.getByRole('button', { name: 'Calculate weights' })
	await expect(make).toBeDisabled()
	// the reason is shown
	await expect(make).toHaveAccessibleDescription(/This round has no census totals yet/)
	await isAccessible(page, 'weights, before there are any')

	const file = page.getByLabel('Import totals (CSV)')
	await file.setInputFiles(csv(census.replace('779000', '779 000')))
	await expect(page.getByText('Row 3, people: “779 000” is not valid. Possible: 1–999999999')).toBeVisible()
	await file.setInputFiles(csv(census))
	await expect(page.getByText('The file is valid: 2 rows.', { exact: false })).toBeVisible()
	await page.getByLabel(/^Source/).fill('PBS, census 2023, table 5')
	await isAccessible(page, 'weights, a file chosen')
	await page.getByRole('button', { name: 'Import', exact: true }).click()
	await expect(page.getByText('PBS, census 2023, table 5')).toBeVisible()
	await page.getByRole('button', { name: 'Calculate weights' }).click()
	await expect(page.getByText('52 of 52 interviews have a weight.')).toBeVisible()
	await expect(page.getByText('assumed equal within the district', { exact: false }).first()).toBeVisible()

	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Download weights (CSV): Weight set 1' }).click(),
	])
	expect(download.suggestedFilename()).toBe('weights-1-endline.csv')
	const downloadedBytes = readFileSync(await download.path())
	await expect(page.getByText(createHash('sha256').update(downloadedBytes).digest('hex'))).toBeVisible()
	const people = readCsvTable(downloadedBytes.toString()).map((row) => Number(row.people_of_the_districts))
	expect(people.reduce((sum, each) => sum + each, 0)).toBeCloseTo(812_000, 3)
	await expect(page.getByText('Census groups without an interview: Dera Ghazi Khan, women')).toBeVisible()
	await page.getByRole('button', { name: 'Verify: Weight set 1' }).click()
	await expect(page.getByText('Verified: recalculating gives identical weights.')).toBeVisible()
	await isAccessible(page, 'weights')
	await screenshot(page, { path: 'test-results/weights-en.png', fullPage: true })
	await page.setViewportSize({ width: 360, height: 640 })
	await isAccessible(page, 'weights, narrow')
	await screenshot(page, { path: 'test-results/weights-narrow-en.png', fullPage: true })
	await page.setViewportSize({ width: 1280, height: 800 })

	await page.getByRole('link', { name: 'Results', exact: true }).first().click()
	// the new weight set is used without being selected
	await expect(page.getByText('Weighted with weight set 1.')).toBeVisible()
	await expect(page.getByLabel('Weighting')).toHaveValue('average-of-the-districts')
	await expect(page.getByText('every district counts the same')).toBeVisible()
	await page.getByLabel('Weighting').selectOption({ label: 'Population weights' })
	await expect(page.getByText('large districts count more')).toBeVisible()
	await expect(page.getByText('Weighted with weight set 1.')).toBeVisible()
	await expect(page.getByText('Provisional and unweighted', { exact: false })).toBeHidden()
	await screenshot(page, { path: 'test-results/weights-figures-en.png' })

	await pressLanguage(page, 'اردو')
	await page.getByRole('link', { name: 'اوزان' }).click()
	await expect(page.getByText(/52.? انٹرویو میں سے .?52.? کا وزن ہے/)).toBeVisible()
	await page.getByLabel('کلسٹر لائیں (CSV)').setInputFiles(csv('cluster,chance\nPK607-01,2\n'))
	await expect(page.getByRole('alert')).toContainText('listed')
	await isAccessible(page, 'weights, in Urdu')
	await screenshot(page, { path: 'test-results/weights-ur.png', fullPage: true })
	await page.setViewportSize({ width: 360, height: 640 })
	await isAccessible(page, 'weights, narrow and in Urdu')
	await screenshot(page, { path: 'test-results/weights-narrow-ur.png', fullPage: true })
	await server.kill()
})
