import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

test('an administrator reads, filters, verifies and exports the audit log; other roles have no access', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const code = await addPerson(admin, { name: 'Maryam', code: 'maryam', role: 'data-manager' })
	const other = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(other, server.url, code)
	await openPage(other, 'Records')
	await other.getByLabel('Name or district').fill('a name that nobody may keep')
	await expect(other.getByText('0 records')).toBeVisible()
	await expect(other).toHaveURL(/search=/)
	await expect(other.getByRole('link', { name: 'Audit log', exact: true })).toHaveCount(0)
	await other.goto(`${server.url}/desk/audit-log`)
	await expect(other.getByText('This page is not for your role').first()).toBeVisible()

	await openPage(desk, 'Audit log')
	const lines = desk.getByRole('listitem').filter({ hasText: '#' })
	await expect(lines.first()).toContainText('Administrator viewed this audit log.')
	const search = lines.filter({ hasText: 'search text' })
	await expect(search).toContainText('Maryam listed 0 records.')
	await expect(lines.filter({ hasText: 'Administrator added Maryam.' })).toHaveCount(1)
	await expect(desk.getByText('that nobody may keep')).toHaveCount(0)
	await isAccessible(desk, 'log')

	await desk.getByRole('combobox', { name: 'User', exact: true }).selectOption({ label: 'Maryam (maryam)' })
	await desk
		.getByRole('combobox', { name: 'Action', exact: true })
		.selectOption({ label: 'Signed in (code)' })
	await expect(lines).toHaveCount(1)
	await expect(lines).toContainText('Maryam signed in with an enrolment code')
	await desk.getByRole('button', { name: 'Verify log' }).click()
	await expect(desk.getByText(/^Verified/)).toBeVisible()
	const taking = desk.waitForEvent('download')
	await desk.getByRole('button', { name: 'Export CSV' }).click()
	const file = await readFile(await (await taking).path(), 'utf8')
	expect(file.trim().split('\r\n')).toHaveLength(2)
	expect(file).toContain('signed-in-with-code')

	await desk.getByRole('combobox', { name: 'Action', exact: true }).selectOption({ label: 'All' })
	await pressLanguage(desk, 'اردو')
	await expect(desk.getByText('ریکارڈ کی فہرست دیکھی').first()).toBeVisible()
	await isAccessible(desk, 'log in Urdu')
	await screenshot(desk, { path: 'test-results/access-log-ur.png' })
	await desk.setViewportSize({ width: 360, height: 640 })
	await isAccessible(desk, 'log in Urdu on a phone')
	await screenshot(desk, { path: 'test-results/access-log-ur-phone.png' })
	await server.kill()
})
