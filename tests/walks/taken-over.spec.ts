import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { test } from './walk.ts'

const tally = `## survey
| type | name | label |
| --- | --- | --- |
| integer | houses | How many houses? |
| integer | people | How many people? |
## settings
| form_id | form_title | instance_name |
| --- | --- | --- |
| tally | Tally | 'Lane' |
`

test('[F33] a correction based on an unreadable revision waits, and its answers are used at the desk', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'tally', tally)
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await phone.open(server.url)
	const { page, words: texts } = phone
	const lane = page.getByRole('link', { name: /Lane/ })
	const fill = async (houses: string, people: string) => {
		await page.getByLabel('How many houses?').fill(houses)
		await page.getByLabel('How many people?').fill(people)
		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await page.getByRole('button', { name: texts.finish, exact: true }).click()
		await phone.toRecords()
	}
	await phone.startForm('Tally')
	await fill('11', '70')
	await expect(lane).toContainText(texts.atServer)

	// two offline corrections; then the first one is damaged on the disk
	await phone.context?.setOffline(true)
	for (const [houses, people] of [
		['12', '70'],
		['12', '81'],
	] as const) {
		await lane.click()
		await page.getByRole('button', { name: texts.correct }).click()
		await fill(houses, people)
		await expect(lane).toContainText(texts.onlyHere)
	}
	await page.evaluate(async () => {
		const resultOf = <Found>(request: IDBRequest<Found>) =>
			new Promise<Found>((done, failed) => {
				request.onsuccess = () => done(request.result)
				request.onerror = () => failed(request.error)
			})
		const db = await resultOf(indexedDB.open('zila'))
		const revisions = db.transaction('revisions', 'readwrite').objectStore('revisions')
		const rows: { n: number; state: string; box: ArrayBuffer; sealed?: Uint8Array }[] = await resultOf(
			revisions.getAll(),
		)
		const first = rows.filter(({ state }) => state === 'waiting').sort((a, b) => a.n - b.n)[0]
		// both copies are damaged: the sealed one for the server would have been sent all the same
		if (first) await resultOf(revisions.put({ ...first, box: first.box.slice(1), sealed: undefined }))
		db.close()
	})
	await phone.context?.setOffline(false)
	await phone.sendNow()

	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const manager = await context.newPage()
	await signIn(manager, server.url, managerCode)
	await manager.goto(`${server.url}/desk/records?disputed=1`)
	await manager.getByRole('link', { name: /Lane/ }).click()
	const waiting = manager.getByRole('article', { name: 'Earlier part missing' })
	await expect(waiting.locator('.changes')).toContainText('81')
	await waiting.getByText('Device permanently unavailable').click()
	await isAccessible(manager, 'waiting')
	await waiting.getByRole('button', { name: 'Use these answers' }).click()
	await expect(waiting.getByRole('alert')).toContainText('Enter a reason')
	await waiting.getByLabel('Reason', { exact: true }).fill('Her phone fell into the canal')
	await waiting.getByRole('button', { name: 'Use these answers' }).click()
	await expect(manager.getByRole('article')).toHaveCount(0)
	const answer = (label: string) => manager.locator('.answers > div').filter({ hasText: label }).locator('dd')
	await expect(answer('How many people?')).toHaveText(/^81(?!\d)/)
	await expect(answer('How many houses?')).toHaveText(/^11(?!\d)/)
	const history = manager.getByRole('region', { name: 'History' }).getByRole('listitem').first()
	await expect(history).toContainText('Her phone fell into the canal')
	await phone.switchOff()
	await server.kill()
})
