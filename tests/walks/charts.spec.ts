import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readDistricts } from '#shared/study/district-list'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { PlantedEnumerator } from '#shared/testing/planted-round'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { generateRound } from '../helpers/generated-round.ts'
import { interviewRow } from '../helpers/interview-row.ts'
import { isAccessible } from './is-accessible.ts'
import { hasLargeTargets } from './large-targets.ts'
import { addPerson, beginFieldwork, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendRound } from './sent-round.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'
import { startZila } from './zila-server.ts'

const textsByLanguage = {
	en: {
		chosen: 'English',
		charts: 'Charts',
		pace: 'Interviews per day',
		hours: 'Start times',
		minutes: 'Interview duration',
		byDistrict: 'Duration by district',
		table: 'Show table',
		file: 'Export CSV',
		setDates: 'Set fieldwork dates',
		round: 'Post-campaign',
		lastDay: 'Last day',
		keep: 'Save dates',
		needed: /Interviews required per fieldwork day/,
		noDay: 'No end date is set',
		report: 'Daily report',
		show: 'Show exact locations',
		list: 'List, farthest first',
		far: / m from the cluster centre/,
		where: 'Interview locations',
		beside: 'other enumerators in the district',
		all: 'All districts',
	},
	ur: {
		chosen: 'اردو',
		charts: 'چارٹ',
		pace: 'رفتار',
		hours: 'اوقات',
		minutes: 'دورانیہ',
		byDistrict: 'ضلع وار دورانیہ',
		table: 'جدول کی صورت میں',
		file: 'فائل کی صورت میں (CSV)',
		setDates: 'فیلڈ ورک کی تاریخیں مقرر کریں',
		round: 'مہم کے بعد',
		lastDay: 'آخری دن',
		keep: 'تاریخیں محفوظ کریں',
		needed: /فیلڈ ورک کے ہر دن/,
		noDay: 'ابھی کسی نے نہیں بتایا',
		report: 'روزانہ رپورٹ',
		show: 'عین مقامات دکھائیں',
		list: 'فہرست کی صورت میں، سب سے دور پہلے',
		far: /کلسٹر کے مرکز سے/,
		where: 'انٹرویو کہاں ہوئے',
		beside: 'ضلع کے دوسرے لوگوں کو',
		all: 'تمام اضلاع',
	},
} as const
const screens = [
	[360, 640],
	[1280, 800],
] as const

