import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readDistricts } from '#shared/study/district-list'
import { dayAfter, dayOf } from '#shared/study/study-day'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { generateRound } from '../helpers/generated-round.ts'
import { isAccessible } from './is-accessible.ts'
import { hasLargeTargets } from './large-targets.ts'
import { addPerson, password, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'
import { startZila } from './zila-server.ts'

const textsByLanguage = {
	en: {
		chosen: 'English',
		whole: 'Total',
		table: 'Show table',
		response: 'Response rates',
		shown: 'View',
		lines: 'Group by',
		byProvince: 'Provinces',
		find: 'Find district',
		file: 'Export CSV',
		picture: /Download picture/,
		beside: 'Compare with',
		baseline: 'Baseline (before the campaign)',
		swat: 'Swat',
		clusters: 'Clusters',
		report: 'Daily report',
		missing: 'Remaining',
		interviews: 'Interviews',
		district: 'District',
		forecast: /Projected finish: /,
	},
	ur: {
		chosen: 'اردو',
		whole: 'سب ملا کر',
		table: 'جدول کی صورت میں',
		response: 'گھرانوں کی شرکت',
		shown: 'کیا دکھائیں',
		lines: 'سطریں',
		byProvince: 'صوبہ وار',
		find: 'ضلع تلاش کریں',
		file: 'فائل کی صورت میں (CSV)',
		picture: /تصویر ڈاؤن لوڈ کریں/,
		beside: 'اس سے موازنہ کریں',
		baseline: 'بیس لائن (مہم سے پہلے)',
		swat: 'سوات',
		clusters: 'کلسٹر',
		report: 'روزانہ رپورٹ',
		missing: 'باقی',
		interviews: 'انٹرویو',
		district: 'ضلع',
		forecast: /متوقع اختتام: /,
	},
} as const

const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8'))

/** Starts a server in the middle of fieldwork, with users of the desk. */
async function startMidFieldwork(browser: Browser) {
	const first = await startZila()
	const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(desk, first.url, first.administratorCode)
	const code = await addPerson(desk, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await first.kill()
	const today = dayOf(Date.now())
	const store = await openStore({
		engine: sqliteEngine(join(first.dataFolder, 'zila.sqlite')),
		project: 'pk31',
		now: () => Date.now(),
	})
	const random = seededRandom(7)
	const rounds = [
		{ round: 'endline', households: 240, firstDay: dayAfter(today, -13), lastDay: today, firstSeq: -6300 },
		{ round: 'baseline', households: 400, firstDay: '2023-01-02', lastDay: '2023-01-31', firstSeq: -30_000 },
	]
	for (const roundOptions of rounds)
		await store.write((session) =>
			session.saveRecords([...generateRound({ ...roundOptions, districts, random })]),
		)
	await store.close()
	return { server: await first.restart(), code, desk }
}

/** Returns the number of colours of a picture. One without its styles or its letters has two. */
async function coloursOf(page: Page, path: string): Promise<number> {
	const address = `data:image/png;base64,${readFileSync(path, 'base64')}`
	return page.evaluate(async (src) => {
		const image = new Image()
		image.src = src
		await image.decode()
		const canvas = Object.assign(document.createElement('canvas'), {
			width: image.width,
			height: image.height,
		})
		const drawing = canvas.getContext('2d')
		drawing?.drawImage(image, 0, 0)
		const pixels = drawing?.getImageData(0, 0, image.width, image.height).data
		return new Set(new Uint32Array(pixels?.buffer ?? new ArrayBuffer(0))).size
	}, address)
}

async function checkScreen(page: Page, name: string): Promise<void> {
	await screenshot(page, { path: `test-results/${name}.png`, fullPage: true })
}

for (const language of walkLanguages('ur'))
	test(`the progress page shows completion, districts behind, recent changes and the report (${language})`, async ({
		browser,
	}) => {
		const words = textsByLanguage[language]
		const { server, code } = await startMidFieldwork(browser)
		const context = await browser.newContext({
			viewport: { width: 1280, height: 800 },
			locale: 'en',
			acceptDownloads: true,
		})
		const page = await context.newPage()
		await signIn(page, server.url, code)
		await pressLanguage(page, words.chosen)
		await expect(page.locator('html')).toHaveAttribute('lang', language)
		await page.goto(`${server.url}/desk/coverage?round=endline`)
		await expect(page.locator('.tile')).toHaveCount(31)
		await expect(page.locator('.headline')).toContainText(words.forecast)
		await expect(page.locator('.coverage-table tbody tr')).toHaveCount(31)
		await isAccessible(page, 'coverage')
		const [picture] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: words.picture }).click(),
		])
		expect(picture.suggestedFilename()).toBe('districts-endline.png')
		expect(await coloursOf(page, await picture.path())).toBeGreaterThan(20)
		await checkScreen(page, `coverage-${language}-1280`)

		// the number of interviews links to a list with as many records
		const done = (text: string | null) => (text ?? '').split('/')[0]?.replace(/\D/g, '') ?? ''
		const all = page.locator('.coverage-table tfoot td').first().getByRole('link')
		const count = done(await all.textContent())
		await all.click()
		await expect(page.getByRole('status').filter({ hasText: /\d/ }).first()).toContainText(
			Number(count).toLocaleString('en'),
		)
		await page.goBack()

		// sorted by what remains; the address restores the sorting
		await page.getByRole('columnheader', { name: words.missing }).getByRole('button').click()
		await page.getByRole('columnheader', { name: words.missing }).getByRole('button').click()
		await expect(page).toHaveURL(/sort=-missing/)
		await page.reload()
		await expect(page.getByRole('columnheader', { name: words.missing })).toHaveAttribute(
			'aria-sort',
			'descending',
		)

		// keyboard: find a district, move to it, open it; the chart as a table
		await page.locator('h1').click()
		await page.keyboard.press('t')
		await expect(page.locator('.days-table')).toBeVisible()
		await page.keyboard.press('t')
		await page.keyboard.press('/')
		await page.keyboard.type(words.swat)
		await expect(page.locator('.coverage-table tbody tr')).toHaveCount(1)
		await page.keyboard.press('Tab')
		await page.locator('h1').click()
		await page.keyboard.press('j')
		await expect(page.locator('.coverage-table tbody a').first()).toBeFocused()
		await page.keyboard.press('Enter')
		await expect(page.getByRole('heading', { name: words.swat, exact: true })).toBeVisible()
		await expect(page.locator('.clusters-table tbody tr')).toHaveCount(20)
		await isAccessible(page, 'district')
		await checkScreen(page, `coverage-district-${language}-1280`)

		// by province, compared with the baseline, with response rates; the export has the same values
		await page.goto(`${server.url}/desk/coverage?round=endline`)
		await page.getByRole('combobox', { name: words.shown }).selectOption({ label: words.response })
		await page.getByLabel(words.lines).selectOption({ label: words.byProvince })
		await page.getByLabel(words.beside).selectOption({ label: words.baseline })
		await expect(page.locator('.coverage-table tbody tr')).toHaveCount(6)
		await expect(page.locator('.coverage-table tfoot td.beside')).toContainText('%')
		await isAccessible(page, 'response')
		await checkScreen(page, `coverage-response-${language}-1280`)
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: words.file }).click(),
		])
		const lines = readCsvTable(readFileSync(await download.path(), 'utf8').replace('\ufeff', ''))
		expect(lines).toHaveLength(7)
		expect(lines.at(-1)?.[words.district]).toBe(words.whole)

		// printed
		await page.getByRole('link', { name: words.report }).click()
		await expect(page.locator('.report .coverage-table')).toHaveCount(3)
		await isAccessible(page, 'report')
		await page.emulateMedia({ media: 'print' })
		await expect(page.locator('.desk-nav')).toBeHidden()
		await checkScreen(page, `coverage-report-${language}`)
		await page.emulateMedia({ media: 'screen' })

		// on a phone the rows are sentences
		await page.setViewportSize({ width: 360, height: 640 })
		await page.goto(`${server.url}/desk/coverage?round=endline&with=baseline`)
		await expect(page.locator('.coverage-sentences li')).toHaveCount(32)
		await isAccessible(page, 'coverage at phone width')
		await hasLargeTargets(page, 'coverage at phone width')
		await checkScreen(page, `coverage-${language}-360`)
		// going back returns to the row
		await expect(page.locator('.tile')).toHaveCount(31)
		const district = page.locator('.coverage-sentences li').nth(25).locator('a').first()
		await district.hover()
		const position = await page.evaluate(() => Math.round(scrollY))
		expect(position).toBeGreaterThan(1000)
		await district.click()
		await expect(page.locator('.coverage-sentences')).toHaveCount(0)
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0)
		await page.goBack()
		await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(position)
		await page.locator('.coverage-sentences a').first().click()
		await expect(page.locator('.clusters-table tbody tr')).toHaveCount(20)
		await isAccessible(page, 'district at phone width')
		await checkScreen(page, `coverage-district-${language}-360`)
		await server.kill()
	})

