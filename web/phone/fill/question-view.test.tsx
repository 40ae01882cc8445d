import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { painted } from '../../testing/painted.ts'
import { type FormOptions, renderForm, trialOf } from '../../testing/render-form.tsx'
import { text } from '../../testing/text.ts'

const render = (columns: string, row: string, options?: FormOptions) =>
	renderForm(`type | name | label | ${columns}\n${row}`, options)
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const next = () => screen.findByRole('button', { name: text('fill.next') })

test('an optional question says so, and a required one does not', async () => {
	await renderForm(`
		type  name  label  required
		text  may   May    -
		text  must  Must   yes
		note  said  Said   -
	`)
	expect(await screen.findByLabelText(`May ${text('fill.optional')}`)).toBeVisible()
	expect(screen.getByLabelText('Must')).toBeVisible()
	expect(screen.getAllByText(text('fill.optional'))).toHaveLength(1)
})

test('in a form without required questions none is marked as optional', async () => {
	await renderForm(`
		type  name  label  required
		text  may   May    -
		note  said  Said   yes
	`)
	expect(await screen.findByLabelText('May')).toBeVisible()
	expect(screen.queryByText(text('fill.optional'))).toBeNull()
})

test('whether a question is required can depend on another answer', async () => {
	const { user } = await renderForm(`
		type     name  label  required
		integer  age   Age    -
		text     card  Card   \${age} > 17
	`)
	await user.type(await field('Age'), '20')
	expect(await screen.findByLabelText('Card')).toBeVisible()
	await user.clear(await field('Age'))
	expect(await screen.findByLabelText(`Card ${text('fill.optional')}`)).toBeVisible()
})

test('a required note blocks, receives the focus and shows the text of the form; the final list links to it', async () => {
	const { user } = await renderForm(`
		type     name   label                 relevant               required  required_message
		integer  own    Own share
		integer  other  Other share
		note     sum    Shares have to be 100  \${own} + \${other} != 100  yes       Correct one of the shares
	`)
	await user.type(await field('Own share'), '60')
	await user.type(await field('Other share'), '30')
	await user.click(await next())
	expect(await screen.findByRole('alert')).toHaveTextContent('Correct one of the shares')
	expect(screen.getAllByText('Shares have to be 100')[0]?.closest('[tabindex]')).toHaveFocus()
	await user.type(await field('Other share'), '{Backspace}{Backspace}40')
	await user.click(await next())
	expect(await screen.findByText(text('finish.ready'))).toBeVisible()
})

test('a hint describes the field, and guidance is collapsed', async () => {
	await render('hint | guidance_hint', 'text | who | Who | As they say it | Ask the oldest')
	expect(await field('Who')).toHaveAccessibleDescription('As they say it')
	expect(screen.getByText('Ask the oldest').closest('details')).not.toHaveAttribute('open')
	expect(screen.getByText(text('fill.guidance'))).toBeVisible()
})

test('a question without a label shows its name', async () => {
	await render('hint', 'text | who | - | Say it')
	expect(await field('who')).toBeVisible()
})

test('a label includes earlier answers', async () => {
	const { user } = await renderForm(`
		type  name  label
		text  who   Who
		text  age   How old is \${who}?
	`)
	await user.type(await field('Who'), 'Amina')
	expect(await field('How old is .Amina.\\?')).toBeVisible()
})

test('the form’s own messages are shown for missing and invalid answers', async () => {
	const { user } = await renderForm(`
		type     name  label  required  required_message  constraint  constraint_message
		integer  age   Age    yes       Ask for the age   . < 120     Nobody is so old
	`)
	await user.click(await next())
	expect(await screen.findByRole('alert')).toHaveTextContent('Ask for the age')
	await user.type(await field('Age'), '150')
	await user.tab()
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('Nobody is so old'))
	expect(await field('Age')).toHaveAccessibleDescription('Nobody is so old')
})

test('without its own messages a form uses those of the app', async () => {
	const { user } = await render('constraint', 'integer | age | Age | . < 120')
	await user.type(await field('Age'), '150')
	await user.tab()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.constraint'))
})

test('an error is shown only after the field is left, and disappears once corrected', async () => {
	const { user } = await render('constraint', 'integer | age | Age | . < 120')
	await user.type(await field('Age'), '150')
	await painted()
	expect(screen.queryByRole('alert')).toBeNull()
	await user.tab()
	await screen.findByRole('alert')
	await user.type(await field('Age'), '{Backspace}')
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(await field('Age')).toHaveAttribute('aria-invalid', 'false')
})

test('an error caused by another answer is shown only at questions that were left', async () => {
	const { user } = await renderForm(`
		type     name   label  constraint
		integer  all    All    -
		integer  girls  Girls  . <= \${all}
	`)
	await user.type(await field('All'), '3')
	await user.type(await field('Girls'), '2')
	await user.tab()
	await painted()
	expect(screen.queryByRole('alert')).toBeNull()
	await user.clear(await field('All'))
	await user.type(await field('All'), '1')
	await painted()
	expect(screen.queryByRole('alert')).toBeNull()
	await user.click(await next())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.constraint'))
})

