import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { painted } from '../../testing/painted.ts'
import { type FormOptions, renderForm, trialOf } from '../../testing/render-form.tsx'
import { text } from '../../testing/text.ts'

const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const heading = (name: string) => screen.findByRole('heading', { level: 1, name })

const survey = `
	type           name   label      required  relevant
	begin_group    one    First      -         -
	text           who    Your name  yes       -
	integer        age    Age        -         -
	end_group      -      -          -         -
	begin_group    two    Second     -         \${age} > 17
	text           work   Work       -         -
	end_group      -      -          -         -
	begin_group    three  Third      -         -
	text           more   More       -         -
	end_group      -      -          -         -
`
const render = (options: FormOptions = {}) => renderForm(survey, options)
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })

test('a required question is asked for before the next page, and its answer continues', async () => {
	const { user, answer, places } = await render()
	await user.click(await button('fill.next'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.required'))
	expect(document.activeElement).toBe(await field('Your name'))
	expect(places).toEqual([])
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	expect(await heading('Third')).toBeVisible()
	expect(answer('who')).toBe('Amina')
	expect(places).toEqual([{ page: 2, language: 'en' }])
})

test('an answer decides which page is next, and the back button follows it', async () => {
	const { user } = await render()
	await user.type(await field('Your name'), 'Amina')
	await user.type(await field('Age'), '34')
	await user.click(await button('fill.next'))
	expect(await heading('Second')).toBeVisible()
	await user.click(await button('fill.next'))
	await user.click(await button('fill.back'))
	expect(await heading('Second')).toBeVisible()
	await user.click(await button('fill.back'))
	expect(await field('Your name')).toHaveValue('Amina')
	expect(await button('fill.back')).toBeDisabled()
})

test('a new page moves the focus to its title', async () => {
	const { user } = await render()
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	expect(document.activeElement).toBe(await heading('Third'))
})

test.each([
	['asks for a number first has the cursor in it', 'integer  age   Age     -', 'Age'],
	['begins with another question', 'select_one yn  own  Own?  -\ninteger  age   Age     -', null],
	['begins with something to read', 'note     hello  Say hello  -\ninteger  age   Age     -', null],
	['has its number filled in', 'integer  age   Age     34', null],
])('a page that %s', async (_, lines, name) => {
	const { user } = await renderForm(`
		type         name  label   default
		begin_group  one   First   -
		note         hi    Hi      -
		end_group    -     -       -
		begin_group  two   Second  -
		${lines}
		end_group    -     -       -
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
	`)
	await user.click(await button('fill.next'))
	const title = await heading('Second')
	expect(document.activeElement).toBe(name ? await field(name) : title)
	// only a step forward opens the keyboard
	await user.click(await button('fill.back'))
	expect(document.activeElement).toBe(await heading('First'))
})

test('the bar shows the section, the page in it, and how many sections there are', async () => {
	const { user } = await render()
	const bar = () => screen.findByRole('button', { name: text('fill.sections') })
	const progress = (number: number) =>
		screen.findByRole('img', { name: text('fill.sectionOf', { number, of: 3 }) })
	expect(await bar()).toHaveTextContent(/^First/)
	expect(await bar()).toHaveTextContent(text('fill.pageOf', { page: 1, of: 1 }))
	expect(await progress(1)).toBeVisible()
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	// a section that is not asked is counted too: the progress does not jump when an answer opens it
	expect(await progress(3)).toBeVisible()
	expect(await bar()).toHaveTextContent(/^Third/)
	await user.click(await button('fill.next'))
	await screen.findByRole('heading', { name: text('finish.ready') })
	expect(await bar()).toHaveTextContent(text('fill.reviewTitle'))
})

test('a page is counted among those of its section that are asked', async () => {
	const { user } = await renderForm(`
		type         name   label        relevant
		begin_group  one    B. Work      -
		begin_group  a      -            -
		text         who    Who          -
		end_group    -      -            -
		begin_group  b      -            \${who} = 'x'
		text         job    Job          -
		end_group    -      -            -
		begin_group  c      -            -
		text         pay    Pay          -
		end_group    -      -            -
		end_group    -      -            -
	`)
	const bar = screen.getByRole('button', { name: text('fill.sections') })
	expect(bar).toHaveTextContent(/^B · Work/)
	expect(bar).toHaveTextContent(text('fill.pageOf', { page: 1, of: 2 }))
	await user.click(await button('fill.next'))
	expect(bar).toHaveTextContent(text('fill.pageOf', { page: 2, of: 2 }))
})

test('a refusal is explained at the question and at the foot until it is answered', async () => {
	const { user } = await render()
	await user.click(await button('fill.next'))
	const foot = () => screen.queryByText(text('fill.missing', { count: 1 }))?.closest('[role=status]')
	expect(foot()).toHaveTextContent('Your name')
	// above the control, so that it is in sight with the title
	const message = screen.getByRole('alert')
	const control = await field('Your name')
	expect(message.compareDocumentPosition(control)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
	control.blur()
	await user.click(await button('fill.show'))
	expect(document.activeElement).toBe(control)
	await user.type(control, 'Amina')
	expect(foot()).toBeUndefined()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('of several missing answers the foot leads from one to the next', async () => {
	const { user } = await renderForm(`
		type     name  label  required
		text     who   Name   yes
		integer  age   Age    yes
		text     more  More   -
	`)
	await user.click(await button('fill.next'))
	expect(screen.getByText(text('fill.missing', { count: 2 }))).toBeVisible()
	await user.click(await button('fill.show'))
	expect(document.activeElement).toBe(await field('Name'))
	await user.click(await button('fill.show'))
	expect(document.activeElement).toBe(await field('Age'))
	await user.type(await field('Age'), 'old')
	expect(screen.getByText(text('fill.toCheck', { count: 2 }))).toBeVisible()
})

test('finishing stands in the place of the next page, and leads to what is missing', async () => {
	const { user, finished } = await render({ view: { first: { page: 2, language: 'en' } } })
	await heading('Third')
	await user.click(await button('fill.next'))
	expect(screen.queryByRole('button', { name: text('fill.finish') })).toBeNull()
	await user.click(await screen.findByRole('button', { name: text('fill.showMissing', { count: 1 }) }))
	expect(document.activeElement).toBe(await field('Your name'))
	expect(finished()).toBe(0)
})

test('a draft opens on the page where it was left, or on the next relevant one', async () => {
	await render({ view: { first: { page: 2, language: 'en' } } })
	expect(await heading('Third')).toBeVisible()
})

test('a page that is no longer relevant leads to the next one', async () => {
	await render({ view: { first: { page: 1, language: 'en' } } })
	expect(await heading('Third')).toBeVisible()
})

test('a page that no longer exists leads to the first one', async () => {
	await render({ view: { first: { page: 9, language: 'en' } } })
	expect(await heading('First')).toBeVisible()
})

test('leaving and finishing call the parent', async () => {
	const { user, left, finished } = await render()
	await user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(left()).toBe(1))
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	await user.click(await button('fill.next'))
	expect(finished()).toBe(0)
	await user.click(await button('fill.finish'))
	await waitFor(() => expect(finished()).toBe(1))
})

test('while the record is being finished nothing can be pressed', async () => {
	const { container } = await render({ view: { isFinishing: true } })
	expect(container.querySelector('[inert]')).not.toBeNull()
})

test.each([
	['leaving', 'fill.saveAndExit'],
	['the list of sections', 'fill.sections'],
	['the next page', 'fill.next'],
	['the page before', 'fill.back'],
] as const)('input in progress is saved before %s', async (_, key) => {
	const { user, filling, left, places } = await render({ view: { first: { page: 2, language: 'en' } } })
	await heading('Third')
	let keep = () => {}
	filling.onBeforeLeave(
		() =>
			new Promise((done) => {
				keep = done
			}),
	)
	await user.click(screen.getByRole('button', { name: text(key) }))
	await painted()
	expect(left() + places.length).toBe(0)
	keep()
	await waitFor(() => expect(left() + places.length).toBe(1))
})

/** Opens the review of a form of which every page was seen, and from there the question `Age`. */
async function openFromReview({ user }: { user: Awaited<ReturnType<typeof render>>['user'] }) {
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	await heading('Third')
	expect(await button('fill.next')).toBeVisible()
	await user.click(await button('fill.next'))
	await isReviewed()
	await user.click(await screen.findByRole('button', { name: /^First/ }))
	await user.click(await screen.findByRole('button', { name: /^Age/ }))
	await heading('First')
}
const isReviewed = () => screen.findByRole('heading', { name: text('finish.ready') })

test('a page that was opened from the review leads back to it, once its answers are right', async () => {
	const { user } = await render()
	await openFromReview({ user })
	await user.type(await field('Age'), '16')
	await user.clear(await field('Your name'))
	await user.click(await button('fill.backToReview'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.required'))
	await user.type(await field('Your name'), 'Bano')
	await user.click(await button('fill.backToReview'))
	expect(await isReviewed()).toBeVisible()
	// what the review offers is unchanged: the last page, and from there the end
	await user.click(await button('fill.back'))
	await heading('Third')
	expect(await button('fill.next')).toBeVisible()
})

test('a page before one that was opened from the review leads back to it too', async () => {
	const { user } = await render({ view: { first: { page: 2, language: 'en' } } })
	await heading('Third')
	await user.click(await button('fill.next'))
	await user.click(await screen.findByRole('button', { name: /^Third/ }))
	await user.click(await screen.findByRole('button', { name: /^More/ }))
	await button('fill.backToReview')
	await user.click(await screen.findByRole('button', { name: text('fill.back') }))
	expect(await field('Your name')).toBeVisible()
	expect(await button('fill.backToReview')).toBeVisible()
})

test('the back button of the phone leads from such a page to the review, and leaves nothing in the history', async () => {
	const { user, left } = await render()
	await openFromReview({ user })
	expect(history.state).not.toBeNull()
	await user.type(await field('Age'), '16')
	history.back()
	expect(await isReviewed()).toBeVisible()
	await user.click(await screen.findByRole('button', { name: /^First/ }))
	await user.click(await screen.findByRole('button', { name: /^Age/ }))
	expect(await field('Age')).toHaveValue('16')
	await user.click(await button('fill.saveAndExit'))
	await waitFor(() => expect(left()).toBe(1))
	expect(history.state).toBeNull()
})

test('the list of sections links to each, and to the end', async () => {
	const { user } = await render({
		view: { belowSections: <p>below</p> },
	})
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	const list = within(await screen.findByRole('navigation', { name: text('fill.sections') }))
	expect(screen.getByText('below')).toBeVisible()
	expect(screen.getByRole('button', { name: text('fill.sections') })).toHaveAttribute('aria-pressed', 'true')
	await user.click(list.getByRole('button', { name: /^Third/ }))
	await user.click(list.getByRole('button', { name: /^More / }))
	expect(await heading('Third')).toBeVisible()
	expect(screen.queryByText('below')).toBeNull()
})

test('the list of sections leads back to the page as it was, by its button and by the bar', async () => {
	const { user, places } = await render()
	await user.type(await field('Your name'), 'Amina')
	const bar = () => screen.getByRole('button', { name: text('fill.sections') })
	for (const back of [() => button('fill.backToPage'), async () => bar(), () => button('app.close')]) {
		await user.click(bar())
		await screen.findByRole('navigation', { name: text('fill.sections') })
		expect(bar()).toHaveAttribute('aria-pressed', 'true')
		expect(screen.queryByRole('textbox')).toBeNull()
		await user.click(await back())
		expect(await field('Your name')).toHaveValue('Amina')
	}
	expect(places.every(({ page }) => page === 0)).toBe(true)
})

test('notes are shown above every page', async () => {
	const { user } = await render({ view: { notes: <p>a note</p> } })
	await user.type(await field('Your name'), 'Amina')
	await user.click(await button('fill.next'))
	await heading('Third')
	expect(screen.getByText('a note')).toBeVisible()
})

const languages = `
	type  name  label::English (en)  label::اردو (ur)
	text  who   Your name            آپ کا نام
`
test('the language of the questions can be changed during an interview, without changing the app’s', async () => {
	const { user, answer, places } = await renderForm(languages)
	await user.type(await field('Your name'), 'Amina')
	const choice = screen.getByRole('combobox', { name: text('fill.language') })
	await user.selectOptions(choice, 'ur')
	const translated = await field('آپ کا نام')
	expect(translated).toHaveValue('Amina')
	expect(screen.getByRole('main')).toHaveAttribute('dir', 'rtl')
	expect(screen.getByRole('main')).toHaveAttribute('lang', 'ur')
	expect(await button('fill.next')).toBeVisible()
	expect(places).toEqual([{ page: 0, language: 'ur' }])
	await user.type(translated, ' Bibi')
	expect(answer('who')).toBe('Amina Bibi')
})

test('a form in one language has no language menu', async () => {
	await render()
	await heading('First')
	expect(screen.queryByRole('combobox', { name: text('fill.language') })).toBeNull()
})

test('the list of sections is in the language of the app', async () => {
	const { user } = await renderForm(languages, { view: { first: { page: 0, language: 'ur' } } })
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await screen.findByRole('navigation', { name: text('fill.sections') })
	expect(screen.getByRole('main')).toHaveAttribute('lang', 'en')
	expect(screen.getByRole('main')).toHaveAttribute('dir', 'ltr')
})

test('a page of an unnamed group has the title of its section, or of the form', async () => {
	const { user } = await renderForm(`
		type         name  label
		text         who   Who
		begin_group  one   Household
		begin_group  two   -
		text         roof  Roof
		end_group    -     -
		end_group    -     -
	`)
	expect(await heading('scenario')).toBeVisible()
	await user.click(await button('fill.next'))
	expect(await heading('Household')).toBeVisible()
})

test('audio questions are offered if something was recorded, with a link back to the page', async () => {
	const audio = { language: null, isOffered: false, shown: null, choose: () => {}, again: () => {} }
	await render({ view: { audio } })
	await heading('First')
	expect(screen.queryByRole('button', { name: text('fill.audioQuestions') })).toBeNull()
	await render({ view: { audio: { ...audio, isOffered: true } } })
	expect(await button('fill.audioQuestions')).toBeVisible()
})

test('a form embedded in a page has no second main landmark and no second title', async () => {
	const { user, left } = await render({ trial: trialOf() })
	expect(await screen.findByRole('heading', { level: 2, name: 'First' })).toBeVisible()
	expect(screen.queryByRole('main')).toBeNull()
	// in place of the saving state
	expect(screen.getByText('Trial')).toBeVisible()
	expect(screen.queryByText(text('fill.saved'))).toBeNull()
	await user.click(screen.getByRole('button', { name: 'Close' }))
	await waitFor(() => expect(left()).toBe(1))
})

test('a page before a gate cannot be opened again', async () => {
	const { user } = await renderForm(`
		type            name     label   bind::zila:gate
		begin_group     section  Words   -
		begin_group     before   Before  -
		text            own      Own     -
		end_group       -        -       -
		begin_group     gate     Gate    -
		select_one yn   shown    Shown   yes
		end_group       -        -       -
		end_group       -        -       -
		choices
		list_name  name  label
		yn         yes   Yes
	`)
	await user.click(await button('fill.next'))
	await heading('Gate')
	expect(await button('fill.back')).toBeEnabled()
	await user.click(await screen.findByRole('radio', { name: 'Yes' }))
	await user.click(await button('fill.back'))
	await painted()
	expect(await heading('Gate')).toBeVisible()
	// closed from a later page of the section as well
	await user.click(await button('fill.next'))
	await user.click(await button('fill.back'))
	expect(await heading('Gate')).toBeVisible()
	expect(await button('fill.back')).toBeDisabled()
})
