import { expect, type Locator, type Page } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone } from './people.ts'
import { publishForm } from './publish-form.ts'
import { quickInterview } from './quick-interview.ts'
import { photograph } from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		hide: 'Hide screen',
		weather: 'Weather and crops',
		village: 'Village or field',
		settings: 'Settings',
	},
	ur: { hide: 'اسکرین چھپائیں', weather: 'موسم اور فصلیں', village: 'گاؤں یا کھیت', settings: 'ترتیبات' },
} as const

/** Simulates the visibility of the page: a headless browser hides none. */
const setHidden = (page: Page, isHidden: boolean) =>
	page.evaluate((hidden) => {
		Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
		document.dispatchEvent(new Event('visibilitychange'))
	}, isHidden)

/** Touches the screen with two fingers, which move apart by `slip` pixels before they are lifted. */
async function twoFingers(page: Page, slip: number): Promise<void> {
	const session = await page.context().newCDPSession(page)
	const points = (x: number) => [
		{ x: 120, y: 300, id: 0 },
		{ x, y: 330, id: 1 },
	]
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(220).slice(0, 1) })
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(220) })
	if (slip > 0)
		await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(220 + slip) })
	await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
	await session.detach()
}

/** Checks that nothing covers the middle of the target, and that it is large enough for a thumb. */
async function canBePressed(target: Locator): Promise<void> {
	const found = await target.evaluate((element) => {
		const { left, top, width, height } = element.getBoundingClientRect()
		const at = document.elementFromPoint(left + width / 2, top + height / 2)
		return { isOnTop: at !== null && element.contains(at), width, height }
	})
	expect(found.isOnTop, `${target} is covered`).toBe(true)
	expect(Math.min(found.width, found.height)).toBeGreaterThanOrEqual(48)
}

for (const language of walkLanguages('ur'))
	test(`one tap hides an interview in the middle of an answer, and the PIN restores it, in ${language}`, async ({
		browser,
	}) => {
		const { server, phone } = await beginWithPhone(browser, language)
		const page = await phone.open(server.url)
		const { hide, weather, village, settings } = textsByLanguage[language]
		const button = page.getByRole('button', { name: hide })
		const heading = page.getByRole('heading', { name: weather })
		const pin = page.getByLabel(phone.words.yourPin)
		await phone.isInstalled()
		await phone.context?.setOffline(true)

		// on every screen, at every scroll position
		await canBePressed(button)
		await canBePressed(page.locator('a[href="/send"]'))
		await screenshot(page, { path: `test-results/hide-list-${language}.png` })
		await page.locator('a[href="/send"]').click()
		await canBePressed(button)
		await page.locator('a[href="/offline-transfer"]').click()
		await canBePressed(button)
		await page.locator('.app-bar button').first().click()
		await page.locator('.app-bar button').first().click()
		await phone.startForm()
		await quickInterview(phone, interviewAnswers, (asked) => asked.includes('hh_size'))
		await canBePressed(button)
		await page.evaluate(() => scrollTo(0, 0))
		await canBePressed(button)
		for (const each of [button, page.getByRole('button', { name: phone.words.sections })])
			await canBePressed(each)
		await isAccessible(page, 'a page with the button that hides it')
		await screenshot(page, { path: `test-results/hide-form-${language}.png` })

		// in the middle of an answer
		const size = page.locator('[id$="-hh_size"] input')
		const at = await placeOf(page)
		await size.fill('')
		await size.pressSequentially('17')
		await button.click()
		await expect(heading).toBeVisible()
		expect(await page.locator('body').innerText()).not.toMatch(/Zila|Amina|survey|سروے|PK607|17/)
		await expect(page).toHaveTitle('Zila')
		await isAccessible(page, 'the weather')
		await screenshot(page, { path: `test-results/hide-weather-${language}.png` })

		// while hidden, the screen has no way to the form, and saves nothing
		await page.getByLabel(village).fill('Kot')
		const address = page.url()
		await page.goBack()
		await expect(heading).toBeVisible()
		await page.goForward()
		await page.reload()
		await expect(heading).toBeVisible()
		await expect(page.getByLabel(village)).toHaveValue('')
		await page.getByRole('button', { name: settings }).click()
		await expect(pin).toBeVisible()
		await page.goBack()
		await expect(pin).toBeVisible()
		await page.goForward()

		// the same page of the same form, with the typed text
		await phone.unlock()
		expect(page.url()).toBe(address)
		await expect(size).toHaveValue('17')
		expect(await placeOf(page)).toBe(at)

		// a touch with two fingers does the same
		await size.press('End')
		await size.pressSequentially('3')
		await twoFingers(page, 0)
		await expect(heading).toBeVisible()
		await page.getByRole('button', { name: settings }).click()
		await phone.unlock()
		await expect(size).toHaveValue('173')

		// in the background everything is invisible at once, and the phone locks after half a minute
		await size.press('End')
		await size.press('Backspace')
		await setHidden(page, true)
		await expect(size).toBeHidden()
		await expect(pin).toBeVisible({ timeout: 45_000 })
		await setHidden(page, false)
		await phone.unlock()
		await expect(size).toHaveValue('17')

		// two fingers that zoom the page do nothing else
		await twoFingers(page, 60)
		expect(await page.evaluate(() => visualViewport?.scale ?? 1)).toBeGreaterThan(1)
		await expect(size).toHaveValue('17')
		await phone.switchOff()
		await server.kill()
	})

