import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { RuleListItem, SaveRuleRequest, TryRuleResponse } from '#shared/cleaning/rules'
import { Problem } from '#shared/kernel/problem'
import { ruleListed, ruleViolation } from '../../testing/cleaning-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RuleForm } from './rule-form.tsx'

const form = `
	type     name   label  calculation
	integer  rooms  Rooms
	integer  floor  Floor
	calculate  sum  Sum    1 + 1
`
const place = { form: 'household', round: 'endline' }
const keep = 'POST /api/rules'
const tryIt = 'POST /api/rules/try'
const tried = (over: Partial<TryRuleResponse> = {}): TryRuleResponse => ({
	searchedRecords: 1200,
	skipped: 0,
	records: 1,
	violations: [ruleViolation(1, { rule: '' })],
	isMore: false,
	...over,
})

async function render(before: RuleListItem | null = null, replies: Replies = {}) {
	const onSaved = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => <RuleForm place={place} reading={reading} before={before} onSaved={onSaved} />}
		</WithReading>,
		{ replies: { [keep]: { n: 1 }, [tryIt]: tried(), ...replies } },
	)
	const write = async () => {
		await desk.user.type(name(), ' Few rooms ')
		await desk.user.selectOptions(question(), 'rooms')
		await desk.user.type(holds(), '. <= 20')
		await desk.user.type(message(), 'So many?')
	}
	return { ...desk, onSaved, write }
}
const name = () => screen.getByRole('textbox', { name: text('rules.name') })
const question = () => screen.getByRole('combobox', { name: text('cleaning.question') })
const holds = () => screen.getByRole('textbox', { name: beginning(text('rules.condition')) })
const message = () => screen.getByRole('textbox', { name: text('rules.message') })
const suggestion = () => screen.getByRole('combobox', { name: text('rules.suggestion') }) as HTMLSelectElement
const keepButton = () => screen.getByRole('button', { name: text('rules.save') })
const tryButton = () => screen.getByRole('button', { name: text('rules.test') })
const found = () => screen.queryByRole('region', { name: text('rules.testResult') })

test('a new rule is saved as written, and the form is cleared for the next one', async () => {
	const { user, server, onSaved, write } = await render()
	await write()
	await user.selectOptions(suggestion(), 'answer')
	await user.click(keepButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.required'))
	expect(server.bodiesOf(keep)).toEqual([])
	await user.type(screen.getByRole('textbox', { name: text('cleaning.newAnswer') }), '20')
	await user.click(keepButton())
	expect(await screen.findByText(text('rules.saved'))).toBeVisible()
	expect(onSaved).toHaveBeenCalledOnce()
	expect(server.bodiesOf(keep)).toEqual([
		{
			name: 'Few rooms',
			question: 'rooms',
			holds: '. <= 20',
			message: 'So many?',
			into: { kind: 'answer', value: 20 },
			id: expect.stringMatching(/./),
			instead: 0,
			form: 'household',
			isOn: true,
		},
	])
	for (const field of [name(), question(), holds(), message()]) expect(field).toHaveValue('')
	expect(suggestion()).toHaveValue('none')
})

test('the next new rule gets another id', async () => {
	const { user, server, write } = await render()
	await write()
	await user.click(keepButton())
	await screen.findByText(text('rules.saved'))
	await write()
	await user.click(keepButton())
	await waitFor(() => expect(server.bodiesOf(keep)).toHaveLength(2))
	const [first, second] = server.bodiesOf(keep) as SaveRuleRequest[]
	expect(second?.id).not.toBe(first?.id)
	expect(second?.instead).toBe(0)
})

test('a rule is not saved without name and message, and not tested without question and condition', async () => {
	const { user, server } = await render()
	await user.click(tryButton())
	await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(2))
	await user.selectOptions(question(), 'rooms')
	await user.type(holds(), ' ')
	// an error is cleared while its field is filled in
	expect(screen.queryByRole('alert')).toBeNull()
	await user.click(tryButton())
	await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(1))
	expect(server.bodiesOf(tryIt)).toEqual([])
	await user.type(holds(), '. > 0')
	await user.click(keepButton())
	// name and message
	await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(2))
	expect(server.bodiesOf(keep)).toEqual([])
	await user.type(name(), 'Some')
	await user.type(message(), 'Why?')
	await user.click(keepButton())
	await waitFor(() => expect(server.bodiesOf(keep)).toHaveLength(1))
})