async function choose(page: Page, language: keyof typeof textsByLanguage): Promise<void> {
	await pressLanguage(page, textsByLanguage[language].chosen)
	await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** Checks both sizes with axe and takes screenshots; ends in the size of the desk. */
async function checkScreen(page: Page, name: string): Promise<void> {
	for (const [width, height] of screens) {
		await page.setViewportSize({ width, height })
		await isAccessible(page, `${name} ${width}`)
		if (width === 360) await hasLargeTargets(page, name)
		await screenshot(page, { path: `test-results/charts-${name}-${width}.png`, fullPage: true })
	}
}

/** Starts a server with two weeks of fieldwork in all districts, and users of the desk. */
async function startMidFieldwork(browser: Browser) {
	const first = await startZila()
	const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(desk, first.url, first.administratorCode)
	const code = await addPerson(desk, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await first.kill()
	const today = dayOf(Date.now())
	const random = seededRandom(7)
	const rows = [
		...generateRound({
			round: 'endline',
			households: 160,
			random,
			firstSeq: -6300,
			districts: readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8')),
			firstDay: dayAfter(today, -13),
			lastDay: today,
		}),
	]
	const store = await openStore({
		engine: sqliteEngine(join(first.dataFolder, 'zila.sqlite')),
		project: 'pk31',
		now: () => Date.now(),
	})
	const done = rows.filter(({ outcome }) => outcome === 'done')
	const interviews = done.map(({ id, district, finished_on }, i) => {
		const weekday = (new Date(finished_on ?? '').getUTCDay() + 6) % 7
		// around 11 and 16 o'clock, sometimes too early or too late
		const around = Math.round((i % 2 ? 11 : 16) + (random.next() + random.next() + random.next() - 1.5) * 7)
		const hour = Math.min(23, around)
		const usual = 25 + (Number(district?.slice(-1)) || 0) * 4
		const minutes = Math.round(usual * Math.exp((random.next() + random.next() - 1) * 0.8))
		return interviewRow(id, {
			district: district ?? '',
			person: `${district} ${random.pick(['a', 'a', 'b', 'b', 'b', 'c'])}`,
			done_on: finished_on,
			start_hour: weekday * 24 + hour,
			minutes,
		})
	})
	await store.write(async (session) => {
		await session.saveRecords(rows)
		await session.saveInterviews(interviews, [])
	})
	await store.close()
	return { server: await first.restart(), code, today, done: done.length }
}

for (const language of walkLanguages('ur'))
	test(`the charts show pace against the plan, hours and durations, and print the same (${language})`, {
		tag: '@long',
	}, async ({ browser }) => {
		const words = textsByLanguage[language]
		const { server, code, today, done } = await startMidFieldwork(browser)
		const context = await browser.newContext({
			viewport: { width: 1280, height: 800 },
			locale: 'en',
			acceptDownloads: true,
		})
		const page = await context.newPage()
		await signIn(page, server.url, code)
		await choose(page, language)
		await page.goto(`${server.url}/desk/coverage?round=endline`)
		await page.getByRole('link', { name: words.charts, exact: true }).click()
		const chart = (name: string) =>
			page.locator('section').filter({
				has: page.getByRole('heading', { name, exact: true }),
			})
		for (const name of [words.pace, words.hours, words.minutes, words.byDistrict])
			await expect(chart(name).getByRole('img')).toBeVisible()

		// the plan, once the last day of fieldwork is set
		await expect(chart(words.pace)).toContainText(words.noDay)
		const charts = page.url()
		await page.getByRole('link', { name: words.setDates }).click()
		const dates = page.getByRole('form', { name: words.round })
		await dates.getByLabel(words.lastDay).fill(dayAfter(today, 9))
		await dates.getByRole('button', { name: words.keep }).click()
		await expect(dates.getByRole('button', { name: words.keep })).toBeDisabled()
		await page.goto(charts)
		await expect(chart(words.pace)).toContainText(words.needed)
		await checkScreen(page, `whole-${language}`)

		// the values of the chart, as a table and as a file
		await chart(words.hours).getByRole('button', { name: words.table }).click()
		await expect(chart(words.hours).getByRole('row')).toHaveCount(25)
		const cells = await chart(words.hours).getByRole('cell').allTextContents()
		expect(cells.reduce((sum, each) => sum + Number(each), 0)).toBe(done)
		for (const name of [words.pace, words.minutes, words.byDistrict])
			await chart(name).getByRole('button', { name: words.table }).click()
		await checkScreen(page, `tables-${language}`)
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			chart(words.byDistrict).getByRole('button', { name: words.file }).click(),
		])
		const lines = readCsvTable(readFileSync(await download.path(), 'utf8').replace('\ufeff', ''))
		expect(lines).toHaveLength(31)
		expect(lines.reduce((sum, line) => sum + Number(Object.values(line)[1]), 0)).toBe(done)

		await page.goto(`${server.url}/desk/coverage/report?round=endline`)
		await expect(chart(words.minutes).getByRole('img')).toBeVisible()
		await expect(chart(words.pace)).toContainText(words.needed)
		await isAccessible(page, 'report')
		await page.emulateMedia({ media: 'print' })
		await screenshot(page, { path: `test-results/charts-report-${language}.png`, fullPage: true })
		await server.kill()
	})

/** The sample with the clusters of the interviews, each with its centre. */
function sampleOf(planted: readonly PlantedEnumerator[]) {
	const clusters = new Map<string, { area: string; centre: string }>()
	for (const { answers } of planted.flatMap(({ interviews }) => interviews)) {
		const answerTo = (name: string) =>
			String([...answers].find(([path]) => path.endsWith(`/${name}`) || path === name)?.[1] ?? '')
		if (answerTo('centre') !== '')
			clusters.set(answerTo('cluster_id'), { area: answerTo('area'), centre: answerTo('centre') })
	}
	return [...clusters].map(([cluster, where], i) => ({
		cluster,
		...where,
		lines: [{ household: 1, line: 501 + i, selection: 0.5 }],
	}))
}

