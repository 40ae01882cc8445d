import { type Browser, expect } from '@playwright/test'
import { addPerson, beginFieldwork, beginWithPhone, Phone, pin } from './people.ts'
import { unchanging } from './settled.ts'
import { test } from './walk.ts'
import { startZila, type ZilaServer } from './zila-server.ts'

async function enrolledPhone(browser: Browser): Promise<{ server: ZilaServer; phone: Phone }> {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	await desk.close()
	await phone.open(server.url)
	return { server, phone }
}

test('the app can be installed, under a name that does not reveal the subject', async () => {
	const server = await startZila()
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.isInstalled()
	const session = await phone.context?.newCDPSession(page)
	const { installabilityErrors } = (await session?.send('Page.getInstallabilityErrors')) ?? {}
	expect(installabilityErrors).toEqual([])
	const manifest = (await session?.send('Page.getAppManifest')) ?? { errors: ['none'], data: '{}' }
	expect(manifest.errors).toEqual([])
	const { name, short_name, icons } = JSON.parse(manifest.data ?? '{}') as {
		name: string
		short_name: string
		icons: { purpose: string }[]
	}
	expect([name, short_name, await page.title()]).toEqual(['Zila', 'Zila', 'Zila'])
	expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true)
	// instructions as text, or a button where the browser offers to install the app
	await expect(page.getByText(/home screen/).first()).toBeVisible()
	await phone.switchOff()
	await server.kill()
})

test('the phone caches what it needs for weeks offline, and nothing that only the desk needs', async ({
	browser,
}) => {
	const { server, phone } = await enrolledPhone(browser)
	await server.kill()
	const cached = await phone.page.evaluate(async () => {
		const names = await caches.keys()
		const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
		return requests.flat().map(({ url }) => new URL(url).pathname)
	})
	expect(cached.some((path) => path.includes('noto-naskh-arabic'))).toBe(true)
	expect(cached.filter((path) => /desk/.test(path))).toEqual([])
	// every screen of the phone opens, also by its address and in the other language
	await phone.page.goto(`${server.url}/send`)
	await phone.unlock()
	await expect(phone.page.getByRole('button', { name: 'Sync now' })).toBeVisible()
	await phone.page.goto(`${server.url}/enrol`)
	await phone.page.getByRole('button', { name: 'اردو' }).click()
	await expect(phone.page.getByRole('heading', { name: 'یہ فون رجسٹر کریں' })).toBeVisible()
	await expect(phone.page.locator('html')).toHaveAttribute('dir', 'rtl')
	expect(await phone.page.evaluate(() => document.fonts.check('16px "Noto Naskh Arabic"', 'ضلع'))).toBe(true)
	await phone.switchOff()
})

test('a new version waits while a form is open, and no work is changed', async ({ browser }) => {
	const { server, phone } = await enrolledPhone(browser)
	const { page } = phone
	await phone.startForm()
	await page.getByLabel('Cluster code').fill('PK607-09')
	await expect(page.getByText('Saved', { exact: true })).toBeVisible()
	await server.kill()
	const newer = await server.restart({ webFolder: 'dist/web-next' })
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration()
		await registration?.update()
		while (!registration?.waiting) await new Promise((later) => setTimeout(later, 50))
	})
	await unchanging(page)
	await expect(page.getByText('new version')).toHaveCount(0)
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.getByText('A new version of Zila is ready')).toBeVisible()
	await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Update now' }).click()])
	await phone.unlock()
	await expect(page.getByText('new version')).toHaveCount(0)
	await page.getByRole('link', { name: 'Draft' }).click()
	await expect(page.getByLabel('Cluster code')).toHaveValue('PK607-09')
	await phone.switchOff()
	await newer.kill()
})

