import { expect } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import { type Answers, roster, tickLabels } from './interview.ts'
import type { Phone } from './people.ts'

/*
 * An interview in a fifth of the time, for walks that need one and are about something else. It goes through the same pages and fields, but answers
 * them inside of the page, without moving a pointer to each. `interview.ts` fills in as a person does.
 */

/** Runs in the page. Answers all its questions, and returns their names. */
async function answerHere([answers, members]: [
	Record<string, string | string[]>,
	Record<string, string>[],
]): Promise<string[]> {
	const until = async (isSo: () => boolean) => {
		for (let i = 0; i < 2000 && !isSo(); i++) await new Promise((later) => setTimeout(later, 5))
		if (!isSo()) throw new Error(`waited too long: ${isSo}`)
	}
	// questions that an answer shows or hides are rendered in the next tasks
	const drawn = () => new Promise<void>((later) => setTimeout(() => setTimeout(later)))
	/** Waits until the page no longer changes: long pages are rendered in pieces. */
	const settled = () =>
		new Promise<void>((done) => {
			const finish = () => {
				observer.disconnect()
				done()
			}
			let timer = setTimeout(finish, 60)
			const observer = new MutationObserver(() => {
				clearTimeout(timer)
				timer = setTimeout(finish, 60)
			})
			observer.observe(document.body, { childList: true, subtree: true })
		})
	function write(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
		const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
		field.focus()
		Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(field, text)
		field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }))
		field.dispatchEvent(new Event('change', { bubbles: true }))
		field.blur()
	}
	function answer(question: Element, wanted: string | readonly string[] | undefined): void {
		const all = [wanted ?? []].flat()
		const radios = [...question.querySelectorAll<HTMLInputElement>('input[type=radio]')]
		if (radios.length > 0) {
			const radio = all.length > 0 ? radios.find(({ value }) => value === all[0]) : radios[0]
			if (!radio) throw new Error(`no choice ${all[0]} at ${question.id}`)
			if (!radio.checked) radio.click()
			return
		}
		const boxes = [...question.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
		if (boxes.length > 0) {
			const labelled = (text: string) =>
				boxes.find((box) => box.closest('label')?.textContent?.includes(text))
			for (const box of all.length > 0 ? all.map(labelled) : boxes.slice(0, 1)) {
				if (!box) throw new Error(`no checkbox ${all} at ${question.id}`)
				if (!box.checked) box.click()
			}
			return
		}
		const menu = question.querySelector('select')
		if (menu) {
			menu.selectedIndex = all.length > 0 ? [...menu.options].findIndex(({ value }) => value === all[0]) : 1
			menu.dispatchEvent(new Event('input', { bubbles: true }))
			menu.dispatchEvent(new Event('change', { bubbles: true }))
			return
		}
		const field = question.querySelector<HTMLInputElement | HTMLTextAreaElement>(
			'input:not([type=file]), textarea',
		)
		if (field && all[0] !== undefined) write(field, all[0])
	}
	const nameOf = ({ id }: Element) => id.split('-').at(-1) ?? ''
	const page = () => document.querySelector('.page:not([aria-busy=true])')
	await until(() => (page()?.children.length ?? 0) > 0)
	const questions: string[] = []
	const unanswered = () =>
		[...document.querySelectorAll('.page > .question')].find(
			(question) => !questions.includes(nameOf(question)),
		)
	for (;;) {
		if (!unanswered()) await settled()
		const next = unanswered()
		if (!next) break
		questions.push(nameOf(next))
		answer(next, answers[nameOf(next)])
		await drawn()
	}
	// the repeat opens after the number of adults is entered, and is loaded as a separate chunk
	if (questions.includes('n_adults')) await until(() => document.querySelector('.repeat') !== null)
	const repeat = document.querySelector('.repeat')
	if (repeat && repeat.querySelectorAll('.repeat-row').length === 0)
		for (const [i, member] of members.entries()) {
			repeat.querySelector<HTMLButtonElement>(':scope > button')?.click()
			const row = () => repeat.querySelectorAll('.repeat-row')[i]
			await until(() => row()?.querySelector('.row-body')?.getAttribute('aria-busy') === 'false')
			for (const question of row()?.querySelectorAll('.question') ?? []) {
				const name = nameOf(question)
				answer(question, answers[`${name}-${i + 1}`] ?? member[name])
				await drawn()
			}
		}
	return questions
}

/** Fills in pages until `until` accepts a page, or to the end. Returns the names of all questions asked. */
export async function quickInterview(
	phone: Phone,
	answers: Answers,
	until: (questions: readonly string[]) => boolean = () => false,
): Promise<string[]> {
	const { page, words } = phone
	const labels = tickLabels[phone.language === 'en' ? 'en' : 'ur']
	const shown = Object.fromEntries(
		Object.entries(answers).map(([name, value]) => [
			name,
			typeof value === 'string' ? value : value.map((code) => labels[code] ?? code),
		]),
	)
	const all: string[] = []
	const next = page.getByRole('button', { name: words.next })
	for (let guard = 0; guard < 80; guard++) {
		await expect(page.locator('.page .question').first()).toBeVisible()
		const questions = await page.evaluate(answerHere, [shown, roster] as never)
		all.push(...questions)
		if (until(questions)) return all
		const before = await placeOf(page)
		await next.click()
		await expect(async () => {
			const now = await placeOf(page)
			expect(now, `page ${before} did not let go: ${await page.locator('.error').allInnerTexts()}`).not.toBe(
				before,
			)
		}).toPass({ intervals: [10, 20, 50], timeout: 20_000 })
		if ((await placeOf(page)) === '') return all
	}
	throw new Error('the form does not end')
}
