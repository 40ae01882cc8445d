import { expect } from '@playwright/test'
import { attachedChoices, choices, longLists, quickChoice, tableOfChoices } from './controls-chosen.ts'
import { placesAndCodes, rows, scales } from './controls-more.ts'
import { anotherLanguage, daysAndWords, typedText } from './controls-typed.ts'
import { ControlsWalk } from './controls-walk.ts'
import { openPage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

for (const language of walkLanguages('ur'))
	test(`every control works by keyboard alone, and its answer is saved and read out, in ${language}`, {
		tag: '@long',
	}, async ({ browser }) => {
		const walk = await ControlsWalk.begin(browser, language)
		for (const page of [
			typedText,
			anotherLanguage,
			daysAndWords,
			choices,
			quickChoice,
			longLists,
			scales,
			placesAndCodes,
			rows,
			tableOfChoices,
			attachedChoices,
		])
			await test.step(page.name, () => page(walk))

		await walk.page.getByRole('button', { name: walk.phone.words.finish, exact: true }).click()
		await walk.phone.toRecords()
		await walk.page.getByRole('link', { name: new RegExp(walk.phone.words.atServer) }).click()
		await expect(walk.page.getByText('0042-AB')).toBeVisible()
		await walk.checkScreen('record')
		await walk.phone.switchOff()
		const reader = await browser.newPage({ locale: 'en' })
		await signIn(reader, walk.server.url, walk.managerCode)
		await openPage(reader, 'Records')
		await reader.getByRole('main').getByRole('link').first().click()
		const record = reader.getByRole('main')
		for (const answerText of [
			'**Kot**',
			'Teaching',
			'Miller',
			'Mostly',
			'0042-AB',
			'30.05',
			'35',
			'Taunsa',
			'Bano',
		])
			await expect(record).toContainText(answerText)
		await expect(record).not.toContainText('**Teaching**')
		await screenshot(reader, { path: `test-results/controls-${language}-desk.png`, fullPage: true })
		await walk.server.kill()
	})
