import { describe, expect, test } from 'vitest'
import type { FormDefinition, FormPart } from './form-definition.ts'
import { isApprovedBy, rolesMissing, weakenings } from './weakened-sealing.ts'

const question = (name: string, more: object = {}): FormPart =>
	({ kind: 'question', type: 'text', name, label: { en: name }, ...more }) as FormPart
const form = (body: readonly FormPart[], more: Partial<FormDefinition> = {}): FormDefinition => ({
	id: 'incident',
	title: { en: 'Note' },
	languages: [{ tag: 'en', name: 'English' }],
	choices: {},
	body,
	...more,
})
const sealed = { sealedTo: 'safeguarding-lead' }
const readers = ['safeguarding-lead'] as const
const before = form(
	[
		question('done', sealed),
		question('phone', { sealedTo: 'safeguarding-lead', keep: { arrived: 30 } }),
		question('serious', { type: 'calculate', calculation: "${done} != ''", flag: true }),
	],
	{ readers },
)
const [done, phone, serious] = before.body as [FormPart, FormPart, FormPart]
const found = (after: FormDefinition, of = before) =>
	weakenings(of, after).map(({ field, template, losing }) => [field, template, losing.join()])
const lead = 'safeguarding-lead'

describe('a new version of a form weakens the sealing of the previous one', () => {
	test.each<[string, FormDefinition, ReturnType<typeof found>]>([
		['without its readers', form(before.body), [['readers', '', lead]]],
		[
			'with another reader',
			form(before.body, { readers: ['safeguarding-lead', 'data-manager'] }),
			[['readers', '', lead]],
		],
		[
			'with an answer sealed to nobody',
			form([question('done'), phone, serious], { readers }),
			[['sealed-to', 'done', lead]],
		],
		[
			'with an answer sealed to another role',
			form([question('done', { sealedTo: 'data-manager' }), phone, serious], { readers }),
			[['sealed-to', 'done', lead]],
		],
		[
			'with a sealed question under another name',
			form([question('what_was_done'), phone, serious], { readers }),
			[
				['sealed-to', 'done', lead],
				['unsealed-question', 'what_was_done', lead],
			],
		],
		[
			'with a sealed question in another group',
			form([{ kind: 'group', name: 'new', parts: [done] } as FormPart, phone, serious], { readers }),
			[['sealed-to', 'done', lead]],
		],
		[
			'with the same asked openly beside it',
			form([done, phone, question('once_more'), serious], { readers }),
			[['unsealed-question', 'once_more', lead]],
		],
		[
			'with a value kept longer',
			form([done, question('phone', { ...sealed, keep: { arrived: 300 } }), serious], { readers }),
			[['keep', 'phone', lead]],
		],
		[
			'with a value kept for good',
			form([done, question('phone', sealed), serious], { readers }),
			[['keep', 'phone', lead]],
		],
		[
			'with a flag that tells something else',
			form([done, phone, question('serious', { ...serious, calculation: '${done}' })], { readers }),
			[['flag', 'serious', lead]],
		],
		[
			'with one more flag',
			form(
				[
					...before.body,
					question('told', { type: 'calculate', calculation: 'string-length(${done})', flag: true }),
				],
				{ readers },
			),
			[['flag', 'told', lead]],
		],
		['without its flag', form([done, phone], { readers }), [['flag', 'serious', lead]]],
	])('%s', (_, after, expected) => {
		expect(found(after)).toEqual(expected)
	})
	test('and in a form without readers, removing sealing to identifiers or retention needs approval of data managers', () => {
		const open = form([
			question('phone', { sealedTo: 'identifiers', keep: { arrived: 30 } }),
			question('age'),
		])
		expect(found(form([question('phone'), question('age')]), open)).toEqual([
			['sealed-to', 'phone', 'data-manager'],
			['keep', 'phone', 'data-manager'],
		])
	})
})

test.each<[string, FormDefinition]>([
	['the same again', before],
	['with other words', form(before.body, { readers, title: { en: 'Report' } })],
	['with its readers in another order', form(before.body, { readers: [...readers] })],
	['with one more sealed question', form([...before.body, question('more', sealed)], { readers })],
	['with a note to read', form([...before.body, question('read', { type: 'note' })], { readers })],
])('a version %s weakens nothing', (_, after) => {
	expect(weakenings(before, after)).toEqual([])
})

test('a form without sealed answers can be changed in any way, and may add sealing', () => {
	const plain = form([question('age'), question('name')])
	expect(weakenings(plain, form([question('age')]))).toEqual([])
	expect(weakenings(plain, form([question('age', sealed), question('new')], { readers }))).toEqual([])
})

test('each role that loses access must approve; one of several readers is enough', () => {
	const both = form([question('a', sealed), question('b', { sealedTo: 'data-manager' })])
	const all = weakenings(both, form([question('a'), question('b')]))
	expect(isApprovedBy(all, new Set(['safeguarding-lead']))).toBe(false)
	expect(rolesMissing(all, new Set(['safeguarding-lead']))).toEqual(['data-manager'])
	expect(isApprovedBy(all, new Set(['safeguarding-lead', 'data-manager']))).toBe(true)
	const either = weakenings(
		form([question('a')], { readers: ['safeguarding-lead', 'data-manager'] }),
		form([question('a')]),
	)
	expect(isApprovedBy(either, new Set(['data-manager']))).toBe(true)
	expect(isApprovedBy(either, new Set(['enumerator']))).toBe(false)
})
