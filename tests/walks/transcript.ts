import { expect, type Locator, type Page } from '@playwright/test'
import { localize } from '#shared/forms/localized-text'
import { loadInstrument } from '../helpers/instruments.ts'
import { placeOf } from './form-bar.ts'
import { type Answers, answer } from './interview.ts'
import { sitDown } from './seats.ts'
import { unchanging } from './settled.ts'

/** Texts of these screens by language. */
export const transcriptWords = {
	en: {
		group: 'Focus group notes',
		second: 'Focus group – second note-taker',
		begin: 'Start discussion',
		record: 'Start recording',
		runs: 'Recording',
		pause: 'Pause',
		resume: 'Resume',
		end: 'End recording',
		undo: 'Undo',
		quote: 'Quote',
		later: 'Next question',
		forSecond: 'Second note-taker',
		next: 'Next',
		moderator: 'Moderator',
		seat: 'Seat',
		finish: 'Finish',
		help: 'Help, helpline, reporting',
		beside: '3 turns for this question',
	},
	ur: {
		group: 'فوکس گروپ نوٹس',
		second: 'فوکس گروپ: دوسرے نوٹ لینے والے کے نوٹس',
		begin: 'گفتگو شروع کریں',
		record: 'ریکارڈنگ شروع کریں',
		runs: 'ریکارڈنگ جاری',
		pause: 'روکیں',
		resume: 'جاری رکھیں',
		end: 'ریکارڈنگ ختم کریں',
		undo: 'واپس لیں',
		quote: 'ہو بہو الفاظ (اقتباس)',
		later: 'اگلا سوال',
		forSecond: 'دوسرا نوٹ لینے والا',
		next: 'آگے',
		moderator: 'ماڈریٹر',
		seat: 'نشست',
		finish: 'مکمل کریں',
		help: 'مدد، ہیلپ لائن، اطلاع',
		beside: 'اس سوال پر 3 باریاں',
	},
} as const
export type TranscriptWords = (typeof transcriptWords)[keyof typeof transcriptWords]

const themes = ['heard', 'causes', 'vulner', 'actors', 'law', 'help']
/** Participants of a discussion with women, and its outcome. */
export const group: Answers = {
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
	show_hands_tip: '4',
	show_hands_1991: '1',
	ended: 'complete',
	card_given: '7',
	observ: 'Two women spoke most.',
	incident: 'no',
}

/** The button of a participant. */
export function seat(on: Page, words: TranscriptWords, number: number): Locator {
	return on.getByRole('button', { name: new RegExp(`^${words.seat} ${number}(,|$)`) })
}
/** Taps the button of a speaker, and enters a note. */
export async function speak(
	on: Page,
	words: TranscriptWords,
	who: number | 'm',
	note: string,
	tags: readonly string[] = [],
	isQuote = false,
): Promise<void> {
	const before = await on.locator('.turn').count()
	await (who === 'm'
		? on.getByRole('button', { name: words.moderator, exact: true })
		: seat(on, words, who)
	).click()
	const turn = on.locator('.turn').nth(before)
	const field = turn.locator('[id$=-t_note] textarea')
	await expect(field).toBeFocused()
	if (note !== '') await field.fill(note)
	if (isQuote) await turn.getByRole('button', { name: words.quote }).click()
	for (const tag of tags) {
		const mark = turn.getByRole('button', { name: themeLabel(words, tag), exact: true })
		// two rows are in sight, and the others behind a button
		if ((await mark.count()) === 0) await turn.locator('.mark[aria-expanded=false]').click()
		await mark.click()
		await expect(mark).toHaveAttribute('aria-pressed', 'true')
	}
}
const guideThemes = loadInstrument('focus-group').choices.theme ?? []
/** Label of a theme in the language of the words. */
function themeLabel(words: TranscriptWords, theme: string): string {
	const label = guideThemes.find(({ name }) => name === theme)?.label
	return localize(label, words === transcriptWords.ur ? 'ur' : 'en')
}
/** Fills in pages until one contains the target. */
export async function fillUntil(
	on: Page,
	words: TranscriptWords,
	sought: string,
	answers: Answers,
	onNo?: () => Promise<unknown>,
): Promise<void> {
	for (;;) {
		await expect(on.locator('.page, .finish, main').first()).toBeVisible()
		await unchanging(on)
		if ((await on.locator(sought).count()) > 0) return
		const done = new Set<string>()
		for (let more = true; more; ) {
			more = false
			const ids = await on.locator('.page > .question').evaluateAll((all) => all.map(({ id }) => id))
			for (const id of ids) {
				if (done.has(id)) continue
				done.add(id)
				more = true
				const name = id.split('-').at(-1) ?? ''
				const question = on.locator(`[id="${id}"]`)
				if (name === 'n_here' && answers.talk_scan === undefined) {
					await sitDown(on, onNo)
				} else if (name === 'audio') {
					await on.getByRole('button', { name: words.record }).click()
					await expect(on.getByRole('status').filter({ hasText: words.runs })).toBeVisible()
				} else if (answers[name] !== undefined) {
					// the field for a code is loaded as a separate chunk
					await question.locator('input, textarea, select').first().waitFor({ state: 'attached' })
					await answer(question, answers[name])
				}
				if (name === 'who') await onNo?.()
			}
		}
		const before = await placeOf(on)
		await on.getByRole('button', { name: words.next, exact: true }).click()
		await expect.poll(() => placeOf(on)).not.toBe(before)
	}
}

/**
 * Enters the summary of each theme after the discussion. `onHelp`: called where the turns are shown next to
 * the field.
 */
export async function sumUp(page: Page, onHelp?: (row: Locator) => Promise<unknown>): Promise<void> {
	for (const [i, theme] of themes.entries()) {
		await page.locator('.repeat > button').click()
		const row = page.locator('.repeat-row').nth(i)
		await row.locator(`input[value="${theme}"]`).check()
		if (theme === 'help') await onHelp?.(row)
		await row.locator('textarea').first().fill(`What the group said about ${theme}, in some length.`)
		await row.locator('input[value="most"]').check()
	}
}
