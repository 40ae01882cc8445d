import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { loadTranslations } from '../../ui/i18n.ts'
import { PaperPanel } from './paper-panel.tsx'

const languages = [
	{ tag: 'en', name: 'English' },
	{ tag: 'ur', name: 'اردو' },
]
const render = (lines: string, options: DeskOptions = {}, version: number | null = 2) =>
	renderDesk(
		<PaperPanel
			definition={definitionOf('visit', lines, { languages, title: { en: 'Visit', ur: 'دورہ' } })}
			version={version}
			onClose={() => {}}
		/>,
		options,
	)
const paper = async () => within(await screen.findByRole('article'))
const question = async (label: string | RegExp) =>
	(await paper()).getByText(label).closest('.paper-question') as HTMLElement

afterEach(() => {
	vi.unstubAllGlobals()
})

test('a form is printed with its version, header fields and numbered questions', async () => {
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render(`
		type     name  label      required
		text     who   Your name  yes
		note     say   Thank you  -
		integer  age   Your age   -
	`)
	const sheet = await paper()
	expect(sheet.getByRole('heading', { name: 'Visit' })).toBeVisible()
	expect(sheet.getByText(partOf('forms.paper.version', { version: 2 }))).toBeVisible()
	expect(sheet.getByText(text('forms.paper.head.cluster'))).toBeVisible()
	expect(sheet.getByText('Your name').closest('p')).toHaveTextContent('1. Your name *')
	expect(sheet.getByText('Your age').closest('p')).toHaveTextContent(/^2\. Your age$/)
	// only questions are numbered
	expect(sheet.getByText('Thank you').closest('p')).toHaveTextContent(/^Thank you$/)
	await user.click(screen.getByRole('button', { name: text('forms.paper.print') }))
	expect(print).toHaveBeenCalledOnce()
})

test('an unpublished form says so', async () => {
	await render('type  name  label\ntext  who  Your name', {}, null)
	expect((await paper()).getByText(partOf('forms.paper.unpublished'))).toBeVisible()
})

test('the printed form has its own language, whatever the language of the page', async () => {
	const { user } = await render(`
		type  name  label::English (en)  label::اردو (ur)
		text  who   Your name            آپ کا نام
	`)
	await paper()
	await user.selectOptions(screen.getByRole('combobox', { name: text('forms.paper.language') }), 'ur')
	const urdu = await loadTranslations('ur')
	await waitFor(() => expect(screen.getByRole('article')).toHaveAttribute('dir', 'rtl'))
	const sheet = await paper()
	expect(sheet.getByText('آپ کا نام')).toBeVisible()
	expect(sheet.getByText(urdu('forms.paper.head.household'))).toBeVisible()
	expect(screen.getByRole('button', { name: text('forms.paper.print') })).toBeEnabled()
})

test('a text that lacks the printed language keeps its own direction', async () => {
	await render('type  name  label::English (en)\ntext  who  Your name', { language: 'ur' })
	expect(await screen.findByText('Your name')).toHaveAttribute('dir', 'ltr')
	expect(screen.getByRole('article')).toHaveAttribute('dir', 'rtl')
})

test('there is space for as many digits as an answer may have, and boxes for dates and times', async () => {
	await render(`
		type      name  label   constraint
		integer   age   Age     . <= 99
		decimal   area  Area    -
		date      born  Born    -
		time      at    At      -
		dateTime  seen  Seen    -
	`)
	const boxes = async (label: string) => (await question(label)).querySelectorAll('.paper-digit').length
	expect(await boxes('Age')).toBe(2)
	expect(await boxes('Area')).toBe(4 + 2)
	expect(await boxes('Born')).toBe(8)
	expect(await boxes('At')).toBe(4)
	expect(await boxes('Seen')).toBe(12)
	expect(await question('Born')).toHaveTextContent(text('forms.paper.dayMonthYear'))
	expect(await question('At')).not.toHaveTextContent(text('forms.paper.dayMonthYear'))
})

