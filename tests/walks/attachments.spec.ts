import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type BrowserContext, expect } from '@playwright/test'
import { sealOverheadBytes } from '#shared/sync/sealed-frame'
import { isAccessible } from './is-accessible.ts'
import { publishMediaForm } from './look-form.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { captureBlobs, photograph, pictureBytes, sealedOn } from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		form: 'Look',
		oneOfTwo: /1 of 2 photos, recordings and files sent/,
		waits: /1 not sent yet \(.*MB\)/,
		both: /2 of 2 photos, recordings and files sent/,
		none: /0 of 2 photos, recordings and files sent/,
		inRecord: '1 of 2 files not sent yet',
		byWifi: 'Send photos and recordings only on Wi-Fi',
		unknown: /does not show whether you use Wi-Fi/,
	},
	ur: {
		form: 'معائنہ',
		oneOfTwo: /2.* میں سے .*1.* تصاویر/,
		waits: /1.* باقی ہے/,
		both: /2.* میں سے .*2.* تصاویر/,
		none: /2.* میں سے .*0.* تصاویر/,
		inRecord: /2.* میں سے .*1.* فائلیں ابھی اسی فون پر ہیں/,
		byWifi: 'تصاویر اور آواز صرف وائی فائی پر بھیجیں',
		unknown: /یہ براؤزر نہیں بتاتا/,
	},
} as const

/**
 * Counts the bytes sent in parts over the connection, which is cut after `maxParts` parts until `isMended`.
 */
async function watchLine(context: BrowserContext | null, maxParts: number) {
	const line = { isMended: false, parts: [] as number[], cuts: 0 }
	await context?.route('**/attachments/*', async (route) => {
		const request = route.request()
		if (request.method() === 'PATCH' && !line.isMended && line.parts.length >= maxParts) {
			line.cuts++
			return route.abort('connectionreset')
		}
		if (request.method() === 'PATCH')
			line.parts.push((request.postDataBuffer()?.length ?? 0) - sealOverheadBytes)
		return route.continue()
	})
	return line
}

for (const language of walkLanguages('ur'))
	test(`a photo and a long file reach the desk over a line that breaks off, in ${language}`, async ({
		browser,
	}) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await publishMediaForm(admin)
		phone.initScripts.push(captureBlobs)
		const page = await phone.open(server.url)
		const main = page.getByRole('main')

		await phone.startForm(texts.form)
		const question = (name: string) => page.locator(`[id$="-${name}"].question`)
		const taking = question('house').locator('input[type=file][capture=environment]')
		await taking.setInputFiles(await photograph(page))
		await expect(question('house').locator('img')).toBeVisible()
		const picture = await pictureBytes(question('house').locator('img'))
		const film = randomBytes(1_500_000)
		const file = { name: 'register.PDF', mimeType: 'application/pdf', buffer: film }
		await question('register').locator('input[type=file]').setInputFiles(file)
		await expect(question('register').locator('output')).toContainText('PDF')
		await phone.isSaved()

		// the record is finished offline; the phone shows how many bytes it will have to send
		await phone.context?.setOffline(true)
		for (let i = 0; i < 2; i++) await page.getByRole('button', { name: phone.words.next }).click()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await page.locator('.sync-chip').click()
		await expect(main).toContainText(texts.none)
		await page.getByLabel(texts.byWifi).check()

		// the record is sent automatically; the files wait, since the phone cannot tell if this is Wi-Fi
		const line = await watchLine(phone.context, 4)
		await phone.context?.setOffline(false)
		await expect(main).toContainText(texts.unknown)
		expect(line.parts).toEqual([])
		await isAccessible(page, 'what waits to be sent')

		// on request they are sent all the same, and the connection breaks in the middle of the large file
		await page.getByRole('button', { name: phone.words.sendNow }).click()
		await expect(main).toContainText(texts.oneOfTwo)
		await expect(main).toContainText(texts.waits)
		await expect.poll(() => line.cuts).toBeGreaterThan(0)
		await screenshot(page, { path: `test-results/sending-${language}.png` })
		await page.goto(server.url)
		await phone.unlock()
		await phone.openTab('records')
		await page.getByRole('link', { name: new RegExp(phone.words.atServer) }).click()
		await expect(main).toContainText(texts.inRecord)

		// the desk has the photo, and shows which phone has the other file
		const office = await browser.newContext({ locale: 'en', acceptDownloads: true })
		const manager = await office.newPage()
		await signIn(manager, server.url, managerCode)
		await openPage(manager, 'Records')
		await manager.locator('a[href^="/desk/records/"]').first().click()
		const shown = manager.locator('.attachments img')
		await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(640)
		const address = (await shown.getAttribute('src')) ?? ''
		const reply = await manager.request.get(new URL(address, server.url).href)
		expect(picture.length).toBeGreaterThan(1000)
		expect((await reply.body()).equals(picture)).toBe(true)
		await expect(manager.getByText('Not sent yet: on the device of Amina')).toBeVisible()
		await isAccessible(manager, 'a record with pictures')

		// the connection works again: the upload continues where it stopped
		line.isMended = true
		await page.goto(new URL('/send', server.url).href)
		await phone.unlock()
		await page.getByRole('button', { name: phone.words.sendNow }).click()
		await expect(main).toContainText(texts.both)
		expect(line.parts.reduce((sum, bytes) => sum + bytes, 0)).toBe(picture.length + film.length)
		expect(await sealedOn(page)).toHaveLength(2)
		await screenshot(page, { path: `test-results/sent-${language}.png` })
		await phone.switchOff()

		await manager.reload()
		await expect(manager.getByText('Not sent yet: on the device of Amina')).toHaveCount(0)
		const [saved] = await Promise.all([
			manager.waitForEvent('download'),
			manager.getByRole('link', { name: /Download file.*1\.5 MB/ }).click(),
		])
		expect(readFileSync(await saved.path()).equals(film)).toBe(true)
		await screenshot(manager, { path: `test-results/desk-media-${language}.png`, fullPage: true })

		await openPage(manager, 'Export')
		await manager.getByRole('combobox', { name: 'Form', exact: true }).selectOption({ label: 'Look' })
		await manager.getByLabel(/^Include received attachments/).check()
		const [download] = await Promise.all([
			manager.waitForEvent('download'),
			manager.getByRole('button', { name: 'Create export' }).click(),
		])
		const files = unzip(readFileSync(await download.path()))
		const [, record = ''] = /records\/([\w-]+)/.exec(address) ?? []
		expect(files.get(`media/${record}-house.jpg`)?.equals(picture)).toBe(true)
		expect(files.get(`media/${record}-register.pdf`)?.equals(film)).toBe(true)
		await server.kill()
	})
