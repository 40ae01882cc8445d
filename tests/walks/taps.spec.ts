import { expect, type Locator, type Page } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import { type Answers, interviewAnswers, roster } from './interview.ts'
import { beginWithPhone, type Phone, type SignedIn } from './people.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const start = { en: /^Start visit \d/, ur: /^وزٹ .*شروع کریں/ } as const

/** Assigns two households of one cluster to the only enumerator. */
async function assignHouseholds(admin: SignedIn): Promise<void> {
	const url = new URL(admin.url()).origin
	const { request } = admin.context()
	const post = async (path: string, data: unknown) =>
		expect((await request.post(`${url}${path}`, { data, headers: { origin: url } })).status()).toBe(204)
	const households = [12, 14]
	const lines = households.map((household) => ({ household, line: household, selection: 0.25 }))
	const clusters = [{ cluster: 'PK607-03', area: 'rural', lines }]
	await post('/api/sample', { round: 'endline', clusters })
	const sample = await request.get(`${url}/api/sample?round=endline&district=PK607`)
	const { people } = (await sample.json()) as { people: { id: string }[] }
	const assignments = [{ cluster: 'PK607-03', households, person: people[0]?.id }]
	await post('/api/sample/assignments', { round: 'endline', assignments })
}

/** Counts what an enumerator taps, by kind, and the questions that are answered with it. */
class Fingers {
	readonly taps: Record<string, number> = {}
	questions = 0
	get total(): number {
		return Object.values(this.taps).reduce((sum, each) => sum + each, 0)
	}
	count(kind: string, times = 1): void {
		this.taps[kind] = (this.taps[kind] ?? 0) + times
	}
	async tap(kind: string, target: Locator): Promise<void> {
		this.count(kind)
		await target.click()
	}
}

const nameOf = (id: string): string => id.split('-').at(-1) ?? ''

/** Answers one question as a finger does: a field that has the cursor already needs no tap, a menu needs two. */
async function answer(
	fingers: Fingers,
	question: Locator,
	wanted: Answers[string] | undefined,
): Promise<void> {
	const values = [wanted ?? []].flat()
	const radios = question.locator('label.choice:has(input[type=radio])')
	const boxes = question.locator('label.choice:has(input[type=checkbox])')
	const menu = question.locator('select')
	const field = question.locator(':is(input, textarea):not([type=file])')
	const [first] = values
	if ((await radios.count()) > 0) {
		const own = first === undefined ? radios : question.locator(`label.choice:has(input[value="${first}"])`)
		await fingers.tap('choice', own.first())
	} else if ((await boxes.count()) > 0) {
		// a checkbox shows no value: as many are ticked as there are answers
		for (let i = 0; i < Math.max(values.length, 1); i++) await fingers.tap('choice', boxes.nth(i))
	} else if ((await menu.count()) > 0) {
		fingers.count('menu', 2)
		await menu.selectOption(first === undefined ? { index: 1 } : first)
	} else if (first !== undefined && (await field.count()) > 0) {
		const hasCursor = await field.first().evaluate((element) => element === document.activeElement)
		if (!hasCursor) await fingers.tap('field', field.first())
		await question.page().keyboard.type(first)
	} else return
	fingers.questions++
}

async function addMembers(fingers: Fingers, page: Page): Promise<void> {
	for (const [i, member] of roster.entries()) {
		await fingers.tap('add a person', page.locator('.repeat > button'))
		const body = page.locator('.repeat-row').nth(i).locator('.row-body')
		await expect(body).toHaveAttribute('aria-busy', 'false')
		for (const question of await body.locator('.question').all())
			await answer(fingers, question, member[nameOf((await question.getAttribute('id')) ?? '')])
	}
}

/** Fills in the form of a household from the page on the screen, and finishes it. */
async function fillIn({ page, words }: Phone, answers: Answers): Promise<Fingers> {
	const fingers = new Fingers()
	for (;;) {
		await page.locator('.page:not([aria-busy=true]) > *, .finish-state').first().waitFor()
		const before = await placeOf(page)
		if (before === '') break
		const asked = new Set<string>()
		for (;;) {
			// an answer can show and hide other questions of the same page
			const ids = await page.locator('.page > .question').evaluateAll((all) => all.map(({ id }) => id))
			const next = ids.find((id) => !asked.has(id))
			if (next === undefined) break
			asked.add(next)
			await answer(fingers, page.locator(`[id="${next}"]`), answers[nameOf(next)])
			if (nameOf(next) !== 'n_adults') continue
			await page.locator('.repeat').waitFor()
			await addMembers(fingers, page)
		}
		await fingers.tap('next', page.getByRole('button', { name: words.next, exact: true }))
		await expect.poll(() => placeOf(page), { message: before }).not.toBe(before)
	}
	await fingers.tap('finish', page.getByRole('button', { name: words.finish, exact: true }))
	await expect(page.locator('.receipt')).toBeVisible()
	return fingers
}

for (const language of walkLanguages('en'))
	test(`a whole interview takes at most 1.5 taps for each question, and a refusal five from the list (${language})`, {
		tag: '@long',
	}, async ({ browser }) => {
		test.setTimeout(600_000)
		const { server, admin, phone } = await beginWithPhone(browser, language)
		await assignHouseholds(admin)
		const page = await phone.open(server.url)
		/** Opens a household from the list, which takes two taps. */
		const startVisit = async () => {
			await phone.openTab('households')
			await page.locator('.household-open').first().click()
			await page.getByRole('button', { name: start[language] }).click()
		}
		await startVisit()
		const { local_term, int_comment, gps_reason, ...asked } = interviewAnswers
		const whole = await fillIn(phone, asked)
		console.log(`taps, ${language}: ${whole.total} for ${whole.questions} questions`, whole.taps)
		expect(whole.questions).toBeGreaterThan(60)
		expect(whole.total / whole.questions).toBeLessThanOrEqual(1.5)
		await page.locator('.app-foot a:not([href^="/record/"])').first().click()
		await startVisit()
		const refusal = await fillIn(phone, { contact: 'refused' })
		expect(2 + refusal.total).toBeLessThanOrEqual(5)
		await phone.switchOff()
		await server.kill()
	})
