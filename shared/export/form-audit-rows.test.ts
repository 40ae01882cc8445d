import { describe, expect, test } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { formOf } from '#shared/testing/scenario'
import { buildDictionaryRows } from './dictionary.ts'
import { buildFormAuditRows } from './form-audit-rows.ts'
import { planTables } from './table-plan.ts'

const plan = (...definitions: readonly FormDefinition[]) =>
	planTables(
		definitions.map((definition, i) => ({ version: i + 1, definition })),
		{ values: 'codes', byteOrderMark: false },
	)
const form = formOf(`
	type          name     label
	audit         times    -
	begin group   house    House
	integer       age      Age
	begin repeat  members  Members
	integer       years    Years
	end repeat
	end group
`)
const linesOf = (text: string, found = plan(form)) =>
	found.audit ? buildFormAuditRows(found.audit, 'R', new Map([['times', text]])) : null

describe('the form audit', () => {
	test('has a file of its own and no column in the others', () => {
		const { audit, tables, leftOut, canDisclose } = plan(form)
		expect(audit?.file).toBe('scenario-audit.csv')
		expect(tables.map(({ columns }) => columns.map(({ header }) => header))).toEqual([['age'], ['years']])
		expect([leftOut, canDisclose('times')]).toEqual([[], false])
		expect(plan(formOf('type | name | label\ninteger | age | Age')).audit).toBeNull()
	})
	test('has a row for the record, then one for each question, with the repeat row that contains it', () => {
		const text = 'audit1 65250 2\nhouse/age 40000 2 3\nhouse/members/@-b/years 20000 1 1'
		expect(linesOf(text)?.map(({ ids, cells }) => [...ids, ...cells])).toEqual([
			['R', '', '', '65.3', '3', '4', '2'],
			['R', '', 'house/age', '40.0', '2', '3', ''],
			['R', '-b', 'house/members/@/years', '20.0', '1', '1', ''],
		])
	})
	test.each(['', 'audit2 of a later app'])('has no row for "%s"', (text) => expect(linesOf(text)).toEqual([]))
	test('is described in the dictionary, column by column', () => {
		const described = buildDictionaryRows(plan(form)).filter(([file]) => file === 'scenario-audit.csv')
		expect(described.map(([, column]) => column)).toEqual([
			'record_id',
			'row_id',
			'question',
			'seconds',
			'changes',
			'visits',
			'pauses',
		])
	})
	test('yields the name of its file to a repeat, and of a column to a question, that has it already', () => {
		const before = formOf(
			'type | name | label\nbegin repeat | audit | A\ntext | times | T\nend repeat | audit',
		)
		const after = formOf(
			'type | name | label\naudit | times\nbegin repeat | audit | A\ntext | times | T\nend repeat | audit',
		)
		const { audit, tables } = plan(before, after)
		expect(tables.map(({ file }) => file)).toEqual(['scenario.csv', 'scenario-audit.csv'])
		expect(tables[1]?.columns.map(({ header }) => header)).toEqual(['times'])
		expect(audit?.file).toBe('scenario-audit_2.csv')
	})
})