const form = `
## survey
| type | name | label::English (en) | appearance |
| --- | --- | --- | --- |
| audio | talk | Talk | |
| image | sign | Signature | signature |
| image | house | House | |
## settings
| form_id | form_title::English (en) | default_language |
| --- | --- | --- |
| parts | Parts | English (en) |
`

test('a recording, a signature and the camera: which of them lock the phone, and all of it is saved', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'parts', form)
	const page = await phone.open(server.url)
	await phone.startForm('Parts')
	const question = (name: string) => page.locator(`[id$="-${name}"]`)
	const pin = page.getByLabel(phone.words.yourPin)
	const running = page.getByRole('status').filter({ hasText: 'Recording' })

	// while sound is recorded, the phone stays unlocked in the background; paused, it does not
	await page.getByRole('button', { name: 'Start recording' }).click()
	await expect(running).toBeVisible()
	await screenshot(page, { path: 'test-results/hide-recording.png' })
	await setHidden(page, true)
	await setHidden(page, false)
	await expect(running).toBeVisible()
	await canBePressed(page.getByRole('button', { name: 'End recording' }))
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
	await canBePressed(page.getByRole('button', { name: 'End recording' }))
	await canBePressed(page.getByRole('button', { name: 'Pause' }))
	await canBePressed(page.getByRole('button', { name: textsByLanguage.en.hide }))

	// the screen is hidden while a signature is being drawn
	await question('sign').getByRole('button', { name: 'Sign' }).click()
	const paper = question('sign').locator('canvas')
	await paper.scrollIntoViewIfNeeded()
	const box = await paper.boundingBox()
	if (!box) throw new Error('no drawing canvas')
	await page.mouse.move(box.x + 20, box.y + 20)
	await page.mouse.down()
	await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 })
	await page.mouse.up()
	await page.getByRole('button', { name: textsByLanguage.en.hide }).click()
	await page.getByRole('button', { name: textsByLanguage.en.settings }).click()
	await phone.unlock()
	await expect(question('talk')).toContainText('Play part 1')
	await expect(running).toHaveCount(0)
	await expect(question('sign').locator('img')).toBeVisible()

	// the camera hides the page, and the photo arrives in the form
	const camera = question('house').getByRole('button', { name: 'Open camera' })
	const [chooser] = await Promise.all([page.waitForEvent('filechooser'), camera.click()])
	await setHidden(page, true)
	await chooser.setFiles(await photograph(page))
	await setHidden(page, false)
	await expect(question('house').locator('img')).toBeVisible()
	await setHidden(page, true)
	await expect(pin).toBeVisible({ timeout: 45_000 })
	await setHidden(page, false)

	// a paused recording no longer keeps the phone unlocked
	await phone.unlock()
	await page.getByRole('button', { name: 'Record another part' }).click()
	await page.getByRole('button', { name: 'Pause' }).click()
	await setHidden(page, true)
	await expect(pin).toBeVisible({ timeout: 45_000 })
	await setHidden(page, false)
	await phone.unlock()
	await expect(question('talk')).toContainText('Play part 2')
	await expect(question('house').locator('img')).toBeVisible()
	await phone.switchOff()
	await server.kill()
})