test('a new version takes over on request, although the browser reports the old one as busy', async ({
	browser,
}) => {
	const { server, phone } = await enrolledPhone(browser)
	const { page } = phone
	await server.kill()
	const newer = await server.restart({ webFolder: 'dist/web-next' })
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration()
		await registration?.update()
		while (!registration?.waiting) await new Promise((later) => setTimeout(later, 50))
	})
	// a new version that is requested while the old one serves the page usually waits, for minutes
	await page.addInitScript(() => {
		if (sessionStorage.getItem('asked')) return
		sessionStorage.setItem('asked', '1')
		void navigator.serviceWorker
			.getRegistration()
			.then((registration) => registration?.waiting?.postMessage({ type: 'SKIP_WAITING' }))
	})
	await page.reload()
	const waits = () =>
		page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state)
	const useNew = page.getByRole('button', { name: 'Update now' })
	await expect(async () => {
		if (await useNew.isVisible()) await useNew.click({ timeout: 1000 })
		expect(await waits()).toBeUndefined()
	}).toPass({ timeout: 20_000 })
	await phone.unlock()
	await expect(page.getByText('new version')).toHaveCount(0)
	await phone.switchOff()
	await newer.kill()
})

test('a page whose chunks are gone after an update is reloaded once', async () => {
	const server = await startZila()
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.isInstalled()
	const app = await page.locator('script[type="module"]').first().getAttribute('src')
	// without the cached files, as when the new version has deleted them
	await page.evaluate(async () => {
		await Promise.all((await navigator.serviceWorker.getRegistrations()).map((each) => each.unregister()))
	})
	let pages = 0
	page.on('framenavigated', () => pages++)
	await phone.context?.route(`**${app}`, (route) => (pages < 2 ? route.abort() : route.continue()))
	await page.goto(server.url)
	await expect(page.getByText(/home screen/).first()).toBeVisible()
	expect(pages).toBe(2)
	await phone.switchOff()
	await server.kill()
})

test('persistent storage is requested at enrolment, and the answer is shown', async ({ browser }) => {
	for (const isGranted of [false, true]) {
		const { server, phone } = await enrolledPhone(browser)
		const { page } = phone
		if (isGranted) {
			const session = await phone.context?.browser()?.newBrowserCDPSession()
			await session?.send('Browser.grantPermissions', { origin: server.url, permissions: ['durableStorage'] })
			// requested again at the start of each session
			await page.reload()
			await phone.unlock()
		}
		await expect(page.getByText('may delete your work')).toHaveCount(isGranted ? 0 : 1)
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.locator('dialog .row').first().click()
		await expect(
			page.getByText(isGranted ? 'The browser agreed not to delete' : 'may delete your work'),
		).toBeVisible()
		await phone.switchOff()
		await server.kill()
	}
})

test('two users of one phone see only their own records', async ({ browser }) => {
	const { server, admin, code } = await beginFieldwork(browser)
	const codes = [
		code,
		await addPerson(admin, { name: 'Bilal', code: 'bilal', districts: ['PK608'], language: 'en' }),
	]
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.enrol(codes[0] ?? '')
	await phone.startForm()
	await page.getByLabel('Cluster code').fill('PK607-09')
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.getByRole('link', { name: 'Draft' })).toHaveCount(1)
	await phone.lock()
	await page.getByRole('link', { name: 'Enrol another user' }).click()
	await page.getByLabel('Enrolment code').fill(codes[1] ?? '')
	await page.getByLabel('New PIN', { exact: true }).fill('739164')
	await page.getByLabel('Confirm new PIN').fill('739164')
	await page.getByRole('button', { name: 'Enrol', exact: true }).click()
	await expect(page.locator('.app-bar-subtitle')).toHaveText('Bilal')
	await phone.openTab('new')
	await expect(page.getByRole('button', { name: 'Household survey' })).toBeVisible()
	await phone.openTab('records')
	await expect(page.getByText('No drafts or records yet.')).toBeVisible()
	await expect(page.getByRole('link', { name: 'Draft' })).toHaveCount(0)
	await page.reload()
	await expect(page.getByRole('heading', { name: 'Choose your name' })).toBeVisible()
	await page.getByRole('button', { name: 'Amina' }).click()
	// the PIN of the other user does not unlock it
	await page.getByLabel('Your PIN').fill('739164')
	await expect(page.getByRole('alert')).toContainText('Wrong PIN')
	// after a wrong PIN the app does not open by itself
	await page.getByLabel('Your PIN').fill(pin)
	await page.getByRole('button', { name: 'Unlock' }).click()
	await expect(page.getByRole('link', { name: 'Draft' })).toHaveCount(1)
	await phone.switchOff()
	await server.kill()
})
