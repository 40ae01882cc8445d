import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { saveRecoveryKey } from './desk-api.ts'
import { addPerson, beginWithPhone, openPage, Phone, password } from './people.ts'
import { publishForm } from './publish-form.ts'
import { test } from './walk.ts'

const tally = `## survey
| type | name | label |
| --- | --- | --- |
| integer | houses | How many houses? |
## settings
| form_id | form_title |
| --- | --- |
| tally | Tally |
`
const runMaintenance = (dataFolder: string, ...words: string[]): string =>
	execFileSync(process.execPath, ['dist/server/zila.js', ...words], {
		encoding: 'utf8',
		env: { ...process.env, DATA_FOLDER: dataFolder },
	})

test('a server restored from last night’s backup recovers what it lost from the phones, also from one that it does not know', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	await publishForm(admin, 'tally', tally)
	const count = async (counting: Phone, houses: string) => {
		const { page, words: texts } = counting
		await counting.startForm('Tally')
		await page.getByLabel('How many houses?').fill(houses)
		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await page.getByRole('button', { name: texts.finish, exact: true }).click()
		await counting.toRecords()
	}
	const atServer = ({ page, words: texts }: Phone) =>
		page.getByRole('link', { name: new RegExp(`Tally.*${texts.atServer}`) })
	await phone.open(server.url)
	await count(phone, '11')
	await expect(atServer(phone)).toHaveCount(1)

	// the backup of the night, and the work of another day
	const file = join(mkdtempSync(join(tmpdir(), 'zila-backup-')), 'night.backup')
	const key = join(mkdtempSync(join(tmpdir(), 'zila-key-')), 'key.txt')
	writeFileSync(key, (await saveRecoveryKey(admin.context(), server.url)).join('\n'))
	expect(runMaintenance(server.dataFolder, 'backup', '--to', file)).toContain('The backup is complete')
	await count(phone, '12')
	await expect(atServer(phone)).toHaveCount(2)
	const late = new Phone('ur')
	await late.switchOn(server.url)
	await late.enrol(await addPerson(admin, { name: 'Bano', code: 'bano', language: 'ur' }))
	await count(late, '13')
	await expect(atServer(late)).toHaveCount(1)

	// the disk of the server fails; the backup is restored into a new folder
	await server.kill()
	const dataFolder = mkdtempSync(join(tmpdir(), 'zila-restored-'))
	expect(runMaintenance(dataFolder, 'restore', '--from', file, '--key', key)).toContain(
		'Restored: 1 revisions',
	)
	const again = await server.restart({ dataFolder })

	await desk.goto(`${again.url}/desk/people`)
	await desk.getByLabel('Username', { exact: true }).fill('admin')
	await desk.getByLabel('Password', { exact: true }).fill(password)
	await desk.getByRole('button', { name: 'Sign in' }).click()
	await openPage(desk, 'Users & teams')
	await expect(desk.getByRole('row').filter({ hasText: 'Bano' })).toHaveCount(0)

	// each phone detects it at its next sync
	for (const each of [phone, late]) {
		await each.page.goto(server.url)
		await each.unlock()
		await each.sendNow()
		await each.openTab('records')
	}
	const note = desk.getByRole('status').filter({ hasText: 'restored from a backup' })
	await expect(async () => {
		await desk.reload()
		await expect(note).toContainText('2 devices have compared their data with the server', { timeout: 2000 })
		await expect(note).toContainText('2 lost changes have been received again', { timeout: 500 })
	}).toPass({ timeout: 30_000 })
	await expect(note).toContainText('All devices have synced since')
	await expect(atServer(phone)).toHaveCount(2)
	await expect(atServer(late)).toHaveCount(1)
	await expect(desk.getByRole('row').filter({ hasText: 'Bano' })).toHaveCount(1)
	for (const each of [phone, late]) await each.switchOff()
	await again.kill()
})
