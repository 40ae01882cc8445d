import { expect, type Locator, type Page } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import type { Phone } from './people.ts'

/** Answers by question name: a code, several codes, or text. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

/** Answers of an interview with a selected woman of three where it matters; everything else takes its first choice. */
export const interviewAnswers: Answers = {
	cluster_id: 'PK607-03',
	area: 'rural',
	line_no: '12',
	hh_no: '12',
	is_reserve: 'no',
	visit_no: '1',
	gps_reason: 'indoors',
	contact: 'contacted',
	hh_size: '6',
	n_adults: '3',
	sel_avail: 'now',
	privacy: 'alone',
	consent: 'yes',
	consent_recontact: 'no',
	int_lang: 'ur',
	age: '34',
	gender: 'female',
	marital: 'married',
	edu: 'matric',
	lang_home: 'skr',
	occ: 'home',
	heard_tip: 'yes',
	heard_som: 'no',
	local_term: 'ڈنکی',
	src_heard: ['tv', 'radio'],
	def_tip: ['means', 'exploit'],
	signs: ['fee', 'docs', 'lock'],
	law_any: 'dk',
	help_any: 'no',
	help_1991: 'yes',
	exp_any: 'no',
	mig_plan: 'no',
	rep_would: '2',
	rep_seen: 'no',
	int_comment: '=1+1',
	result: 'complete',
}

export const roster: readonly Answers[] = [
	{ m_label: 'Amina', m_gender: 'female', m_age: '61' },
	{ m_label: 'Bano', m_gender: 'female', m_age: '34' },
	{ m_label: 'Chand', m_gender: 'female', m_age: '19' },
]

const nameOf = async (question: Locator): Promise<string> =>
	((await question.getAttribute('id')) ?? '').split('-').at(-1) ?? ''

/**
 * Enters the answer of one question, in whatever control it has. A question that is no longer asked is left
 * alone: a location that arrives meanwhile hides the question why there is none.
 */
export async function answer(
	question: Locator,
	value: string | readonly string[] | undefined,
): Promise<void> {
	const wanted = typeof value === 'string' ? [value] : value
	// asked once: every call takes time in the test, the browser and the page
	const control = await question.evaluateAll(([element]) => {
		const controls = ['input[type=radio]', 'input[type=checkbox]', 'select', 'input, textarea']
		return controls.find((selector) => element?.querySelector(selector)) ?? ''
	})
	if (control === 'input[type=radio]') {
		const value = wanted ? `[value="${wanted[0]}"]` : ''
		await question
			.locator(control + value)
			.first()
			.check()
	} else if (control === 'input[type=checkbox]') {
		if (!wanted) await question.locator(control).first().check()
		for (const code of wanted ?? []) await question.locator(`label.choice:has-text("${code}") input`).check()
	} else if (control === 'select')
		await question.locator(control).selectOption(wanted ? { value: wanted[0] ?? '' } : { index: 1 })
	else if (control !== '' && wanted?.[0] !== undefined) await fillWhileAsked(question, control, wanted[0])
}

async function fillWhileAsked(question: Locator, control: string, text: string): Promise<void> {
	await expect(async () => {
		if ((await question.count()) > 0) await question.locator(control).fill(text, { timeout: 1000 })
	}).toPass({ timeout: 60_000 })
}

/** Labels of checkboxes by value, since a checkbox shows no value. */
export const tickLabels: Readonly<Record<'en' | 'ur', Readonly<Record<string, string>>>> = {
	en: {
		tv: 'Television',
		radio: 'Radio',
		means: 'By force',
		exploit: 'In order to exploit',
		fee: 'Large advance fee',
		docs: 'Passport or ID card',
		lock: 'Not free to leave',
	},
	ur: {
		tv: 'ٹیلی ویژن',
		radio: 'ریڈیو',
		means: 'زبردستی، دھمکی',
		exploit: 'ناجائز فائدہ اٹھانے کے لیے',
		fee: 'ایجنٹ کو بھاری',
		docs: 'پاسپورٹ یا شناختی',
		lock: 'باہر جانے یا نقل',
	},
}

/** Answers all questions of the page. Returns their names. */
export async function answerPage(phone: Phone, answers: Answers): Promise<string[]> {
	const { page } = phone
	const questions: string[] = []
	await page.locator('.page:not([aria-busy=true]) > *').first().waitFor()
	// an answer can show and hide other questions of the same page
	for (;;) {
		const ids = await page.locator('.page > .question').evaluateAll((all) => all.map(({ id }) => id))
		const names = ids.map((id) => [id, id.split('-').at(-1) ?? ''] as const)
		const next = names.find(([, name]) => !questions.includes(name))
		if (!next) break
		const [id, name] = next
		questions.push(name)
		const value = answers[name]
		const labels =
			typeof value === 'object'
				? value.map((code) => tickLabels[phone.language === 'en' ? 'en' : 'ur'][code] ?? code)
				: value
		await answer(page.locator(`[id="${id}"]`), labels)
	}
	return questions
}

/** Adds as many household members as `n_adults` says. `answers`: `m_label-1` replaces the label of the first. */
export async function addRoster(page: Page, answers: Answers = {}): Promise<void> {
	const repeat = page.locator('.repeat')
	for (const [i, member] of roster.slice(0, Number(answers.n_adults ?? roster.length)).entries()) {
		await repeat.locator('> button').click()
		const row = repeat.locator('.repeat-row').nth(i)
		await expect(row.locator('.row-body')).toHaveAttribute('aria-busy', 'false')
		for (const question of await row.locator('.question').all()) {
			const name = await nameOf(question)
			await answer(question, answers[`${name}-${i + 1}`] ?? member[name])
		}
	}
}

/** Fills in pages until `until` accepts a page, or to the end. Returns the names of all questions asked. */
export async function interview(
	phone: Phone,
	answers: Answers,
	until: (questions: readonly string[]) => boolean = () => false,
	onPage: (questions: readonly string[]) => Promise<void> = async () => {},
): Promise<string[]> {
	const { page, words } = phone
	const all: string[] = []
	for (let guard = 0; guard < 80; guard++) {
		await expect(page.locator('.page .question').first()).toBeVisible()
		const questions = await answerPage(phone, answers)
		// the repeat opens after the number of adults is entered, and is loaded as a separate chunk
		if (questions.includes('n_adults')) await page.locator('.repeat').first().waitFor()
		if ((await page.locator('.repeat').count()) > 0 && (await page.locator('.repeat-row').count()) === 0)
			await addRoster(page, answers)
		all.push(...questions)
		await onPage(questions)
		if (until(questions)) return all
		const before = await placeOf(page)
		await page.getByRole('button', { name: words.next }).click()
		await expect(async () => {
			const now = await placeOf(page)
			expect(now, `page ${before} did not let go: ${await page.locator('.error').allInnerTexts()}`).not.toBe(
				before,
			)
		}).toPass({ intervals: [20, 50, 100], timeout: 20_000 })
		if ((await placeOf(page)) === '') return all
	}
	throw new Error('the form does not end')
}
