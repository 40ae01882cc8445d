import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { beginWithPhone, openPage, Phone } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		byHand: 'Offline transfer',
		make: 'Create file',
		save: 'Save file',
		choose: 'Choose file',
		kept: 'The file is saved on this phone',
		taken: '1 change marked as sent.',
		notOurs: 'This file was not made by Zila',
		give: 'Share receipt',
	},
	ur: {
		byHand: 'آف لائن منتقلی',
		make: 'فائل بنائیں',
		save: 'محفوظ کریں',
		choose: 'فائل چنیں',
		kept: 'فائل یہاں محفوظ ہے',
		taken: 'سرور پر پہنچ چک',
		notOurs: 'یہ فائل اس ایپ نے نہیں بنائی',
		give: 'رسید واپس دیں',
	},
} as const

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; path: string }> {
	const [download] = await Promise.all([page.waitForEvent('download'), press()])
	return { name: download.suggestedFilename(), path: await download.path() }
}
async function choose(page: Page, button: string, path: string): Promise<void> {
	const [chooser] = await Promise.all([
		page.waitForEvent('filechooser'),
		page.getByRole('button', { name: button }).click(),
	])
	await chooser.setFiles(path)
}

for (const language of walkLanguages('ur'))
	test(`work leaves an offline phone in a file, through another phone or the desk, and the receipt returns, in ${language}`, async ({
		browser,
	}, info) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const page = await phone.open(server.url)
		await phone.context?.setOffline(true)
		await phone.startForm()
		await quickInterview(phone, interviewAnswers)
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await page.locator('a[href="/send"]').click()
		await page.getByRole('link', { name: texts.byHand }).click()
		await screenshot(page, { path: info.outputPath('by-hand.png'), fullPage: true })
		await page.getByRole('button', { name: texts.make }).click()
		const file = await saved(page, () => page.getByRole('button', { name: texts.save }).click())
		expect(file.name).toMatch(/^notes-\d{4}-\d\d-\d\d-\d{4}\.zila$/)
		await screenshot(page, { path: info.outputPath('made.png'), fullPage: true })
		expect(readFileSync(file.path).toString('latin1')).not.toContain('PK607')

		// a file that is no bundle is reported as such
		writeFileSync(info.outputPath('rubbish.txt'), 'nothing of ours')
		await choose(page, texts.choose, info.outputPath('rubbish.txt'))
		await expect(page.getByText(texts.notOurs)).toBeVisible()

		// another phone of the same user carries the file to a place with network
		await desk.getByRole('row').filter({ hasText: 'amina' }).getByRole('button', { name: 'New code' }).click()
		const carrier = new Phone(language)
		const carrying = await carrier.switchOn(server.url)
		await carrier.enrol((await desk.locator('.big-code').innerText()).trim())
		await carrying.locator('a[href="/send"]').click()
		await carrying.getByRole('link', { name: texts.byHand }).click()
		await choose(carrying, texts.choose, file.path)
		await expect(carrying.getByText(texts.kept)).toBeVisible()
		const give = carrying.getByRole('button', { name: texts.give })
		await expect(give).toBeVisible()
		await screenshot(carrying, { path: info.outputPath('carried.png'), fullPage: true })
		const receipt = await saved(carrying, () => give.click())

		// the desk imports the same file once more, without duplicates
		await openPage(desk, 'Devices')
		await desk.getByLabel('Choose file').setInputFiles(file.path)
		await expect(desk.getByText('1 change was already on the server')).toBeVisible()
		await expect(desk.getByText('0 new changes')).toBeVisible()
		await screenshot(desk, { path: info.outputPath('desk.png'), fullPage: true })
		await openPage(desk, 'Progress')
		await expect(desk.locator('.headline')).toContainText(/^1 of/)

		// the phone that is still offline learns from the receipt that the work has arrived
		await choose(page, texts.choose, receipt.path)
		await expect(page.getByText(texts.taken)).toBeVisible()
		await page.goBack()
		await page.goBack()
		await phone.toRecords()
		await expect(page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)
		await phone.switchOff()
		await carrier.switchOff()
		await server.kill()
	})
