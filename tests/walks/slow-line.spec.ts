import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginFieldwork, Phone } from './people.ts'
import { screenshot } from './screenshot.ts'
import { slowLine } from './slow-line.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: { coming: /^Downloading Zila/, came: /^Download complete/ },
	ur: { coming: /^Zila ڈاؤن لوڈ ہو رہا ہے/, came: /^Zila پورا ڈاؤن لوڈ ہو گیا/ },
} as const

for (const language of walkLanguages('en'))
	test(`on a slow line that breaks off the app is downloaded completely and reports when it is (${language})`, async ({
		browser,
	}, testInfo) => {
		const words = textsByLanguage[language]
		const { server, code } = await beginFieldwork(browser, language)
		const line = await slowLine(server.url, 600, 60)
		const phone = new Phone(language)
		await phone.switchOn(line.url)
		await phone.enrol(code)
		const note = (text: RegExp) => phone.page.getByRole('status').filter({ hasText: text })
		await expect(note(words.coming)).toBeVisible()
		await isAccessible(phone.page, 'coming')
		await screenshot(phone.page, { path: testInfo.outputPath(`coming-${language}.png`) })
		await expect(note(words.came)).toBeVisible({ timeout: 90_000 })
		await screenshot(phone.page, { path: testInfo.outputPath(`came-${language}.png`) })
		expect(line.broken()).toBeGreaterThan(0)
		line.close()
		await server.kill()

		await phone.page.reload()
		await phone.unlock()
		await expect(phone.page.locator('.tabs')).toBeVisible()
		await expect(note(words.came)).toHaveCount(0)
		await phone.switchOff()
	})
