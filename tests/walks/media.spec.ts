import { expect, type Locator, type Page } from '@playwright/test'
import { exportFiles } from './files.ts'
import { isAccessible } from './is-accessible.ts'
import { publishMediaForm } from './look-form.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import {
	captureBlobs,
	film,
	largeFile,
	photograph,
	register,
	sealedBytes,
	sealedOn,
	writtenByCamera,
} from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		form: 'Look',
		drawOn: 'Draw on photo',
		sign: 'Sign',
		undo: 'Undo',
		clear: 'Clear',
		keep: 'Save drawing',
		play: 'Play video',
		tooLarge: /This file is too large: .*101.* MB/,
		add: 'Add point',
		last: 'Remove last point',
		close: 'Close area',
		twoPlaces: 'Add at least 2 points.',
		area: /3 points · .* m · .* m²/,
		picture: 'Image',
	},
	ur: {
		form: 'معائنہ',
		drawOn: 'تصویر پر نشان لگائیں',
		sign: 'دستخط کریں',
		undo: 'واپس لیں',
		clear: 'صاف کریں',
		keep: 'خاکہ محفوظ کریں',
		play: 'ویڈیو چلائیں',
		tooLarge: /یہ .*101.* ایم بی/,
		add: 'یہ مقام شامل کریں',
		last: 'آخری مقام ہٹائیں',
		close: 'حد بندی مکمل کریں',
		twoPlaces: 'کم از کم دو مقام شامل کریں۔',
		area: /3.* مقام · .* میٹر · .* مربع میٹر/,
		picture: 'تصویر',
	},
} as const

/** Draws a line from one corner of the drawing board towards the other. */
async function drawOn(page: Page, board: Locator): Promise<void> {
	await board.scrollIntoViewIfNeeded()
	const box = await board.boundingBox()
	if (!box) throw new Error('no drawing canvas')
	await page.mouse.move(box.x + 20, box.y + 20)
	await page.mouse.down()
	for (let i = 1; i <= 8; i++) await page.mouse.move(box.x + 20 + i * 20, box.y + 20 + (i % 2) * 40 + i * 5)
	await page.mouse.up()
}

/** Bytes of the last image in the question. */
const shownIn = (question: Locator) =>
	question.locator('img').evaluate(async (image) => {
		const { blobs } = globalThis as unknown as { blobs: Map<string, Blob> }
		const blob = blobs.get((image as HTMLImageElement).src)
		return { width: (image as HTMLImageElement).naturalWidth, text: (await blob?.text()) ?? '' }
	})

