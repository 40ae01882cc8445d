import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { formOf, sheetsOf } from '#shared/testing/scenario'
import { buildTableRows, planTables } from '../export/table-plan.ts'
import { exportSheets } from '../xlsform/export-sheets.ts'
import { importForm } from '../xlsform/import-form.ts'
import { describeProblem } from '../xlsform/import-problems.ts'
import type { Answer } from './answers.ts'
import { compileForm } from './compile-form.ts'
import { evaluateRecord } from './evaluate-record.ts'
import { isSealed, sealedPrefix } from './sealed-answer-text.ts'

const head = 'type | name | label | relevant | bind::zila:sealed_to'
const errorsOf = (text: string) =>
	importForm(sheetsOf(text))
		.problems.filter(({ severity }) => severity === 'error')
		.map(describeProblem)
const sealedForm = () =>
	formOf(
		`${head}\ntext | what | What | - | safeguarding-lead\ntext | how | How | \${what} = 'fire' | safeguarding-lead\ninteger | age | Age`,
	)

describe('a form with sealed answers', () => {
	test('keeps the recipient through export and import', () => {
		const form = sealedForm()
		expect(form.body.map((part) => part.kind === 'question' && part.sealedTo)).toEqual([
			'safeguarding-lead',
			'safeguarding-lead',
			undefined,
		])
		expect(importForm(exportSheets(form)).definition).toEqual(form)
	})
	test('seals the text of "other" together with its choice', () => {
		const form = formOf(
			`${head}\nselect_one yn or_other | a | A | - | data-manager\nchoices\nlist_name | name | label\nyn | y | Yes`,
		)
		expect(form.body[1]).toMatchObject({ name: 'a_other', sealedTo: 'data-manager' })
		expect(importForm(exportSheets(form)).definition).toEqual(form)
	})
	test('keeps its readers through export and import', () => {
		const sheets = sheetsOf('type | name | label\ntext | a | A').map((sheet) =>
			sheet.name === 'settings'
				? {
						...sheet,
						header: [...sheet.header, 'zila:readers'],
						rows: sheet.rows.map((row) => ({ ...row, cells: [...row.cells, 'safeguarding-lead'] })),
					}
				: sheet,
		)
		const { definition } = importForm(sheets)
		expect(definition?.readers).toEqual(['safeguarding-lead'])
		expect(definition && importForm(exportSheets(definition)).definition).toEqual(definition)
	})
	test('keeps its enumerator roles through export and import, and refuses desk roles', () => {
		const filledBy = (words: string) => {
			const text = sheetsOf('type | name | label\ntext | a | A')
			return importForm(
				text.map((sheet) =>
					sheet.name === 'settings'
						? {
								...sheet,
								header: [...sheet.header, 'zila:filled_by'],
								rows: sheet.rows.map((row) => ({ ...row, cells: [...row.cells, words] })),
							}
						: sheet,
				),
			)
		}
		const { definition } = filledBy('helpline-operator, enumerator')
		expect(definition?.filledBy).toEqual(['helpline-operator', 'enumerator'])
		expect(definition && importForm(exportSheets(definition)).definition).toEqual(definition)
		for (const word of ['coordinator', 'operator'])
			expect(filledBy(word).problems).toMatchObject([
				{ code: 'filler-unknown', sheet: 'settings', details: { found: word } },
			])
	})
	test('is refused, with the cell, for an unknown recipient or a question that cannot be sealed', () => {
		expect(errorsOf(`${head}\ntext | a | A | - | police`)).toEqual([
			expect.stringMatching(/survey.*E2.*police.*safeguarding-lead, data-manager/s),
		])
		expect(errorsOf(`${head}\nimage | a | A | - | data-manager`)).toEqual([
			expect.stringMatching(/survey.*E2.*image/s),
		])
		// a group cannot be sealed, and none of its questions would be
		expect(errorsOf(`${head}\nbegin group | g | G | - | data-manager\ntext | a | A\nend group`)).toEqual([
			expect.stringMatching(/survey.*E2.*begin group/s),
		])
	})
	test('is refused without retention for identifiers: their former keys are not kept for ever', () => {
		const retentionErrors = (row: string) =>
			errorsOf(`type | name | label | bind::zila:sealed_to | bind::zila:retention\n${row}`)
		const without = /survey.*D2.*"identifiers".*bind::zila:retention/s
		expect(retentionErrors('text | a | A | identifiers')).toEqual([expect.stringMatching(without)])
		expect(errorsOf(`${head}\ntext | a | A | - | identifiers`)).toHaveLength(1)
		expect(retentionErrors('text | a | A | identifiers | for ever')).toEqual([
			expect.stringMatching(/E2.*for ever/s),
		])
		expect(retentionErrors('text | a | A | identifiers | 30 days')).toEqual([])
		expect(retentionErrors('text | a | A | data-manager')).toEqual([])
	})
	test('is refused where an answer readable by others depends on one that they cannot read', () => {
		const dependencyErrors = (row: string) => errorsOf(`${head}\ntext | a | A | - | data-manager\n${row}`)
		expect(dependencyErrors("text | b | B | ${a} = 'x'")).toEqual([expect.stringMatching(/survey.*D3.*"a"/s)])
		expect(dependencyErrors("begin group | g | G | ${a} = 'x'\ntext | b | B\nend group")).toHaveLength(1)
		expect(dependencyErrors("text | b | B | ${a} = 'x' | data-manager")).toEqual([])
		// nor through a value that stays on the phone
		const onPhone = (row: string) =>
			errorsOf(
				`type | name | label | relevant | bind::zila:sealed_to | calculation | bind::zila:on_phone_only | trigger\ntext | a | A | - | data-manager\ncalculate | p | - | - | - | \${a} | yes\n${row}`,
			)
		expect(onPhone('text | b | B')).toEqual([])
		expect(onPhone("text | b | B | ${p} = 'x'")).toEqual([expect.stringMatching(/survey.*D4.*"p"/s)])
		expect(onPhone('calculate | b | - | - | - | concat(${p}, 1)')).toHaveLength(1)
		expect(onPhone('calculate | b | - | - | - | now() | - | ${a}')).toHaveLength(1)
		expect(dependencyErrors("note | n | N ${a} | ${a} = 'x'")).toEqual([])
		// nor by any other path
		const calculates = (source: string) =>
			importForm(
				sheetsOf(
					`type | name | label | calculation | bind::zila:sealed_to\nbegin group | g | G\ntext | a | A | - | data-manager\nend group\nbegin repeat | r | R\ntext | c | C | - | data-manager\ntext | d | D\nend repeat\ncalculate | b | - | ${source}`,
				),
			).problems.map(({ code }) => code)
		for (const source of [
			...[
				'string(../g/*)',
				"concat(${g}, '')",
				'string(//a)',
				'string(/data/g/a[1])',
				'string(current()/../g)',
			],
			...[
				"count(${r}[c = 'x'])",
				'string(${r}/c)',
				"string(${r}[c = 'x']/d)",
				'concat(${r})',
				'string(/data)',
			],
			...[
				'count(${r}[d = ${a}])',
				'count(${r}[position() = string-length(current()/../g)])',
				'string(/data/*)',
			],
		])
			expect([source, new Set(calculates(source))]).toEqual([source, new Set(['reads-sealed'])])
		for (const source of [
			'count(${r})',
			"count(${r}[d = 'x'])",
			'string(${r}[1]/d)',
			'count(/data/r)',
			'${d}',
		])
			expect([source, calculates(source)]).toEqual([source, []])
		expect(
			dependencyErrors(
				"begin group | g | G | ${a} = 'x'\ntext | b | B | - | data-manager\nnote | n | N\nend group",
			),
		).toEqual([])
	})
})