test('a warning is shown while typing, and does not block', async () => {
	const { user } = await renderForm(`
		type     name  label  bind::zila:warning  bind::zila:warning_message
		integer  sons  Sons   . > 12              So many sons?
		integer  cows  Cows   . > 50              -
	`)
	await user.type(await field('Sons'), '13')
	expect(await screen.findByRole('status')).toHaveTextContent('So many sons?')
	expect(await field('Sons')).toHaveAccessibleDescription('So many sons?')
	await user.type(await field('Cows'), '60')
	expect(await screen.findByText(text('fill.checkAnswer'))).toBeVisible()
	await user.click(await next())
	expect(await screen.findByRole('heading', { name: text('finish.ready') })).toBeVisible()
})

test.each([
	['the number of an identity card', '36302-1234567-1', 'fill.identifying.id-card'],
	['a telephone number', 'call 0300 1234567', 'fill.identifying.telephone'],
] as const)('%s in a free text has a warning at once', async (_, typed, key) => {
	const { user } = await render('hint', 'text | story | Story | -')
	await user.type(await field('Story'), typed)
	expect(await screen.findByText(text(key))).toBeVisible()
	expect(await field('Story')).toHaveAccessibleDescription(text(key))
	await user.clear(await field('Story'))
	await waitFor(() => expect(screen.queryByText(text(key))).toBeNull())
})

test('a question that asks for a number has no such warning', async () => {
	const { user } = await render('appearance', 'text | phone | Phone | numbers')
	await user.type(await field('Phone'), '03001234567')
	await painted()
	expect(screen.queryByText(text('fill.identifying.telephone'))).toBeNull()
})

test('a note is read out and has no field', async () => {
	await render('hint', 'note | said | Read this to the person | -')
	expect(await screen.findByText('Read this to the person')).toBeVisible()
	expect(screen.queryByRole('textbox')).toBeNull()
	expect(screen.queryByText(text('fill.optional'))).toBeNull()
})

test('emphasis in a label is rendered, and a heading is a line of its own', async () => {
	await render('hint', 'note | said | # Part one **Only** women | -')
	const strong = await screen.findByText('Only')
	expect(strong.tagName).toBe('STRONG')
	expect(screen.queryByText(/\*\*|#/)).toBeNull()
})

test('texts of the app beside a question keep the app’s language and direction', async () => {
	await renderForm(
		`
		type  name  label::اردو (ur)  required
		text  who   آپ کا نام         -
		text  must  لازمی             yes
	`,
		{ language: 'en', view: { first: { page: 0, language: 'ur' } } },
	)
	const optional = await screen.findByText(text('fill.optional'))
	expect(optional).toHaveAttribute('lang', 'en')
	expect(optional).toHaveAttribute('dir', 'ltr')
	const label = screen.getByText('آپ کا نام')
	expect(label).toHaveAttribute('lang', 'ur')
	expect(label).toHaveAttribute('dir', 'rtl')
})

test('a label missing in the language of the interview is shown in another, and marked', async () => {
	await renderForm(
		`
		type  name  label::English (en)  label::اردو (ur)
		text  who   Your name            آپ کا نام
		text  age   Your age             -
	`,
		{ view: { first: { page: 0, language: 'ur' } } },
	)
	const label = await screen.findByText('Your age')
	expect(label).toHaveAttribute('lang', 'en')
	expect(label).toHaveAttribute('dir', 'ltr')
})

test('in a preview, a file question has a placeholder', async () => {
	await renderForm(
		`
		type   name   label
		image  house  House
		text   who    Who
	`,
		{ trial: trialOf() },
	)
	expect(await screen.findByText('no file is taken here')).toBeVisible()
	expect(await field('Who')).toBeVisible()
})

test('spoken text, instructions and how choices are read are marked as the form says', async () => {
	await renderForm(`
		type               name     label            hint              appearance
		note               intro    Good morning     -                 spoken
		note               order    Sit down first   -                 -
		note               person   Amna, number 2   Nobody else       card
		select_multiple a  heard    Where from?      Tick all          not-read-out
		acknowledge        words    Both words       This means that   spoken-hint
		choices
		list_name  name  label
		a          tv    Television
	`)
	// the last question is drawn in a second step
	await screen.findByText('This means that')
	const styleOf = (shown: string) =>
		screen.getByText(shown).closest('.spoken, .instruction, .note-card')?.className
	expect(styleOf('Good morning')).toBe('spoken')
	expect(styleOf('Sit down first')).toBe('instruction')
	expect(styleOf('Amna, number 2')).toBe('note-card')
	expect(styleOf('Nobody else')).toBe('instruction')
	expect(styleOf('Tick all')).toBe('instruction')
	expect(styleOf('This means that')).toBe('spoken')
	expect(screen.getAllByText(text('fill.readAloud'))).toHaveLength(2)
	// an instruction belongs to its control for a screen reader
	expect(screen.getByRole('group', { name: /^Where from/ })).toHaveAccessibleDescription('Tick all')
})

test('a note that names the safeguarding lead has a button for each of their numbers', async () => {
	await renderForm(
		`
		type       name  label                  bind::zila:preset
		calculate  lead  -                      lead
		note       now   Call now: \${lead}     -
		note       card  The card says 1991 and 15  -
	`,
		{ presets: { lead: 'Sana +92\u00a0300\u00a01234567, Bilal 0321-7654321' } },
	)
	const links = await screen.findAllByRole('link')
	expect(links.map((link) => link.getAttribute('href'))).toEqual(['tel:+923001234567', 'tel:03217654321'])
	expect(links[0]).toHaveTextContent(text('help.call', { name: '+92 300 1234567' }))
})