test('no suggestion can be made for a calculated answer', async () => {
	const { user } = await render()
	await user.selectOptions(question(), 'sum')
	expect([...suggestion().options].map(({ value }) => value)).toEqual(['none'])
	await user.selectOptions(question(), 'rooms')
	expect([...suggestion().options].map(({ value }) => value)).toEqual([
		'none',
		'answer',
		'blank',
		'expression',
	])
})

test('a rule can be tested before it has a name, and its result is shown until the rule is changed', async () => {
	const { user, server } = await render()
	await user.selectOptions(question(), 'rooms')
	await user.type(holds(), '. <= 20')
	await user.click(tryButton())
	expect(
		await screen.findByText(text('rules.violationCount', { count: 1, records: '1', searched: '1,200' })),
	).toBeVisible()
	expect(server.bodiesOf(tryIt)).toEqual([
		{ ...place, name: '-', question: 'rooms', holds: '. <= 20', message: '-', into: null },
	])
	// nothing can be selected here
	expect(screen.queryByRole('checkbox')).toBeNull()
	expect(screen.getByRole('link', { name: 'House 1' })).toBeVisible()
	await user.type(holds(), '0')
	expect(found()).toBeNull()
})

test.each<[string, Partial<TryRuleResponse>, () => string]>([
	[
		'too many records',
		{ isMore: true, records: 1000 },
		() => text('rules.violationCountAbove', { count: 1000, records: '1,000' }),
	],
	['records of another version', { skipped: 2 }, () => text('cleaning.otherVersionsSkipped', { count: 2 })],
	['more records than are listed', { records: 7 }, () => text('cleaning.showingFirst', { count: 1 })],
	[
		'nothing',
		{ records: 0, violations: [] },
		() => text('rules.violationCount', { count: 0, records: '0', searched: '1,200' }),
	],
])('the test result %s is shown', async (_, over, expected) => {
	const { user } = await render(null, { [tryIt]: tried(over) })
	await user.selectOptions(question(), 'rooms')
	await user.type(holds(), '. <= 20')
	await user.click(tryButton())
	expect(await screen.findByText(expected())).toBeVisible()
	expect(screen.queryAllByRole('table')).toHaveLength(over.violations ? 0 : 1)
})

const before = ruleListed('r1', {
	n: 3,
	into: { kind: 'expression', value: '${floor} * 4' },
	isOn: false,
})

test('an edited rule replaces the shown version and stays turned off', async () => {
	const { user, server } = await render(before, { [keep]: { n: 4 } })
	expect(holds()).toHaveValue('${rooms} <= 20')
	expect(screen.getByRole('textbox', { name: text('cleaning.expression') })).toHaveValue('${floor} * 4')
	await user.type(message(), ' Really?')
	const keepWording = () => screen.getByRole('button', { name: text('rules.saveWording') })
	await user.click(keepWording())
	await screen.findByText(text('rules.saved'))
	// the text stays, and the next edit is based on the saved wording
	expect(message()).toHaveValue('So many rooms? Really?')
	await user.click(keepWording())
	await waitFor(() => expect(server.bodiesOf(keep)).toHaveLength(2))
	expect(server.bodiesOf(keep)).toMatchObject([
		{ id: 'r1', instead: 3, isOn: false, message: 'So many rooms? Really?' },
		{ id: 'r1', instead: 4, isOn: false },
	])
})

test.each([
	['a version conflict', new Problem('rule-changed'), 'problem.rule-changed'],
	['no network', offline, 'desk.problem.no-connection'],
] as const)('after %s the text stays, and the rule can be saved again', async (_, reply, problem) => {
	const { user, server, write, onSaved } = await render(null, { [keep]: reply })
	await write()
	await user.click(keepButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(holds()).toHaveValue('. <= 20')
	expect(onSaved).not.toHaveBeenCalled()
	expect(screen.queryByText(text('rules.saved'))).toBeNull()
	server.reply({ [keep]: { n: 1 } })
	await user.click(keepButton())
	expect(await screen.findByText(text('rules.saved'))).toBeVisible()
	const [first, second] = server.bodiesOf(keep) as SaveRuleRequest[]
	expect(second).toEqual(first)
})

test('an invalid condition is reported, and the previous result is removed', async () => {
	const { user, server } = await render()
	await user.selectOptions(question(), 'rooms')
	await user.type(holds(), '. <= 20')
	await user.click(tryButton())
	await waitFor(() => expect(found()).toBeVisible())
	server.reply({ [tryIt]: new Problem('expression-invalid') })
	await user.click(tryButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.expression-invalid'))
	expect(found()).toBeNull()
})
