import { expect } from '@playwright/test'
import { exportFiles } from './files.ts'
import { placeOf } from './form-bar.ts'
import { type Answers, answer } from './interview.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import { sitDown } from './seats.ts'
import { test } from './walk.ts'

const group: Answers = {
	fgd_no: '2',
	fgd_group: 'women',
	date: '2025-11-20',
	place_type: 'school room',
	lang: 'skr',
	notetaker: 'bilal',
	age_min: '19',
	age_max: '58',
	consent_all: 'yes',
	consent_audio: 'yes',
	start_time: '10:00',
	show_hands_tip: '4',
	show_hands_1991: '1',
	end_time: '11:15',
	ended: 'complete',
	card_given: '9',
	observ: 'Two women spoke most.',
	incident: 'no',
}
const themes = ['heard', 'causes', 'vulner', 'actors', 'law', 'help']

test('a focus group with a recording: notes by theme, rounded location, audio encrypted on the phone and named in the export', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const page = await phone.open(server.url)
	await phone.startForm('Focus group notes')

	for (;;) {
		await expect(page.locator('.page .question, .page .repeat').first()).toBeVisible()
		const ids = () => page.locator('.page > .question').evaluateAll((all) => all.map(({ id }) => id))
		const done = new Set<string>()
		for (let more = true; more; ) {
			more = false
			for (const id of await ids()) {
				if (done.has(id)) continue
				done.add(id)
				more = true
				const name = id.split('-').at(-1) ?? ''
				const question = page.locator(`[id="${id}"]`)
				if (name === 'gps') await takePlace()
				else if (name === 'audio') await record()
				else if (name === 'n_here') await sitDown(page)
				else if (group[name] !== undefined) await answer(question, group[name])
			}
		}
		if ((await page.locator('.repeat > button').count()) > 0) {
			for (const [i, theme] of themes.entries()) {
				await page.locator('.repeat > button').click()
				const row = page.locator('.repeat-row').nth(i)
				await row.locator(`input[value="${theme}"]`).check()
				const note = row.locator('textarea').first()
				await note.fill(`What the group said about ${theme}, in some length.`)
				await expect(row.getByText('This looks like')).toHaveCount(0)
				if (i === 0) await note.fill('Her brother has a number, 0300 1234567, and gave it to all.')
				// the warning is shown while the cursor is still in the field, and does not block the next step
				await expect(row.getByText('This looks like a phone number.')).toHaveCount(i === 0 ? 1 : 0)
				await row.locator('input[value="most"]').check()
			}
			await expect(page.locator('[id$=-n_themes] output')).toHaveText('6')
			await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible()
			await page.getByRole('button', { name: 'End recording' }).click()
			await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toHaveCount(0)
		}
		const before = await placeOf(page)
		await page.getByRole('button', { name: 'Next', exact: true }).click()
		await expect.poll(() => placeOf(page)).not.toBe(before)
		if ((await placeOf(page)) === '') break
	}
	await page.getByRole('button', { name: 'Finish', exact: true }).click()
	await phone.toRecords()
	await expect(page.getByRole('link', { name: /Dera Ghazi Khan \/ 2\b/ })).toContainText('Sent')

	await page.getByRole('link', { name: /Dera Ghazi Khan \/ 2\b/ }).click()
	await expect(page.getByText('2 recordings')).toBeVisible()
	const stored = await page.evaluate(async () => {
		type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }
		const root = await navigator.storage.getDirectory()
		const pieces: string[] = []
		for await (const folder of ((await root.getDirectoryHandle('recordings')) as Folder).values())
			for await (const file of (folder as Folder).values())
				pieces.push(await (await (file as FileSystemFileHandle).getFile()).text())
		return pieces
	})
	expect(stored.length).toBeGreaterThan(0)
	// the first bytes of a WebM file name its format; those of an encrypted file do not
	expect(stored.join('')).not.toContain('webm')
	expect(stored.join('')).not.toContain('Opus')
	await phone.switchOff()

	const manager = await browser.newPage({ locale: 'en', acceptDownloads: true })
	await signIn(manager, server.url, managerCode)
	const files = await exportFiles(manager, { form: 'Focus group notes' })
	expect(files['focus_group.csv']?.[0]).toMatchObject({
		fgd_no: '2',
		n_themes: '6',
		audio: expect.stringMatching(/^sound-[\w-]+\.webm sound-[\w-]+\.webm$/),
		moderator: 'amina',
	})
	expect(files['focus_group-notes.csv']?.map(({ n_theme }) => n_theme)).toEqual(themes)
	await expect(manager.getByText('1 text may contain')).toBeVisible()
	expect(files['identifying.csv']).toEqual([
		expect.objectContaining({ question: 'talk/themes/notes/@/n_text', where: 'answer', what: 'telephone' }),
	])
	await manager.goto(`${server.url}/desk/coverage?round=endline`)
	await expect(manager.getByRole('row').filter({ hasText: 'Dera Ghazi Khan' })).toContainText('1 / 2')
	await server.kill()

	async function takePlace(): Promise<void> {
		await page.getByRole('button', { name: 'Get GPS location' }).click()
		// 30.05, 70.63 rounded to two decimals: about a kilometre, which the accuracy shows
		await expect(page.getByText('30.05, 70.63')).toBeVisible()
		await expect(page.getByText('accuracy 1110 m')).toBeVisible()
	}
	/** Records a short part and plays it, then records another one while the notes are written. */
	async function record(): Promise<void> {
		await page.getByRole('button', { name: 'Start recording' }).click()
		await expect(page.getByText('0:06')).toBeVisible()
		await page.getByRole('button', { name: 'Pause' }).click()
		await expect(page.getByText('Paused')).toBeVisible()
		await page.getByRole('button', { name: 'Resume' }).click()
		await page.getByRole('button', { name: 'End recording' }).click()
		await page.getByRole('button', { name: 'Play part 1' }).click()
		await expect
			.poll(() => page.locator('audio').evaluate((element) => (element as HTMLAudioElement).readyState))
			.toBeGreaterThan(0)
		await page.getByRole('button', { name: 'Record another part' }).click()
		await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible()
	}
})
