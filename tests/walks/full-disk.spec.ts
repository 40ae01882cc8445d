import { expect, type Page } from '@playwright/test'
import { readMarkdown } from '#shared/xlsform/sheets'
import { administratorOf, inviteEnumerator, publish } from '../benchmarks/administrator.ts'
import { Phone } from './people.ts'
import { canMount, promisePersistence, type SmallDisk, smallDisk } from './small-disk.ts'
import { test } from './walk.ts'
import { startZila } from './zila-server.ts'

const questions = 36
const form = `## survey
| type | name | label::English (en) | appearance | bind::zila:preset |
| --- | --- | --- | --- | --- |
| calculate | round | | | round |
| begin group | remarks | Remarks | field-list | |
${Array.from({ length: questions }, (_, i) => `| text | remark_${i} | Remark ${i}. | | |`).join('\n')}
| end group | | | | |
## settings
| form_id | form_title::English (en) | default_language |
| --- | --- | --- |
| remarks | Remarks | English (en) |
`
const remark = (page: Page, i: number) => page.getByLabel(`Remark ${i}.`)
const reserveOn = (page: Page): Promise<number> =>
	page.evaluate(async () => {
		const root = await navigator.storage.getDirectory()
		return (await (await root.getFileHandle('zila-reserve', { create: true })).getFile()).size
	})

const fillsFreedSpace = 'takes whatever is given up'
/** Changes the disk after it was full, before the answer with this number. */
type DiskEvent = (disk: SmallDisk, answer: number) => void
const diskEvents: readonly [name: string, diskEvent: DiskEvent][] = [
	['stays full', () => {}],
	[
		'has space again after some answers, and is filled again',
		(disk, answer) => {
			if (answer % 10 === 4) disk.freeUp()
			if (answer % 10 === 8) disk.fill()
		},
	],
	[fillsFreedSpace, (disk) => disk.fill()],
	[
		'is filled again and again, and emptied late',
		(disk, answer) => {
			if (answer === questions - 4) disk.freeUp()
			else if (answer < questions - 4) disk.fill()
		},
	],
]
/** Two in `npm test`, six in `npm run test:long`, twenty before a release. */
const runs = Number(process.env.ZILA_FULL_DISK_RUNS ?? (process.env.ZILA_ALL_WALKS ? 6 : 2))

test.setTimeout(60_000)
test.skip(!canMount(), 'to fill a disk to the last byte needs root, or sudo without a password')
for (let run = 0; run < runs; run++) {
	const [name, diskEvent] = diskEvents[run % diskEvents.length] ?? ['', () => {}]
	const isPromised = Math.floor(run / diskEvents.length) % 2 === 0
	const fullFrom = 3 + ((run * 5) % 11)
	test(`a disk that is full before answer ${fullFrom} that ${name}, ${isPromised ? 'with' : 'without'} persistent storage: no saved answer is lost (run ${run + 1})`, async () => {
		const server = await startZila()
		const administrator = await administratorOf(server)
		await publish(administrator, readMarkdown(form))
		const { code } = await inviteEnumerator(administrator, run)
		const disk = smallDisk(64)
		const phone = new Phone('en', disk.profile)
		try {
			if (isPromised) promisePersistence(phone, server.url)
			let page = await phone.switchOn(server.url)
			await phone.enrol(code)
			await phone.isInstalled()
			expect(await page.evaluate(() => navigator.storage.persisted())).toBe(isPromised)
			await expect.poll(() => reserveOn(page)).toBe(8 * 1024 * 1024)
			await phone.startForm('Remarks')

			const savedAnswers = new Map<number, string>()
			for (let answer = 0; answer < questions; answer++) {
				if (answer === fullFrom) disk.fill()
				if (answer > fullFrom) diskEvent(disk, answer)
				await remark(page, answer).fill(`said ${answer} in run ${run}`)
				// a typed answer is either saved, or reported as not saved
				const savedNote = page.locator('.save-state[aria-busy=false]', { hasText: 'Saved' })
				const fullAlert = page.getByRole('alert').filter({ hasText: 'This phone' })
				await expect(savedNote.or(fullAlert).first()).toBeVisible()
				if (await savedNote.isVisible())
					for (let i = 0; i <= answer; i++) savedAnswers.set(i, `said ${i} in run ${run}`)
			}
			// with space, or with the reserve, all answers are saved automatically
			if (name !== fillsFreedSpace) {
				await phone.isSaved()
				for (let i = 0; i < questions; i++) savedAnswers.set(i, `said ${i} in run ${run}`)
			}

			await phone.kill()
			// the browser is opened once more on the full disk, and killed again
			disk.fill()
			page = await phone.switchOn(server.url)
			await phone.unlock()
			await phone.kill()
			disk.freeUp()
			page = await phone.switchOn(server.url)
			await phone.unlock()
			await expect(page.getByText('no longer on this phone')).toHaveCount(0)
			await page.getByRole('link', { name: 'Draft' }).click()
			for (const [answer, said] of savedAnswers) await expect(remark(page, answer)).toHaveValue(said)
			await phone.switchOff()
		} finally {
			await phone.switchOff()
			disk.remove()
			await server.kill()
		}
	})
}
