import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone } from './people.ts'
import { publishForm } from './publish-form.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const form = `## survey
| type | name | label::English (en) | label::اردو (ur) | appearance | parameters | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- |
| calculate | round | | | | | round |
| begin group | poster | Poster | پوسٹر | | | |
| image | shot | The poster | پوسٹر کی تصویر | new inside | max-pixels=320 | |
| end group | | | | | | |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| posters | Posters | پوسٹر | English (en) |
`
const textsByLanguage = {
	en: { form: 'Posters', shoot: 'Take photo' },
	ur: { form: 'پوسٹر', shoot: 'تصویر لیں' },
} as const

for (const language of walkLanguages('en'))
	test(`a photo is taken in the page and does not reach the gallery (${language})`, async ({ browser }) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		await publishForm(admin, 'posters', form)
		phone.permissions = ['camera']
		const page = await phone.open(server.url)
		await phone.startForm(textsByLanguage[language].form)
		const question = page.locator('[id$="-shot"].question')
		// no file chooser opens: the photo cannot come from the gallery
		await question.getByRole('button').first().tap()
		await expect(question.locator('input[type=file]')).toHaveCount(0)
		const shoot = question.locator('.camera').getByRole('button', { name: textsByLanguage[language].shoot })
		await expect(shoot).toBeEnabled()
		await isAccessible(page, 'the camera')
		await screenshot(page, { path: `test-results/camera-${language}.png` })
		await shoot.tap()
		await expect(question.locator('.camera')).toHaveCount(0)
		const picture = question.locator('img')
		await expect(picture).toBeVisible()
		expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
		await phone.isSaved()
		// the camera is switched off
		expect(await page.evaluate(() => document.querySelectorAll('video').length)).toBe(0)
		await phone.switchOff()
		await server.kill()
	})