describe('a record with sealed answers', () => {
	const compiled = compileForm(sealedForm(), allFunctions)
	if (!('form' in compiled)) throw new Error('the form does not compile')
	const answers = new Map<string, Answer>([
		['what', `${sealedPrefix}${'A'.repeat(210)}`],
		['how', `${sealedPrefix}${'B'.repeat(210)}`],
		['age', 30],
	])
	test('keeps sealed answers although their conditions cannot be evaluated here', () => {
		const { relevant, leftOver } = evaluateRecord(compiled.form, answers, 0)
		expect(relevant).toEqual(answers)
		expect(leftOver.size).toBe(0)
	})
	test('treats typed text beginning with the sealed prefix as an ordinary answer', () => {
		const typed = new Map<string, Answer>([['what', `${sealedPrefix}room, she said`]])
		expect(isSealed(typed.get('what'))).toBe(false)
		expect(evaluateRecord(compiled.form, typed, 0).relevant).toEqual(typed)
	})
	test('exports sealed answers unchanged, in one column', () => {
		const form = formOf(
			`${head}\nselect_multiple yn | a | A | - | data-manager\ngeopoint | p | P | - | data-manager\nchoices\nlist_name | name | label\nyn | y | Yes\nyn | n | No`,
		)
		const plan = planTables([{ version: 1, definition: form }], { values: 'codes', byteOrderMark: false })
		const [table] = plan.tables
		const sealed = new Map<string, Answer>([
			['a', `${sealedPrefix}${'A'.repeat(210)}`],
			['p', `${sealedPrefix}${'B'.repeat(210)}`],
		])
		const [line] = buildTableRows(table, 'r', sealed)
		expect(line?.cells.filter((cell) => cell !== '')).toEqual([
			`${sealedPrefix}${'A'.repeat(210)}`,
			`${sealedPrefix}${'B'.repeat(210)}`,
		])
	})
})
