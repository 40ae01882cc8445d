import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

test('a coordinator sees rounded locations, a data manager exact ones, each in their language', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const desk = async (who: string) => {
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const page = await context.newPage()
		await signIn(page, server.url, server.demonstrationCodes[who] ?? '')
		await openPage(page, 'Records')
		return page
	}
	const coordinator = await desk('coordinator')
	await coordinator.getByRole('row').filter({ hasText: 'Household survey' }).getByRole('link').first().click()
	const place = (page: typeof coordinator, label: string) =>
		page
			.locator('.answers div')
			.filter({ has: page.locator('dt', { hasText: label }) })
			.locator('dd')
	await expect(place(coordinator, 'Location of the dwelling')).toHaveText(/^-?\d+\.\d[05], \d+\.\d[05]$/)
	const note = coordinator.getByText(
		'Locations are rounded to about 5 km here; data managers see exact locations.',
	)
	await note.scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/exact-places-coordinator-en.png' })
	await isAccessible(coordinator, 'a record with a rounded point')
	await pressLanguage(coordinator, 'اردو')
	await expect(place(coordinator, 'مکان کا مقام')).toHaveText(/^-?\d+\.\d[05], \d+\.\d[05]$/)
	await coordinator.getByText(/یہاں مقام تقریباً 5 کلومیٹر/).scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/exact-places-coordinator-ur.png' })

	const manager = await desk('data manager')
	await manager.goto(coordinator.url())
	await expect(place(manager, 'Location of the dwelling')).toHaveText(/\d+\.\d{4,}, \d+\.\d{4,}/)
	await expect(manager.getByText('Locations are rounded')).toHaveCount(0)
	await server.kill()
})
