import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

/**
 * An answer that is sent to the server, and a name that never leaves the phone. Neither may be readable
 * anywhere else.
 */
const answer = 'qzcanaryanswer'
const name = 'Qzkanary'

/** Encodings in which a database, a cache or a log could contain the text. */
const spellings = (text: string) => [
	Buffer.from(text),
	Buffer.from(text, 'utf16le'),
	Buffer.from(text.toUpperCase()),
]
const isIn = (bytes: Buffer, text: string): boolean => spellings(text).some((each) => bytes.includes(each))

/** Returns the files of a folder that contain one of the texts. */
function filesContaining(folder: string, ...texts: string[]): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map(({ parentPath, name: file }) => join(parentPath, file))
		.filter((path) => {
			try {
				const bytes = readFileSync(path)
				return texts.some((text) => isIn(bytes, text))
			} catch {
				// a lock or a socket of the browser, or a file deleted meanwhile
				return false
			}
		})
}

test('an answer is nowhere readable on the phone, in transit, in an address or in a log', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await phone.switchOn(server.url)
	const sent: Buffer[] = []
	const addresses: string[] = []
	const titles = new Set<string>()
	const requests: string[] = []
	phone.page.on('console', (message) => requests.push(message.text()))
	/** Records the requests of a page; called again for each page, since the browser is killed in between. */
	const listen = () =>
		phone.context?.on('request', (request) => {
			addresses.push(`${request.url()} ${JSON.stringify(request.headers())}`)
			const body = request.postDataBuffer()
			if (body) sent.push(body)
		})
	listen()
	phone.page.on('framenavigated', (frame) => addresses.push(frame.url()))
	const nowhereOnThePhone = async () => {
		titles.add(await phone.page.title())
		expect(filesContaining(phone.profile, answer, name)).toEqual([])
	}
	await phone.unlock()
	await phone.context?.setOffline(true)
	await phone.startForm()
	await quickInterview(phone, { ...interviewAnswers, local_term: answer, 'm_label-1': name })
	await phone.isSaved()
	await nowhereOnThePhone()

	// killed in the middle of the interview, and locked
	await phone.kill()
	await checkNotOnDisk(phone.profile)
	await phone.switchOn(server.url)
	listen()
	await phone.unlock()
	await phone.context?.setOffline(true)
	await nowhereOnThePhone()
	await phone.page.getByRole('link', { name: /PK607-03/ }).click()
	await phone.page.getByRole('button', { name: phone.words.sections, exact: true }).click()
	await phone.page.getByRole('button', { name: 'Review and finish' }).click()
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.onlyHere)
	await nowhereOnThePhone()

	// the offline file
	await phone.page.locator('a[href="/send"]').click()
	await phone.page.getByRole('link', { name: /Offline transfer/ }).click()
	await phone.page.getByRole('button', { name: 'Create file' }).click()
	const [carried] = await Promise.all([
		phone.page.waitForEvent('download'),
		phone.page.getByRole('button', { name: /Save/ }).first().click(),
	])
	const file = readFileSync(await carried.path())
	expect(file.length).toBeGreaterThan(1000)
	expect(isIn(file, answer) || isIn(file, name)).toBe(false)

	await phone.page.goto(server.url)
	await phone.unlock()
	await phone.context?.setOffline(false)
	await phone.sendNow()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)
	await phone.lock()
	await nowhereOnThePhone()
	await phone.switchOff()
	await checkNotOnDisk(phone.profile)
	expect(sent.length).toBeGreaterThan(0)
	for (const text of [answer, name]) {
		expect(sent.some((body) => isIn(body, text))).toBe(false)
		expect([...addresses, ...titles, ...requests].filter((each) => each.includes(text))).toEqual([])
	}

	// the answer is in the store and in the export of a data manager; the name is in neither
	expect(filesContaining(server.dataFolder, answer).length).toBeGreaterThan(0)
	expect(filesContaining(server.dataFolder, name)).toEqual([])
	const manager = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(manager, server.url, managerCode)
	const address = '/api/export?form=household&round=endline&values=codes'
	const exportResponse = await manager.request.get(`${server.url}${address}`)
	const inFiles = [...unzip(await exportResponse.body())]
		.filter(([, bytes]) => isIn(bytes, answer))
		.map(([each]) => each)
	expect(inFiles).toEqual(['household.csv'])
	// the audit log shows who did what, and contains no answer
	const log = await (await desk.request.get(`${server.url}/api/audit-log/export`)).text()
	expect(log).toContain('export-downloaded')
	expect(log.includes(answer) || log.includes(name)).toBe(false)
	await server.kill()
})

async function checkNotOnDisk(profile: string): Promise<void> {
	expect(filesContaining(profile, answer, name)).toEqual([])
}
