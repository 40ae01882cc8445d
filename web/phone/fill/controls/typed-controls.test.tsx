import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { painted } from '../../../testing/painted.ts'
import { type FormOptions, renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

afterEach(() => {
	vi.useRealTimers()
})

const render = (row: string, options?: FormOptions) =>
	renderForm(
		`
		type | name | label | appearance | default | required | read_only | calculation
		${row}
	`,
		options,
	)
const field = (label: string) => screen.findByLabelText(new RegExp(`^${label}`))
const alert = async () => (await screen.findByRole('alert')).textContent

test('the typed text is the answer, and an emptied field is none', async () => {
	const { user, answer } = await render('text | who | Name')
	await user.type(await field('Name'), 'Amina Bibi')
	expect(answer('who')).toBe('Amina Bibi')
	await user.clear(await field('Name'))
	expect(answer('who')).toBeUndefined()
})

test('keyboards and browsers do not store typed text', async () => {
	await render('text | who | Name')
	const input = await field('Name')
	expect(input).toHaveAttribute('autocomplete', 'off')
	expect(input).toHaveAttribute('autocorrect', 'off')
	expect(input).toHaveAttribute('spellcheck', 'false')
	// typed text may be in any language
	expect(input).toHaveAttribute('dir', 'auto')
})

test('a multi-line text keeps its lines', async () => {
	const { user, answer } = await render('text | story | Story | multiline')
	const input = await field('Story')
	expect(input.tagName).toBe('TEXTAREA')
	await user.type(input, 'first{Enter}second')
	expect(answer('story')).toBe('first\nsecond')
})

test('a numeric text opens the telephone keypad and is left to right', async () => {
	const { user, answer } = await render('text | phone | Phone | numbers', { language: 'ur' })
	const input = await field('Phone')
	expect(input).toHaveAttribute('inputmode', 'tel')
	expect(input).toHaveAttribute('dir', 'ltr')
	await user.type(input, '۰۳۰۰')
	expect(answer('phone')).toBe('0300')
})

test('a whole number may be typed in Urdu digits', async () => {
	const { user, answer } = await render('integer | age | Age')
	const input = await field('Age')
	expect(input).toHaveAttribute('inputmode', 'numeric')
	expect(input).toHaveAttribute('dir', 'ltr')
	await user.type(input, '۳۴')
	expect(answer('age')).toBe(34)
	expect(input).toHaveValue('۳۴')
})

test.each([
	['integer', '3.5', 'fill.unreadable.integer'],
	['integer', 'many', 'fill.unreadable.integer'],
	['decimal', '1.2.3', 'fill.unreadable.decimal'],
] as const)(
	'%s: "%s" stays in the field, is no answer, and is reported when the field is left',
	async (type, typed, key) => {
		const { user, answer } = await render(`${type} | many | How many`)
		const input = await field('How many')
		await user.type(input, typed)
		expect(screen.queryByRole('alert')).toBeNull()
		await user.tab()
		expect(await alert()).toBe(text(key))
		expect(input).toHaveValue(typed)
		expect(input).toHaveAttribute('aria-invalid', 'true')
		expect(input).toHaveAccessibleDescription(text(key))
		expect(answer('many')).toBeUndefined()
		await user.clear(input)
		await user.type(input, '4')
		await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
		expect(answer('many')).toBe(4)
	},
)

test('a decimal number opens the keypad with a point', async () => {
	const { user, answer } = await render('decimal | land | Acres')
	const input = await field('Acres')
	expect(input).toHaveAttribute('inputmode', 'decimal')
	await user.type(input, '2.5')
	expect(answer('land')).toBe(2.5)
})

test.each([
	['1,234,567', 1_234_567],
	['12,34,567', 1_234_567],
	['۱,۲۳۴', 1234],
	['-1,500', -1500],
])('a number with grouped digits is read: %s', async (typed, expected) => {
	const { user, answer } = await render('integer | cost | Cost | thousands-sep')
	await user.type(await field('Cost'), typed)
	expect(answer('cost')).toBe(expected)
})

test('a comma that does not group digits is not a number', async () => {
	const { user, answer } = await render('integer | cost | Cost | thousands-sep')
	await user.type(await field('Cost'), '1,5')
	await user.tab()
	expect(await alert()).toBe(text('fill.unreadable.integer'))
	expect(answer('cost')).toBeUndefined()
})

test('without the appearance a comma in a number is reported', async () => {
	const { user, answer } = await render('integer | cost | Cost')
	await user.type(await field('Cost'), '1,234')
	await user.tab()
	expect(await alert()).toBe(text('fill.unreadable.integer'))
	expect(answer('cost')).toBeUndefined()
})

test('a date is chosen with the browser’s date picker', async () => {
	const { user, answer } = await render('date | born | Born')
	const input = await field('Born')
	expect(input).toHaveAttribute('type', 'date')
	await user.type(input, '2026-01-15')
	expect(answer('born')).toBe('2026-01-15')
})

test('a month is stored as its first day, and shown as a month again', async () => {
	const { user, answer } = await render('date | since | Since | month-year | 2025-11-01')
	const input = await field('Since')
	expect(input).toHaveAttribute('type', 'month')
	expect(input).toHaveValue('2025-11')
	await user.clear(input)
	await user.type(input, '2026-02')
	expect(answer('since')).toBe('2026-02-01')
})

test('a year is stored as its first day, and typed in any digits', async () => {
	const { user, answer } = await render('date | since | Since | year | 1998-01-01')
	const input = await field('Since')
	expect(input).toHaveAttribute('inputmode', 'numeric')
	expect(input).toHaveValue('1998')
	await user.clear(input)
	await user.type(input, '۲۰۰۴')
	expect(answer('since')).toBe('2004-01-01')
})

test('a two-digit year is reported with the message for years', async () => {
	const { user, answer } = await render('date | since | Since | year')
	await user.type(await field('Since'), '04')
	await user.tab()
	expect(await alert()).toBe(text('fill.unreadable.year'))
	expect(answer('since')).toBeUndefined()
})

test('a time of day is stored as shown', async () => {
	const { user, answer } = await render('time | at | At')
	const input = await field('At')
	expect(input).toHaveAttribute('type', 'time')
	await user.type(input, '14:05')
	expect(answer('at')).toBe('14:05')
})

test('a date and time is stored in the time zone of Pakistan, and cleared as a whole', async () => {
	const { user, answer } = await render('datetime | at | At')
	const input = await field('At')
	await user.type(input, '2026-01-15T14:05')
	expect(answer('at')).toBe('2026-01-15T14:05:00.000+05:00')
	await user.clear(input)
	await user.tab()
	await painted()
	expect(answer('at')).toBeUndefined()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('one press enters the current time of Pakistan', async () => {
	vi.useFakeTimers({ shouldAdvanceTime: true, now: Date.UTC(2026, 0, 15, 20, 30) })
	const { user, answer } = await render('datetime | at | At')
	const now = await screen.findByRole('button', { name: text('controls.now') })
	await user.click(now)
	expect(answer('at')).toMatch(/^2026-01-16T01:30:0\d\.\d{3}\+05:00$/)
	expect(await field('At')).toHaveValue('2026-01-16T01:30')
	// the button's description names its question
	expect(now).toHaveAccessibleDescription(/^At/)
})

test.each([
	['refuses', 'constraint', '. > now()'],
	['warns about', 'bind::zila:warning', '. <= now()'],
])('the current time is not offered where the form %s it', async (_, column, expression) => {
	await renderForm(`
		type | name | label | ${column}
		datetime | at | At | ${expression}
	`)
	expect(await field('At')).toBeVisible()
	expect(screen.queryByRole('button', { name: text('controls.now') })).toBeNull()
})

test('the current time is offered as soon as other answers allow it', async () => {
	const { user } = await renderForm(`
		type | name | label | constraint
		text | future | Future
		datetime | at | At | \${future} != 'yes' or . > now()
	`)
	expect(await screen.findByRole('button', { name: text('controls.now') })).toBeVisible()
	await user.type(await field('Future'), 'yes')
	await user.tab()
	await waitFor(() => expect(screen.queryByRole('button', { name: text('controls.now') })).toBeNull())
})

test.each(['text', 'integer', 'date'])(
	'%s: a read-only answer is shown as text without a field',
	async (type) => {
		const given = { text: 'Amina', integer: '12', date: '2026-01-15' }[type]
		await render(`${type} | fixed | Fixed | - | ${given} | - | yes`)
		expect(await screen.findByText(given ?? '')).toBeVisible()
		expect(screen.queryByRole('textbox')).toBeNull()
		expect(screen.queryByText(text('fill.optional'), { exact: false })).toBeNull()
	},
)

test('a calculated value is shown once there is one, and its absence is reported', async () => {
	const { user } = await renderForm(`
		type     name    label   read_only  calculation
		integer  men     Males   -          -
		integer  people  People  yes        if(\${men} = '', '', \${men} + 1)
	`)
	expect(await screen.findByText(text('fill.noValue'))).toBeVisible()
	await user.type(await field('Males'), '4')
	expect(await screen.findByText('5')).toBeVisible()
})

test('a default is in the field when it appears', async () => {
	const { answer } = await render('text | place | Place | - | Muzaffargarh')
	expect(await field('Place')).toHaveValue('Muzaffargarh')
	expect(answer('place')).toBe('Muzaffargarh')
})
