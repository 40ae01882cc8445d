import { expect } from '@playwright/test'
import { isAccessible } from '../is-accessible.ts'
import { screenshot } from '../screenshot.ts'
import { beginWithRound } from '../sent-round.ts'
import { test } from '../walk.ts'

test('a program reads live by a key that is shown once, until the connection is ended', async ({
	browser,
}) => {
	const { server, page } = await beginWithRound(browser)
	await page.getByRole('link', { name: 'Connections', exact: true }).click()
	await page.getByText('Make a connection', { exact: true }).click()
	await page.getByLabel('What it is for').fill('Dashboard of the ministry')
	const making = page.locator('form')
	await making.getByLabel('Form').selectOption({ label: 'Household survey' })
	await making.getByLabel('It lasts').selectOption({ label: '30 days' })
	await page.getByRole('button', { name: 'Make it' }).click()
	const key = await page.getByLabel('Key', { exact: true }).inputValue()
	await isAccessible(page, 'connections')
	await screenshot(page, { path: 'test-results/connections-key-en.png', fullPage: true })
	const address = await page.getByLabel(/^Tables, for Excel/).inputValue()
	const read = async (path: string) =>
		fetch(path, { headers: { authorization: `Basic ${btoa(`anybody:${key}`)}` } })
	const { value: tables } = (await (await read(address)).json()) as { value: { url: string }[] }
	const { value } = (await (await read(`${address}/${tables[0]?.url}?$top=5`)).json()) as {
		value: { record_status: string }[]
	}
	expect(value).toHaveLength(5)
	const changes = await page.getByLabel(/^What has changed/).inputValue()
	expect(((await (await read(changes)).json()) as { records: unknown[] }).records.length).toBeGreaterThan(5)
	await page.getByRole('button', { name: 'I have copied it' }).click()
	await page.reload()
	expect(await page.content()).not.toContain(key)
	await expect(page.getByText(/last used/)).toBeVisible()

	await page.getByText('Columns of household', { exact: true }).click()
	await expect(page.getByText('hh_size', { exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/connections-en.png' })
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/connections-360-en.png', fullPage: true })
	await page.getByRole('button', { name: 'اردو' }).click()
	await expect(page.getByRole('heading', { name: 'رابطے', exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/connections-360-ur.png' })
	await page.setViewportSize({ width: 1280, height: 800 })
	await isAccessible(page, 'connections in Urdu')
	await screenshot(page, { path: 'test-results/connections-ur.png' })
	await page.getByRole('button', { name: 'English' }).click()

	await page.getByRole('link', { name: 'See all of it here' }).click()
	await page.getByText('/api/odata/{round}/household/{values}/household', { exact: false }).first().click()
	await expect(page.getByText('value[].hh_size', { exact: true })).toBeVisible()
	await screenshot(page, { path: 'test-results/questions-en.png' })
	await isAccessible(page, 'what programs can ask')
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/questions-360-en.png' })
	await page.getByRole('button', { name: 'اردو' }).click()
	await expect(page.getByRole('heading', { name: 'پروگرام کیا پوچھ سکتے ہیں' })).toBeVisible()
	await screenshot(page, { path: 'test-results/questions-360-ur.png' })
	await page.setViewportSize({ width: 1280, height: 800 })
	await screenshot(page, { path: 'test-results/questions-ur.png' })
	await page.getByRole('button', { name: 'English' }).click()
	await page.getByRole('link', { name: 'Connections', exact: true }).first().click()

	await page.getByRole('button', { name: 'End it' }).click()
	await expect(page.getByText('End “Dashboard of the ministry”?')).toBeVisible()
	await page.getByRole('button', { name: 'End it' }).click()
	await expect(page.getByText('You have none.')).toBeVisible()
	expect((await read(address)).status).toBe(401)
	await server.kill()
})