test('the district page shows interview locations to authorised roles, over its boundary, and compares one enumerator with the others', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const districts = ['PK607']
	const codes: string[] = []
	for (const name of ['Bilal', 'Karim', 'Sana', 'Zoya'])
		codes.push(await addPerson(admin, { name, code: name.toLowerCase(), districts }))
	const managersCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const coordinatorsCode = await addPerson(admin, {
		name: 'Rabia',
		code: 'rabia',
		role: 'coordinator',
		districts,
	})
	const planted = await sendRound(server.url, codes, 'endline', ['from-home', 'slow'])
	const page = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(page, server.url, managersCode)
	const post = (by: Page, path: string, body: unknown) =>
		by.evaluate(
			async ([where, text]) => {
				const reply = await fetch(where ?? '', {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: text ?? '',
				})
				return reply.status
			},
			[path, JSON.stringify(body)],
		)
	const clusters = sampleOf(planted)
	expect(await post(page, '/api/sample', { round: 'endline', clusters })).toBe(204)
	const requestedUrls: string[] = []
	page.on('request', (request) => requestedUrls.push(request.url()))
	for (const language of ['en', 'ur'] as const) {
		const words = textsByLanguage[language]
		await choose(page, language)
		await page.goto(`${server.url}/desk/coverage/PK607?round=endline`)
		const section = page.locator('section').filter({ has: page.getByRole('heading', { name: words.where }) })
		await expect(section).toBeVisible()
		expect(requestedUrls.filter((url) => url.endsWith('/map') || url.includes('/map?'))).toEqual([])
		await section.getByRole('button', { name: words.show }).click()
		await expect(section.locator('svg a').first()).toBeVisible()
		await expect(section.locator('.cluster')).toHaveCount(clusters.length)
		await checkScreen(page, `district-${language}-${language === 'en' ? 'frame' : 'boundary'}`)
		await section.getByText(words.list).click()
		await expect(section.getByRole('listitem').first()).toContainText(words.far)
		await section.locator('svg a').first().focus()
		await page.keyboard.press('Enter')
		await expect(page).toHaveURL(/\/desk\/records\//)
		await expect(page.locator('.answers').first()).toBeVisible()
		requestedUrls.length = 0
		if (language === 'ur') break
		const ring = [
			...[
				[61.95, 24.9],
				[62.1, 25.35],
				[62.3, 25.3],
			],
			...[
				[62.35, 25.0],
				[62.1, 24.93],
				[61.95, 24.9],
			],
		]
		const shapes = [{ district: 'PK607', rings: [ring] }]
		expect(
			await post(desk, '/api/boundaries', { attribution: 'CC BY, somebody', disclaimer: 'd', shapes }),
		).toBe(204)
	}
	// nothing was requested from other servers
	expect(requestedUrls.filter((url) => !url.startsWith(server.url))).toEqual([])

	const coordinator = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(coordinator, server.url, coordinatorsCode)
	await coordinator.goto(`${server.url}/desk/coverage/PK607?round=endline`)
	await expect(
		coordinator.getByRole('heading', { name: textsByLanguage.en.hours, exact: true }),
	).toBeVisible()
	await expect(coordinator.getByRole('heading', { name: textsByLanguage.en.where })).toHaveCount(0)
	await coordinator.goto(`${server.url}/desk/quality?round=endline`)
	await coordinator.getByRole('link', { name: 'Bilal' }).first().click()
	for (const language of ['en', 'ur'] as const) {
		await choose(coordinator, language)
		await expect(coordinator.locator('figure.chart')).toContainText(textsByLanguage[language].beside)
		await checkScreen(coordinator, `enumerator-${language}`)
		if (language === 'ur') continue
		// chart and table show the same number
		const [own, , team] = await coordinator
			.getByRole('region', { name: 'District comparison' })
			.locator('tbody tr')
			.first()
			.locator('td')
			.allTextContents()
		await expect(coordinator.locator('figure.chart')).toContainText(
			`Median duration: ${own} minutes; other enumerators in the district: ${team} minutes.`,
		)
	}
	await server.kill()
})
