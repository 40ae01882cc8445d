import { expect, type Locator, type Page } from '@playwright/test'
import { readMarkdown } from '#shared/xlsform/sheets'
import { administratorOf, cookieOf, inviteEnumerator, publish } from '../benchmarks/administrator.ts'
import { Phone } from './people.ts'
import { test } from './walk.ts'
import { startZila, type ZilaServer } from './zila-server.ts'

const form = `## survey
| type | name | label::English (en) | bind::zila:preset |
| --- | --- | --- | --- |
| calculate | round | | round |
| begin group | house | House | |
| text | remark | Remark. | |
| integer | people | People. | |
| image | front | The front | |
| end group | | | |
| begin group | end | End | |
| text | closing | Closing. | |
| end group | | | |
## settings
| form_id | form_title::English (en) | default_language |
| --- | --- | --- |
| houses | Houses | English (en) |
`
const picture = {
	name: 'front.png',
	mimeType: 'image/png',
	buffer: Buffer.from(
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
		'base64',
	),
}
/** Delays of the kill after an action, in ms: before, during and after its effect. */
const moments = [0, 15, 60]
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

let server: ZilaServer
let phone: Phone
async function again(): Promise<Page> {
	await phone.kill()
	const page = await phone.switchOn(server.url)
	await phone.unlock()
	// drafts and finished records together
	await phone.openTab('records')
	return page
}
/** Kills the phone `ms` after the action, which then fails. */
async function killedAfter(ms: number, action: () => Promise<unknown>): Promise<Page> {
	const broken = action().catch(() => undefined)
	await pause(ms)
	const page = await again()
	await broken
	return page
}
const openDraft = (page: Page) => page.getByRole('link', { name: phone.words.draft }).first().click()

test('[F8] [F9] [F10] a browser that is killed while typing, continuing, taking a photo, finishing, sending or receiving keeps every answer that it confirmed', async () => {
	server = await startZila()
	const administrator = await administratorOf(server)
	await publish(administrator, readMarkdown(form))
	const { code } = await inviteEnumerator(administrator, 0)
	const manager = await administrator('/api/people', {
		name: 'Sadia',
		code: 'sadia',
		role: 'data-manager',
		districts: 'all',
		language: 'en',
	})
	phone = new Phone()
	let page = await phone.switchOn(server.url)
	await phone.enrol(code)
	await phone.isInstalled()
	await server.kill()

	// while typing: confirmed answers are there, and of others as much as was written to disk
	await phone.startForm('Houses')
	const remark = () => page.getByLabel('Remark.')
	await remark().fill('two')
	await phone.isSaved()
	page = await killedAfter(40, () => remark().pressSequentially(' floors and a yard', { delay: 10 }))
	await openDraft(page)
	await expect(remark()).toHaveValue(/^two/)
	const remainingText = await remark().inputValue()
	expect('two floors and a yard'.startsWith(remainingText)).toBe(true)
	await remark().fill('two floors')
	await page.getByLabel('People.').fill('7')
	await phone.isSaved()

	// a photo: killed while it is resized and encrypted, and once it is shown
	const choose = () => page.locator('.question', { hasText: 'The front' }).locator('input[type=file]').first()
	const shown = () => page.locator('.question', { hasText: 'The front' }).locator('img')
	for (const ms of moments.slice(0, 2)) {
		page = await killedAfter(ms, () => choose().setInputFiles(picture))
		await openDraft(page)
		await expect(remark()).toHaveValue('two floors')
	}
	if ((await shown().count()) === 0) await choose().setInputFiles(picture)
	await expect(shown()).toBeVisible()
	await phone.isSaved()
	page = await again()
	await openDraft(page)
	await expect(shown()).toBeVisible()

	// continuing to the next page
	const next = () => page.getByRole('button', { name: phone.words.next })
	const closing = () => page.getByLabel('Closing.')
	const goTo = (place: () => Locator) =>
		expect(async () => {
			if (!(await place().isVisible())) await next().click({ timeout: 500 })
			await expect(place()).toBeVisible({ timeout: 1000 })
		}).toPass()
	page = await killedAfter(0, () => next().click())
	await openDraft(page)
	await goTo(closing)
	await closing().fill('done')
	await phone.isSaved()

	// finishing: the result is a draft with all its answers or a finished record, never both
	const finish = () => page.getByRole('button', { name: phone.words.finish, exact: true })
	const draft = () => page.locator('a.row', { hasText: phone.words.draft })
	const finished = () => page.locator('a.row', { hasText: phone.words.onlyHere })
	page = await again()
	await expect(draft()).toHaveCount(1)
	for (const ms of moments) {
		if ((await draft().count()) === 0) break
		await openDraft(page)
		await goTo(finish)
		page = await killedAfter(ms, () => finish().click())
		await expect(draft().or(finished())).toHaveCount(1)
	}
	if ((await draft().count()) > 0) {
		await openDraft(page)
		await goTo(finish)
		await finish().click()
		await phone.toRecords()
	}
	await expect(finished()).toHaveCount(1)

	// sending, and storing the reply
	server = await server.restart()
	for (const waitFor of [() => page.waitForRequest('**/sync'), () => page.waitForResponse('**/sync')]) {
		const happened = waitFor()
		await page.locator('a[href="/send"]').click()
		await page.getByRole('button', { name: phone.words.sendNow }).click()
		await happened
		page = await again()
	}
	await expect(
		page.locator('a.row').filter({ has: page.getByText(phone.words.atServer, { exact: true }) }),
	).toHaveCount(1)
	await phone.sendNow()

	const cookie = await cookieOf(server.url, String(manager.code))
	const ask = async (path: string) =>
		(await fetch(server.url + path, { headers: { cookie } })).json() as Promise<never>
	const { records } = (await ask('/api/records')) as { records: { id: string }[] }
	expect(records).toHaveLength(1)
	const detail = JSON.stringify(await ask(`/api/records/${records[0]?.id}`))
	for (const answer of ['two floors', 'done', 'picture-']) expect(detail).toContain(answer)
	await phone.switchOff()
	await server.kill()
})