test('locations, select_multiple and long texts have their own space', async () => {
	await render(`
		type         name   label   appearance
		geopoint     here   Here    -
		acknowledge  agree  Agreed  -
		text         story  Story   multiline
		text         word   Word    -
	`)
	expect(await question('Here')).toHaveTextContent(text('forms.paper.latitude'))
	expect(await question('Here')).toHaveTextContent(text('forms.paper.longitude'))
	expect(await question('Agreed')).toHaveTextContent(text('fill.done'))
	expect((await question('Story')).querySelectorAll('.paper-line')).toHaveLength(5)
	expect((await question('Word')).querySelectorAll('.paper-line')).toHaveLength(1)
})

test('choices are printed with their codes; a list that would fill pages leaves space for the code', async () => {
	const many = Array.from({ length: 61 }, (_, i) => `long  c${i}  Choice ${i}`).join('\n')
	await render(`
		type               name  label
		select_one yn      tea   Tea?
		select_one long    town  Town?
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
		${many}
	`)
	const tea = within(await question('Tea?'))
	expect(tea.getAllByRole('listitem').map(({ textContent }) => textContent?.trim())).toEqual([
		'Yes yes',
		'No no',
	])
	const town = await question('Town?')
	expect(within(town).queryByRole('listitem')).toBeNull()
	expect(town).toHaveTextContent(text('forms.paper.longList', { count: 61 }))
	expect(town).toHaveTextContent(text('forms.paper.code'))
})

test('a condition is printed in words, or as its expression if it cannot be worded', async () => {
	await render(`
		type           name    label      relevant
		select_one yn  tea     Tea?       -
		integer        age     Age        -
		text           sugar   Sugar      \${tea} = 'yes' and \${age} > 17
		text           other   Other      string-length(\${sugar}) > 3
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
	`)
	const named = (number: number, label: string) => text('forms.paper.questionReference', { number, label })
	const tea = text('forms.paper.condition.is', { question: named(1, 'Tea?'), answer: 'Yes' })
	const age = text('forms.paper.condition.more', { question: named(2, 'Age'), answer: '17' })
	expect(await question('Sugar')).toHaveTextContent(
		`${text('forms.paper.relevantIf')} ${tea} ${text('forms.paper.and')} ${age}`,
	)
	expect(await question('Other')).toHaveTextContent('string-length(${sugar}) > 3')
})

test('instructions for the enumerator are printed below the question', async () => {
	await render(`
		type          name  label  hint            constraint_message  constraint  calculation   choice_filter
		integer       age   Age    In whole years  Between 0 and 120   . < 121     -             -
		integer       next  Next   -               -                   -           \${age} + 1  -
		select_one t  town  Town   -               -                   -           -             a = \${age}
		choices
		list_name  name  label  a
		t          x     X      1
	`)
	expect(await question('Age')).toHaveTextContent('In whole years')
	expect(await question('Age')).toHaveTextContent('Between 0 and 120')
	expect(await question('Next')).toHaveTextContent(text('forms.paper.calculated'))
	expect(await question('Town')).toHaveTextContent(text('forms.paper.filtered'))
})

test('a repeat is a table with as many columns as chosen, its groups flattened', async () => {
	const { user } = await render(`
		type           name     label      relevant
		integer        size     Size       -
		begin_repeat   members  Members    -
		text           who      Name       -
		begin_group    more     More       \${size} > 1
		select_one yn  works    Works?     -
		end_group      -        -          -
		begin_repeat   visits   Visits     -
		date           day      Day        -
		end_repeat     -        -          -
		end_repeat     -        -          -
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
	`)
	const members = async () => within(await screen.findByRole('region', { name: 'Members' }))
	expect((await members()).getAllByRole('columnheader')).toHaveLength(1 + 6)
	const works = (await members()).getByRole('rowheader', { name: /Works\?/ })
	expect(works).toHaveTextContent('yes = Yes')
	// a table has no row for a group, so its questions show the group's condition
	expect(works).toHaveTextContent(text('forms.paper.relevantIf'))
	// a nested repeat has a table of its own
	const visits = within(screen.getByRole('region', { name: 'Visits' }))
	expect(visits.getByRole('rowheader', { name: /Day/ })).toBeVisible()
	expect(screen.getByText(text('forms.paper.rowNumber'))).toBeVisible()
	await user.selectOptions(screen.getByRole('combobox', { name: text('forms.paper.rows') }), '12')
	expect((await members()).getAllByRole('columnheader')).toHaveLength(1 + 12)
})