/** Returns squares around the tiles: real boundaries are imported by each deployment. */
const squares = () => {
	const file = join(tmpdir(), `zila-${process.pid}-boundaries.geojson`)
	const features = districts.slice(1).map(({ code, column, row }) => {
		const [x, y] = [61 + column * 1.8, 36 - row * 1.2]
		const ring = [
			[x, y],
			[x + 1.7, y],
			[x + 1.7, y - 1.1],
			[x, y - 1.1],
			[x, y],
		]
		return {
			type: 'Feature',
			properties: { ADM2_PCODE: code },
			geometry: { type: 'Polygon', coordinates: [ring] },
		}
	})
	writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }))
	return process.env.ZILA_BOUNDARIES_FILE ?? file
}

test('an administrator imports district boundaries, and all users see the map with its source instead of tiles', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, code } = await startMidFieldwork(browser)
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await page.goto(`${server.url}/desk`)
	await page.getByLabel('Username', { exact: true }).fill('admin')
	await page.getByLabel('Password', { exact: true }).fill(password)
	await page.getByRole('button', { name: 'Sign in' }).click()
	await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
	await page.goto(`${server.url}/desk/coverage?round=endline`)
	await page.getByText('District boundaries').click()
	const file = page.getByLabel('Boundary file')
	await file.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') })
	await expect(page.getByRole('alert')).toContainText('This file has no boundaries')
	await file.setInputFiles(squares())
	await expect(page.getByText(/The file has the boundaries of 3[01] districts/)).toBeVisible()
	const source = 'Boundaries: somebody, CC BY'
	await page.getByLabel('Author, source, licence').fill(source)
	await isAccessible(page, 'boundaries')
	await page.getByRole('button', { name: 'Use these boundaries' }).click()
	await expect(page.locator('.boundaries a').first()).toBeVisible()
	await expect(page.locator('.tile')).toHaveCount(0)
	await expect(page.getByText(source)).toBeVisible()
	await isAccessible(page, 'map')
	await checkScreen(page, 'coverage-map-1280')

	const manager = await (
		await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'en' })
	).newPage()
	await signIn(manager, server.url, code)
	await manager.goto(`${server.url}/desk/coverage?round=endline`)
	await expect(manager.getByText('District boundaries')).toHaveCount(0)
	await isAccessible(manager, 'map at phone width')
	await checkScreen(manager, 'coverage-map-360')
	await manager.getByRole('link', { name: /^Swat: / }).click()
	await expect(manager.getByRole('heading', { name: 'Swat', exact: true })).toBeVisible()

	await page.getByText('District boundaries').click()
	await page.getByRole('button', { name: 'Remove boundaries' }).click()
	await expect(page.locator('.tile')).toHaveCount(31)
	await server.kill()
})
