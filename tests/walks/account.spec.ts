import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginFieldwork, openAccount, password, pressLanguage } from './people.ts'
import { test } from './walk.ts'

test('a user signs out a forgotten session and changes the password', { tag: '@long' }, async ({
	browser,
}) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const elsewhere = await (await browser.newContext({ locale: 'en' })).newPage()
	const signInElsewhere = async (typed: string) => {
		await elsewhere.goto(`${server.url}/desk`)
		await elsewhere.getByLabel('Username', { exact: true }).fill('admin')
		await elsewhere.getByLabel('Password', { exact: true }).fill(typed)
		await elsewhere.getByRole('button', { name: 'Sign in' }).click()
	}
	await signInElsewhere(password)
	await expect(elsewhere.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()

	await openAccount(desk)
	await expect(desk.getByText(/Chrome/)).toHaveCount(2)
	await expect(desk.getByText('You sign in with the username admin and your password.')).toBeVisible()
	await isAccessible(desk, 'account')
	await desk.getByRole('button', { name: 'Sign out elsewhere' }).click()
	await expect(desk.getByText('You have no other active sessions.')).toBeVisible()
	await elsewhere.reload()
	await expect(elsewhere.getByRole('button', { name: 'Sign in' })).toBeVisible()

	await desk.getByLabel('Current password').fill(password)
	await desk.getByLabel('New password').fill('zila-admin-2026')
	await desk.getByRole('button', { name: 'Change password' }).click()
	await expect(desk.getByText('This password is easy to guess')).toBeVisible()
	await desk.getByLabel('New password').fill('tractor onion lamp')
	await desk.getByRole('button', { name: 'Change password' }).click()
	await expect(desk.getByText('Password changed.')).toBeVisible()
	await signInElsewhere(password)
	await expect(elsewhere.getByText('Wrong username or password.')).toBeVisible()
	await signInElsewhere('tractor onion lamp')
	await expect(elsewhere.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
	// the current session continues
	await desk.reload()
	await pressLanguage(desk, 'اردو')
	await desk.setViewportSize({ width: 360, height: 640 })
	await isAccessible(desk, 'account in Urdu')
	await expect(desk.getByRole('heading', { name: 'آپ کا اکاؤنٹ' })).toBeVisible()
	await server.kill()
})