for (const language of walkLanguages('en'))
	test(`photos, a signature, a video, a file, a line and an area, in ${language}`, { tag: '@long' }, async ({
		browser,
	}) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await publishMediaForm(admin)
		phone.initScripts.push(captureBlobs)
		let page = await phone.open(server.url)
		await phone.startForm(texts.form)
		const question = (name: string) => page.locator(`[id$="-${name}"].question`)
		const button = (name: string, text: string) => question(name).getByRole('button', { name: text })

		// a photo: resized, without camera metadata, encrypted
		const house = question('house')
		const photo = await photograph(page)
		expect(photo.buffer.toString('latin1')).toContain(writtenByCamera)
		await house.locator('input[type=file][capture=environment]').setInputFiles(photo)
		await expect(house.locator('img')).toBeVisible()
		await phone.isSaved()
		const plain = await shownIn(house)
		expect(plain.width).toBe(640)
		expect(plain.text).toContain('JFIF')
		expect(plain.text).not.toContain('Amina')
		const first = await sealedOn(page)
		expect(first).toEqual([expect.stringMatching(/^picture-[\w-]{22}\.jpg$/)])
		expect(await sealedBytes(page, first[0] ?? '')).not.toContain('JFIF')

		// a drawing on the photo replaces the previous file, which is deleted
		await button('house', texts.drawOn).click()
		// as large as the photo, once that is decrypted
		await expect(house.locator('canvas')).toHaveAttribute('width', '640')
		await drawOn(page, house.locator('canvas'))
		await isAccessible(page, 'a drawing board')
		await screenshot(page, { path: `test-results/drawing-${language}.png` })
		await button('house', texts.keep).click()
		await expect(house.locator('canvas')).toHaveCount(0)
		// the new file is stored before the old one is deleted
		await expect.poll(() => sealedOn(page)).not.toEqual(first)
		await expect.poll(() => sealedOn(page)).toHaveLength(1)
		expect(await sealedOn(page)).not.toEqual(first)

		// a signature on a white background
		await button('consent', texts.sign).click()
		const paper = question('consent').locator('canvas')
		await drawOn(page, paper)
		await drawOn(page, paper)
		await button('consent', texts.undo).click()
		await button('consent', texts.clear).click()
		await expect(button('consent', texts.keep)).toBeDisabled()
		await drawOn(page, paper)
		// continuing without pressing Save keeps the signature
		await page.getByRole('button', { name: phone.words.next }).click()
		await page.locator('.foot button').first().click()
		await expect(question('consent').locator('img')).toBeVisible()

		// a video that is too long is reported; a short one is saved and played
		const visit = question('visit')
		const choose = visit.locator('input[type=file]').last()
		await choose.setInputFiles(await largeFile(101))
		await expect(visit.getByRole('alert')).toContainText(texts.tooLarge)
		await choose.setInputFiles(await film(page))
		await expect(visit.getByRole('alert')).toHaveCount(0)
		await expect(visit.locator('output')).toContainText('WEBM')
		await button('visit', texts.play).click()
		await expect
			.poll(() => visit.locator('video').evaluate((element) => (element as HTMLVideoElement).readyState))
			.toBeGreaterThan(0)
		await question('register').locator('input[type=file]').setInputFiles(register)
		await expect(question('register').locator('output')).toContainText('PDF')
		await isAccessible(page, 'pictures and files')
		await screenshot(page, { path: `test-results/media-${language}.png`, fullPage: true })
		await phone.isSaved()

		// killed and restarted, the phone shows the files
		await phone.kill()
		page = await phone.switchOn(server.url)
		await phone.unlock()
		await page.getByRole('link', { name: phone.words.draft }).click()
		await expect(question('house').locator('img')).toBeVisible()
		await expect(question('consent').locator('img')).toBeVisible()
		await expect(question('visit').locator('output')).toContainText('WEBM')
		await page.getByRole('button', { name: phone.words.next }).click()

		// a walked line: too short, it is saved with a warning, and every point can be undone
		const walkTo = async (name: string, latitude: number, longitude: number, accuracy = 8) => {
			const before = await question(name).locator('.places li').count()
			await phone.context?.setGeolocation({ latitude, longitude, accuracy })
			await button(name, texts.add).click()
			await expect(question(name).locator('.places li')).toHaveCount(before + 1)
		}
		await walkTo('way', 30.05, 70.63)
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(question('way').getByRole('alert')).toContainText(texts.twoPlaces)
		await page.reload()
		await phone.unlock()
		await expect(question('way').locator('.places li')).toHaveCount(1)
		await walkTo('way', 30.0504, 70.6302)
		await walkTo('way', 30.06, 70.7)
		await button('way', texts.last).click()
		await walkTo('way', 30.0511, 70.6301)
		await expect(question('way').getByRole('alert')).toHaveCount(0)
		await walkTo('field', 30.051, 70.63)
		await walkTo('field', 30.052, 70.6301)
		await walkTo('field', 30.0517, 70.6314)
		await button('field', texts.close).click()
		await expect(question('field').getByRole('status')).toHaveText(texts.area)
		await isAccessible(page, 'a line and an area')
		await screenshot(page, { path: `test-results/lines-${language}.png`, fullPage: true })

		await page.getByRole('button', { name: phone.words.next }).click()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await phone.toRecords()
		await page.getByRole('link', { name: new RegExp(phone.words.atServer) }).click()
		await expect(page.getByRole('main')).toContainText(texts.picture)
		const stored = await sealedOn(page)
		await phone.switchOff()

		const manager = await browser.newPage({ locale: 'en', acceptDownloads: true })
		await signIn(manager, server.url, managerCode)
		const rounded = await exportFiles(manager, { form: 'Look' })
		expect(rounded['look.csv']?.[0]?.way).toBe('30.05 70.65;30.05 70.65;30.05 70.65')
		const files = await exportFiles(manager, { form: 'Look', exactPlaces: true })
		const [row = {}] = files['look.csv'] ?? []
		expect([row.register, row.house, row.consent, row.visit].sort()).toEqual(stored)
		expect(row.way).toBe('30.05 70.63 0 8;30.0504 70.6302 0 8;30.0511 70.6301 0 8')
		expect(row.field).toBe('30.051 70.63 0 8;30.052 70.6301 0 8;30.0517 70.6314 0 8;30.051 70.63 0 8')
		await server.kill()
	})
