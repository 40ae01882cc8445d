import { type Browser, expect, type Locator, type Page } from '@playwright/test'
import { choiceOf, labelOf } from './controls-form.ts'
import { publishControls } from './controls-publish.ts'
import { isAccessible } from './is-accessible.ts'
import { press } from './keyboard.ts'
import { addPerson, beginWithPhone, type FormLanguage, type Phone } from './people.ts'
import { screenshot } from './screenshot.ts'
import type { ZilaServer } from './zila-server.ts'

const textsByLanguage = {
	en: {
		form: 'Everything',
		needed: 'Answer this question to continue.',
		adults: 'Adults only, from 18 years.',
		soMuch: 'Is it so much?',
		more: 'More information',
		second: 'Ask a second person if in doubt.',
		done: 'Done',
		other: 'Other',
		whichOther: 'Specify other.',
		takeBack: 'Clear answer',
		narrow: /^Search \d+ choices/,
		up: 'Move up: Farming',
		down: 'Move down: Farming',
		moved: 'Farming: position 2 of 4',
		location: 'Get GPS location',
		within: /accuracy .*12.* m/,
		add: 'Add: Member',
		remove: /^Remove number .* · Member/,
		yes: 'Remove',
		back: 'Back',
		language: 'Question language',
	},
	ur: {
		form: 'سب کچھ',
		needed: 'آگے جانے کے لیے اس سوال کا جواب ضروری ہے۔',
		adults: 'صرف بالغ، 18 سال سے۔',
		soMuch: 'کیا اتنا زیادہ ہے؟',
		more: 'اس سوال کے بارے میں مزید',
		second: 'شک ہو تو کسی دوسرے سے پوچھیں۔',
		done: 'ہو گیا',
		other: 'دیگر',
		whichOther: 'دیگر کی وضاحت کریں۔',
		takeBack: 'جواب مٹائیں',
		narrow: /کچھ حروف لکھیں/,
		up: /کھیتی باڑی.*: اوپر کریں/,
		down: /کھیتی باڑی.*: نیچے کریں/,
		moved: /کھیتی باڑی.*: .*4.* میں سے نمبر .*2/,
		location: 'مقام (GPS) لیں',
		within: /12.* میٹر تک درست/,
		add: 'شامل کریں: فرد',
		remove: /^نمبر .* ہٹائیں · فرد/,
		yes: 'ہاں، ہٹائیں',
		back: 'پیچھے',
		language: 'سوالات کی زبان',
	},
} as const

/** A phone with the form of all controls open, and the texts of its screens. */
export class ControlsWalk {
	readonly language: FormLanguage
	readonly phone: Phone
	readonly server: ZilaServer
	/** Enrolment code of a data manager. */
	readonly managerCode: string
	readonly texts: (typeof textsByLanguage)[FormLanguage]
	#shots = 0

	constructor(phone: Phone, server: ZilaServer, managerCode: string) {
		this.language = phone.language === 'en' ? 'en' : 'ur'
		this.phone = phone
		this.server = server
		this.managerCode = managerCode
		this.texts = textsByLanguage[this.language]
	}
	static async begin(browser: Browser, language: FormLanguage): Promise<ControlsWalk> {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await publishControls(await admin.desk(), language)
		await phone.open(server.url)
		const walk = new ControlsWalk(phone, server, managerCode)
		await phone.startForm(walk.texts.form)
		return walk
	}
	get page(): Page {
		return this.phone.page
	}

	// finds an element by its accessible name
	#named(name: string) {
		return { name: labelOf(name, this.language) }
	}
	text = (name: string) => this.page.getByRole('textbox', this.#named(name))
	menu = (name: string) => this.page.getByRole('combobox', this.#named(name))
	slider = (name: string) => this.page.getByRole('slider', this.#named(name))
	group = (name: string) => this.page.getByRole('group', this.#named(name))
	stars = (name: string) => this.page.getByRole('radiogroup', this.#named(name))
	label = (name: string) => this.page.getByLabel(labelOf(name, this.language))
	button = (name: string | RegExp) => this.page.getByRole('button', { name })
	choice = (list: string, code: string) => choiceOf(list, code, this.language)
	radio = (name: string, list: string, code: string) =>
		this.group(name).getByRole('radio', { name: this.choice(list, code), exact: true })
	box = (name: string, list: string, code: string) =>
		this.group(name).getByRole('checkbox', { name: this.choice(list, code), exact: true })
	title = (name: string) =>
		expect(this.page.getByRole('heading', { level: 1, ...this.#named(name) })).toBeVisible()

	next = () => press(this.page.getByRole('button', { name: this.phone.words.next, exact: true }), 'Enter')
	back = () => press(this.page.getByRole('button', { name: this.texts.back, exact: true }), 'Enter')

	/**
	 * Checks that the page cannot be left while these answers are missing, and that each missing answer is
	 * announced.
	 */
	async refusesBlank(name: string, controls: number): Promise<void> {
		await this.title(name)
		await this.next()
		const alerts = this.page.getByRole('alert').filter({ hasText: this.texts.needed })
		await expect(alerts).toHaveCount(controls)
		const areDescribed = await alerts.evaluateAll((all) =>
			all.map(({ id }) =>
				document
					.querySelector(`[aria-describedby~="${id}"]`)
					?.matches(':is(input, textarea, select, fieldset, [role="radiogroup"])'),
			),
		)
		expect(areDescribed, `${name}: told with its control`).toEqual(areDescribed.map(() => true))
		// the first of them has the focus
		const hasFocus = () =>
			alerts.first().evaluate((alert) => alert.closest('.question')?.contains(document.activeElement))
		await expect.poll(hasFocus, { message: `${name}: gone to` }).toBe(true)
	}
	async isRefused(field: Locator, error: string): Promise<void> {
		const alert = this.page.getByRole('alert').filter({ hasText: error })
		await expect(alert).toBeVisible()
		const id = await alert.evaluate((element) => element.id)
		await expect(field).toHaveAttribute('aria-describedby', new RegExp(id))
	}

	/** Checks the page for accessibility, and takes a screenshot. */
	async checkScreen(name: string): Promise<void> {
		await isAccessible(this.page, name)
		this.#shots++
		const path = `test-results/controls-${this.language}-${this.#shots}-${name}.png`
		// a screenshot of the full page changes the scroll position
		const place = await this.page.evaluate(() => scrollY)
		await screenshot(this.page, { path, fullPage: true })
		await this.page.evaluate((y) => scrollTo(0, y), place)
	}
	/** Checks the page, restarts the app, opens the next page, and checks the first one again. */
	async leaveAndReturn(name: string, after: string): Promise<void> {
		await this.checkScreen(name)
		await this.phone.isSaved()
		await this.page.reload()
		await this.phone.unlock()
		await this.title(name)
		await this.next()
		await this.title(after)
		await this.back()
		await this.title(name)
	}
}
