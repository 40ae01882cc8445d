import { expect } from '@playwright/test'
import { withCameraMetadata } from '#shared/testing/exif'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { captureBlobs, pictureBytes } from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const form = `## survey
| type | name | label::English (en) | label::اردو (ur) | appearance | parameters | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- |
| calculate | round | | | | | round |
| begin group | pictures | Pictures | تصویریں | | | |
| image | plain | The house | گھر | annotate | | |
| image | placed | The well | کنواں | annotate | location=keep | |
| file | scan | A scan | اسکین | | | |
| file | phone | From the phone | فون سے | | | |
| end group | | | | | | |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| wells | Wells | کنویں | English (en) |
`
const textsByLanguage = {
	en: {
		form: 'Wells',
		mayBeIn: 'This file may contain the location where it was made.',
		drawOn: 'Draw on photo',
		keep: 'Save drawing',
	},
	ur: {
		form: 'کنویں',
		mayBeIn: 'ہو سکتا ہے اس فائل میں درج ہو',
		drawOn: 'تصویر پر نشان لگائیں',
		keep: 'خاکہ محفوظ کریں',
	},
} as const

/** Exif stores degrees as fractions, in the byte order of the camera. */
const degrees = Buffer.from(Uint32Array.of(30, 1, 3, 1, 0, 1).buffer)
const metadataOf = (bytes: Buffer) => ({
	hasExif: bytes.includes('Exif'),
	hasPlace: bytes.includes(degrees),
	hasMaker: bytes.includes('Samsung'),
})
const nothing = { hasExif: false, hasPlace: false, hasMaker: false }
const onlyPlace = { hasExif: true, hasPlace: true, hasMaker: false }

for (const language of walkLanguages('ur'))
	test(`no photo contains its location unless the form asks for it, in ${language}`, {
		tag: '@long',
	}, async ({ browser }) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await publishForm(admin, 'wells', form)
		phone.initScripts.push(captureBlobs)
		const page = await phone.open(server.url)
		await phone.startForm(texts.form)
		const question = (name: string) => page.locator(`[id$="-${name}"].question`)
		const choose = (name: string) => question(name).locator('input[type=file]').last()

		// smaller than all limits, so that it is not resized
		const base64 = await page.evaluate(() => {
			const canvas = document.createElement('canvas')
			canvas.width = 200
			canvas.height = 150
			canvas.getContext('2d')?.fillRect(20, 20, 90, 60)
			return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
		})
		const drawn = Buffer.from(base64, 'base64')
		const photo = {
			name: 'IMG_1.JPG',
			mimeType: 'image/jpeg',
			buffer: Buffer.from(withCameraMetadata(drawn)),
		}
		expect(metadataOf(photo.buffer)).toEqual({ hasExif: true, hasPlace: true, hasMaker: true })
		for (const name of ['plain', 'placed']) {
			await choose(name).setInputFiles(photo)
			await expect(question(name).locator('img')).toBeVisible()
			await phone.isSaved()
		}
		expect(metadataOf(await pictureBytes(question('plain').locator('img')))).toEqual(nothing)
		const placed = await pictureBytes(question('placed').locator('img'))
		expect(metadataOf(placed)).toEqual(onlyPlace)

		// after drawing, one photo still has its location, and the other has none
		for (const name of ['plain', 'placed']) {
			await question(name).getByRole('button', { name: texts.drawOn }).click()
			const board = question(name).locator('canvas')
			await expect(board).toHaveAttribute('width', '200')
			await board.scrollIntoViewIfNeeded()
			const paper = await board.boundingBox()
			if (!paper) throw new Error('no drawing canvas')
			await page.mouse.move(paper.x + 20, paper.y + 20)
			await page.mouse.down()
			await page.mouse.move(paper.x + 90, paper.y + 60, { steps: 4 })
			await page.mouse.up()
			await question(name).getByRole('button', { name: texts.keep }).click()
			await expect(board).toHaveCount(0)
			await phone.isSaved()
		}
		await expect
			.poll(async () => (await pictureBytes(question('placed').locator('img'))).equals(placed))
			.toBe(false)
		expect(metadataOf(await pictureBytes(question('placed').locator('img')))).toEqual(onlyPlace)

		// a file question keeps the pixels only; a file that cannot be cleaned is reported, also later
		await choose('scan').setInputFiles(photo)
		await expect(question('scan').locator('output')).toContainText('JPG')
		await expect(question('scan').getByText(texts.mayBeIn)).toHaveCount(0)
		const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(800)])
		await choose('phone').setInputFiles({ name: 'IMG_2.jpg', mimeType: 'image/jpeg', buffer: heic })
		await expect(question('phone').locator('output')).toContainText('HEIC')
		await expect(question('phone').getByText(texts.mayBeIn)).toBeVisible()
		await phone.isSaved()
		await page.reload()
		await phone.unlock()
		await expect(question('phone').getByText(texts.mayBeIn)).toBeVisible()
		await isAccessible(page, 'a file that may say its point')
		await question('phone').scrollIntoViewIfNeeded()
		await screenshot(page, { path: `test-results/picture-place-${language}.png` })

		await page.getByRole('button', { name: phone.words.next }).click()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await phone.sendNow()

		// the exported files
		const manager = await (await browser.newContext({ locale: 'en' })).newPage()
		await signIn(manager, server.url, managerCode)
		await openPage(manager, 'Records')
		await manager.locator('a[href^="/desk/records/"]').first().click()
		const files = manager.getByRole('link', { name: /Download file/ })
		await expect(async () => {
			await manager.reload()
			await expect(files).toHaveCount(4, { timeout: 3000 })
		}).toPass({ timeout: 60_000 })
		const given = async (at: number) => {
			const address = (await files.nth(at).getAttribute('href')) ?? ''
			const reply = await manager.request.get(new URL(address, server.url).href)
			expect(reply.ok()).toBe(true)
			return reply.body()
		}
		expect(metadataOf(await given(0))).toEqual(nothing)
		expect(metadataOf(await given(1))).toEqual(onlyPlace)
		expect((await given(2)).equals(drawn)).toBe(true)
		expect((await given(3)).equals(heic)).toBe(true)
		await phone.switchOff()
		await server.kill()
	})
