import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { beginWithRound } from './sent-round.ts'
import { test } from './walk.ts'

test('a program reads live data with a key that is shown once, until the key is revoked', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, page } = await beginWithRound(browser)
	await openPage(page, 'API & integrations')
	await page.locator('summary', { hasText: 'Create API key' }).click()
	await page.getByLabel('Name', { exact: true }).fill('Dashboard of the ministry')
	const making = page.locator('form')
	await making
		.getByRole('combobox', { name: 'Form', exact: true })
		.selectOption({ label: 'Household survey' })
	await making.getByLabel('Expires after').selectOption({ label: '30 days' })
	await page.getByRole('button', { name: 'Create API key' }).click()
	const key = await page.getByLabel('API key', { exact: true }).inputValue()
	await isAccessible(page, 'connections')
	await screenshot(page, { path: 'test-results/connections-key-en.png', fullPage: true })
	const address = await page.getByLabel(/^OData 4 tables/).inputValue()
	const read = async (path: string) =>
		fetch(path, { headers: { authorization: `Basic ${btoa(`anybody:${key}`)}` } })
	const { value: tables } = (await (await read(address)).json()) as { value: { url: string }[] }
	const { value } = (await (await read(`${address}/${tables[0]?.url}?$top=5`)).json()) as {
		value: { record_status: string }[]
	}
	expect(value).toHaveLength(5)
	const changes = await page.getByLabel(/^Change feed/).inputValue()
	expect(((await (await read(changes)).json()) as { records: unknown[] }).records.length).toBeGreaterThan(5)
	await page.getByRole('button', { name: 'I copied it' }).click()
	await page.reload()
	expect(await page.content()).not.toContain(key)
	await expect(page.getByText(/last used/)).toBeVisible()

	await page.getByText('Columns of household', { exact: true }).click()
	await expect(page.getByText('hh_size', { exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/connections-en.png' })
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/connections-360-en.png', fullPage: true })
	await pressLanguage(page, 'اردو')
	await expect(page.getByRole('heading', { name: 'API اور انٹیگریشن', exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/connections-360-ur.png' })
	await page.setViewportSize({ width: 1280, height: 800 })
	await isAccessible(page, 'connections in Urdu')
	await screenshot(page, { path: 'test-results/connections-ur.png' })
	await pressLanguage(page, 'English')

	await page.getByRole('link', { name: 'Open API reference' }).click()
	await page.getByText('/api/odata/{round}/household/{values}/household', { exact: false }).first().click()
	await expect(page.getByText('value[].hh_size', { exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/questions-en.png' })
	await isAccessible(page, 'what programs can ask')
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/questions-360-en.png' })
	await pressLanguage(page, 'اردو')
	await expect(page.getByRole('heading', { name: 'پروگرام کیا پوچھ سکتے ہیں' })).toBeVisible()
	await screenshot(page, { path: 'test-results/questions-360-ur.png' })
	await page.setViewportSize({ width: 1280, height: 800 })
	await screenshot(page, { path: 'test-results/questions-ur.png' })
	await pressLanguage(page, 'English')
	await page.getByRole('link', { name: 'API & integrations', exact: true }).first().click()

	await page.getByRole('button', { name: 'Revoke' }).click()
	await expect(page.getByText('Revoke “Dashboard of the ministry”?')).toBeVisible()
	await page.getByRole('button', { name: 'Revoke' }).click()
	await expect(page.getByText('You have no API keys.')).toBeVisible()
	expect((await read(address)).status).toBe(401)
	await server.kill()
})
