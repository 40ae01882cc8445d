import { expect } from '@playwright/test'
import { addPerson, beginFieldwork, beginWithPhone, Phone, password, signIn } from './people.ts'
import { test } from './walk.ts'
import { startZila } from './zila-server.ts'

test('each mistake during enrolment is explained, and the code is not used up by it', async ({ browser }) => {
	const { server, admin, code } = await beginFieldwork(browser)
	const deskCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const phone = new Phone()
	const page = await phone.switchOn(`${server.url}/enrol`)
	const tryWith = async (given: string, pin: string, again = pin) => {
		await page.getByLabel('Enrolment code').fill(given)
		await page.getByLabel('New PIN', { exact: true }).fill(pin)
		await page.getByLabel('Confirm new PIN').fill(again)
		await page.getByRole('button', { name: 'Enrol', exact: true }).click()
	}
	const alert = page.getByRole('alert')
	await tryWith(code, '123')
	await expect(alert).toContainText('at least 6 digits')
	await tryWith(code, '123456')
	await expect(alert).toContainText('easy to guess')
	await tryWith(code, '482915', '482916')
	await expect(alert).toContainText('are different')
	await tryWith('AAAAA-AAAAA', '482915')
	await expect(alert).toContainText('This code is not known')
	await tryWith(deskCode, '482915')
	await expect(alert).toContainText('for office sign-in')
	await phone.context?.setOffline(true)
	await tryWith(code, '482915')
	await expect(alert).toContainText('The server cannot be reached')
	await phone.context?.setOffline(false)
	await tryWith(code, '482915')
	await expect(page.locator('.app-bar-subtitle')).toHaveText('Amina')
	await phone.switchOff()
	await server.kill()
})

test('a captive portal, a full phone: nothing is marked as sent, nothing is lost, and the problem is shown', async ({
	browser,
}) => {
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)

	await phone.context?.route('**/sync', (route) =>
		route.fulfill({ contentType: 'text/html', body: '<html>Welcome to our hotel</html>' }),
	)
	await page.locator('.sync-chip').click()
	await page.getByRole('button', { name: 'Sync now' }).click()
	await expect(page.getByRole('alert')).toContainText('but it is not our server')
	await phone.context?.unroute('**/sync')
	await page.getByRole('button', { name: 'Sync now' }).click()
	await expect(page.getByRole('alert')).toHaveCount(0)
	await page.locator('.app-bar button').first().click()

	await phone.startForm()
	// the error of the field that loses the focus moves what is below it; the tap still reaches its button
	await page.getByLabel('Cluster code').fill('nonsense')
	await page.locator('input[name$=is_reserve]').first().check()
	await expect(page.locator('.error').first()).toBeVisible()
	await page.getByLabel('Cluster code').fill('PK607-01')
	await expect(page.getByText('Saved', { exact: true })).toBeVisible()
	const session = await phone.context?.newCDPSession(page)
	await session?.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 4_000_000 })
	await page.evaluate(fillUp)
	await page.getByLabel('Cluster code').fill('PK607-02')
	await expect(page.getByRole('alert').first()).toContainText('This phone is full')
	await expect(page.getByLabel('Cluster code')).toHaveValue('PK607-02')
	// the form cannot be left while an answer is not saved
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.getByRole('alert').first()).toContainText('This phone is full')
	await page.evaluate(() => history.back())
	await expect(page.getByRole('alert').first()).toContainText('Some answers are not saved')
	await phone.openTab('today')
	await page.getByRole('link', { name: 'Draft' }).click()
	await expect(page.getByLabel('Cluster code')).toHaveValue('PK607-02')
	// space is freed by deleting photographs
	await page.evaluate(() => indexedDB.deleteDatabase('photographs'))
	await session?.send('Storage.overrideQuotaForOrigin', { origin: server.url })
	// the phone also retries automatically, and may be faster than the tap
	await expect(async () => {
		const again = page.getByRole('button', { name: 'Try again' })
		if (await again.isVisible()) await again.click({ timeout: 1000 })
		await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 1000 })
	}).toPass()
	await expect(page.getByText('Saved', { exact: true })).toBeVisible()
	await page.reload()
	await phone.unlock()
	await expect(page.getByLabel('Cluster code')).toHaveValue('PK607-02')
	await phone.switchOff()
	await server.kill()
})

test('the desk explains an expired session, an unreachable server and an unknown address', async ({
	browser,
}) => {
	let server = await startZila()
	const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 } })
	const desk = await context.newPage()
	await signIn(desk, server.url, server.administratorCode)
	// what is still loading would arrive, or be loaded again together with the refresh
	await expect(desk.getByRole('region', { name: 'Districts' })).toBeVisible()
	await context.clearCookies()
	await desk.getByRole('button', { name: 'Refresh' }).click()
	await expect(desk.getByRole('alert')).toContainText('You were signed out')
	await desk.getByRole('button', { name: 'Sign in' }).click()
	await desk.getByLabel('Username', { exact: true }).fill('admin')
	await desk.getByLabel('Password', { exact: true }).fill(`${password}!`)
	await desk.getByRole('button', { name: 'Sign in' }).click()
	await expect(desk.getByRole('alert')).toContainText('Wrong username or password')
	await desk.getByLabel('Password', { exact: true }).fill(password)
	await desk.getByRole('button', { name: 'Sign in' }).click()
	await expect(desk.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()

	await server.kill()
	await desk.getByRole('button', { name: 'Refresh' }).click()
	await expect(desk.getByRole('alert')).toContainText('Nothing is saved until the connection is back')
	server = await server.restart()
	await desk.getByRole('button', { name: 'Refresh' }).click()
	await expect(desk.getByRole('alert')).toHaveCount(0)
	await desk.goto(`${server.url}/desk/coverage?round=none`)
	await expect(desk.getByRole('alert')).toContainText('This was not found')

	const code = await addPerson(desk, { name: 'Nadia', code: 'nadia', role: 'data-manager' })
	await context.clearCookies()
	await signIn(desk, server.url, code)
	// the list of records is shown, but quarantined work cannot be loaded: that must not look like an empty
	// list
	await desk.route('**/api/quarantine', (route) => route.abort())
	await desk.goto(`${server.url}/desk/records`)
	await expect(desk.getByRole('alert')).toContainText('The server cannot be reached')
	await desk.unroute('**/api/quarantine')
	await desk.getByRole('button', { name: 'Refresh' }).click()
	await expect(desk.getByRole('alert')).toHaveCount(0)
	await context.close()
	await server.kill()
})

/**
 * Runs in the page: writes until the browser refuses, at intervals. It asks for the space of this origin twice a minute
 * only, and writing without a pause would be a gigabyte by then.
 */
async function fillUp(): Promise<void> {
	const opening = indexedDB.open('photographs', 1)
	opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true })
	await new Promise((ready) => {
		opening.onsuccess = ready
	})
	const put = (size: number) =>
		new Promise<boolean>((done) => {
			const trx = opening.result.transaction('all', 'readwrite', { durability: 'strict' })
			trx.objectStore('all').put(crypto.getRandomValues(new Uint8Array(size)))
			trx.oncomplete = () => done(true)
			trx.onabort = () => done(false)
		})
	while (await put(60_000)) await new Promise((later) => setTimeout(later, 500))
	for (const size of [3_000, 100]) while (await put(size));
	opening.result.close()
}
