import { expect, type Page } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import { addRoster, answerPage, interviewAnswers } from './interview.ts'
import { beginWithPhone, type Phone } from './people.ts'
import { test } from './walk.ts'

/** Sizes of the window and the text in percent: a whole screen, and one whose lower half is the keyboard. */
const windows = [
	{ height: 640, text: 100 },
	{ height: 640, text: 200 },
	{ height: 370, text: 100 },
] as const

const resize = async (page: Page, { height, text }: { height: number; text: number }): Promise<void> => {
	await page.setViewportSize({ width: 360, height })
	await page.evaluate((size) => {
		document.documentElement.style.fontSize = size === 100 ? '' : `${size}%`
	}, text)
}

/** Returns what is wrong with the refusal on the screen: its message must be seen, between the bar and the foot. */
const unseenRefusal = (page: Page): Promise<string | null> =>
	page.evaluate(() => {
		const error = document.querySelector('.page .error')
		if (!error) return 'there is no message'
		const { left, top, bottom, width } = error.getBoundingClientRect()
		const seen = [top + 4, (top + bottom) / 2].every((y) => {
			const above = document.elementFromPoint(left + width / 2, y)
			return above !== null && (error.contains(above) || above.contains(error))
		})
		return seen ? null : `the message is at ${Math.round(top)}–${Math.round(bottom)} of ${innerHeight}`
	})

/** Returns the controls of the page that something else covers, at every scroll position, below the bar and above the foot. */
const coveredControls = (page: Page): Promise<string[]> =>
	page.evaluate(async () => {
		const covered = new Set<string>()
		const barEnd = () => document.querySelector('.app-bar')?.getBoundingClientRect().bottom ?? 0
		const footStart = () => document.querySelector('.foot')?.getBoundingClientRect().top ?? innerHeight
		const end = document.documentElement.scrollHeight - innerHeight
		for (let y = 0; y <= end + 199; y += 200) {
			scrollTo(0, Math.min(y, end))
			for (const control of document.querySelectorAll(
				'.page :is(label.choice, button, input, select, textarea)',
			)) {
				// a closed fold hides its fields
				if (!control.checkVisibility()) continue
				const { left, top, width, height } = control.getBoundingClientRect()
				const middle = top + height / 2
				// at an edge the pixel may belong to either
				if (width === 0 || middle < barEnd() + 2 || middle > footStart() - 2) continue
				const above = document.elementFromPoint(left + width / 2, middle)
				const isOwn =
					above === null ||
					control.contains(above) ||
					above.contains(control) ||
					above.closest('label')?.contains(control)
				// a scale scrolls sideways: its far choices are outside of the window
				if (!isOwn && left + width / 2 < innerWidth) covered.add(control.outerHTML.slice(0, 80))
			}
		}
		scrollTo(0, 0)
		return [...covered]
	})

async function checkPage({ page, words }: Phone): Promise<void> {
	const before = await placeOf(page)
	await expect(page.locator('.page:not([aria-busy=true]) > *').first()).toBeVisible()
	for (const size of windows) {
		await resize(page, size)
		await page.getByRole('button', { name: words.next, exact: true }).click()
		// a page on which nothing is required lets go
		await expect
			.poll(async () => (await page.locator('.error').count()) > 0 || (await placeOf(page)) !== before)
			.toBe(true)
		if ((await placeOf(page)) !== before) {
			await page.locator('.foot-row > .plain').click()
			await expect.poll(() => placeOf(page)).toBe(before)
			break
		}
		expect.soft(await unseenRefusal(page), `${before}, ${JSON.stringify(size)}`).toBeNull()
	}
	await resize(page, windows[0])
	expect.soft(await coveredControls(page), before).toEqual([])
}

test('on every page of the household form a refusal is in sight, and nothing covers a control', async ({
	browser,
}) => {
	test.setTimeout(400_000)
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()
	await expect.poll(() => placeOf(page)).not.toBe('')
	for (let guard = 0; guard < 60 && (await placeOf(page)) !== ''; guard++) {
		await page.locator('.page .question').first().waitFor()
		await checkPage(phone)
		const questions = await answerPage(phone, interviewAnswers)
		if (questions.includes('n_adults')) {
			await page.locator('.repeat').waitFor()
			await addRoster(page)
		}
		const before = await placeOf(page)
		await page.getByRole('button', { name: phone.words.next, exact: true }).click()
		await expect.poll(() => placeOf(page)).not.toBe(before)
	}
	expect(await placeOf(page)).toBe('')
	await phone.switchOff()
	await server.kill()
})

test('the first page of every other form refuses in sight, and nothing covers a control', async ({
	browser,
}) => {
	test.setTimeout(240_000)
	const { server, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	for (const title of [
		'Focus group notes',
		'Key informant notes',
		'Cluster listing',
		'Campaign material log',
		'Back-check',
	]) {
		await phone.startForm(title)
		await page.locator('.page .question').first().waitFor()
		await checkPage(phone)
		await page.locator('.app-bar .icon-button').first().click()
		await expect(page.locator('.tabs')).toBeVisible()
	}
	await phone.switchOff()
	await server.kill()
})
