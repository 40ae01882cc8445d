import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { templateOf } from './answers.ts'
import {
	emptyFormAudit,
	type FormAudit,
	maxFormAuditLength,
	parseFormAudit,
	serializeFormAudit,
} from './form-audit.ts'
import { addedUp } from './merge-form-audits.ts'

const figure = fc.nat(10_000_000)
const path = fc
	.array(fc.constantFrom('a', 'members', '@row1', 'سوال', 'q-1.b', 'x_2'), { minLength: 1, maxLength: 5 })
	.map((parts) => parts.join('/'))
const audits: fc.Arbitrary<FormAudit> = fc.record({
	ms: figure,
	pauses: figure,
	questions: fc
		.array(fc.tuple(path, fc.record({ ms: figure, changes: figure, visits: figure })), { maxLength: 40 })
		.map((entries) => new Map(entries)),
})
const read = (text: string): FormAudit => {
	const audit = parseFormAudit(text)
	if (!audit) throw new Error(`cannot parse ${text}`)
	return audit
}
/** A form with this number of questions, each in this number of rows. */
const large = (questions: number, rows: number): FormAudit => ({
	ms: 90_000_000,
	pauses: 7,
	questions: new Map(
		Array.from({ length: questions * rows }, (_, i) => [
			`household/members/@n${1 + (i % rows)}/a_long_name_${Math.floor(i / rows)}`,
			{ ms: 1000 + i, changes: 1, visits: 2 },
		]),
	),
})
const total = (audit: FormAudit) => [...audit.questions.values()].reduce((sum, { ms }) => sum + ms, 0)

describe('the serialized form audit', () => {
	test('survives parsing', () => {
		fc.assert(
			fc.property(audits, (audit) => {
				expect(read(serializeFormAudit(audit))).toEqual(audit)
			}),
		)
	})
	test('still has the format of the first version', () => {
		const audit = {
			ms: 61_500,
			pauses: 1,
			questions: new Map([
				['b', { ms: 400.6, changes: 0, visits: 1 }],
				['a/@x/q', { ms: 20_000, changes: 2, visits: 3 }],
			]),
		}
		expect(serializeFormAudit(audit)).toBe('audit1 61500 1\na/@x/q 20000 2 3\nb 401 0 1')
	})
	test.each(['', 'audit2 1 1', 'audit1 1', 'audit1 1 1\na 1 1', 'audit1 1 1\n', 'audit1 1 1\na -1 1 1'])(
		'"%s" is invalid',
		(text) => expect(parseFormAudit(text)).toBeNull(),
	)
	test('when too long, has one line for each question instead of one for each of its rows', () => {
		const audit = large(40, 20)
		const text = serializeFormAudit(audit)
		expect(text.length).toBeLessThanOrEqual(maxFormAuditLength)
		expect([...read(text).questions.keys()].sort()).toEqual(
			[...new Set([...audit.questions.keys()].map(templateOf))].sort(),
		)
		expect(total(read(text))).toBe(total(audit))
	})
	test('with two thousand questions has a line for the slowest ones and one for the rest', () => {
		const audit = large(2000, 1)
		const text = serializeFormAudit(audit)
		expect(text.length).toBeLessThanOrEqual(maxFormAuditLength)
		expect(text.length).toBeGreaterThan(maxFormAuditLength - 200)
		expect(total(read(text))).toBe(total(audit))
		expect(read(text).questions.has('household/members/@/a_long_name_1999')).toBe(true)
		// and continuing it loses nothing
		expect(serializeFormAudit(read(text))).toBe(text)
	})
})

describe('merged form audits', () => {
	const auditOf = (ms: number, changes = 0): FormAudit => ({
		...emptyFormAudit,
		ms,
		questions: new Map([['age', { ms, changes, visits: 1 }]]),
	})
	test('add the time of each branch and count the common past once', () => {
		expect(addedUp([auditOf(1500, 2), auditOf(1200, 1)], [auditOf(1000, 1)])).toEqual(auditOf(1700, 2))
	})
	test('give the same result in any order', () => {
		fc.assert(
			fc.property(fc.array(audits, { minLength: 1, maxLength: 4 }), audits, (sides, past) => {
				const backwards = serializeFormAudit(addedUp([...sides].reverse(), [past]))
				expect(backwards).toBe(serializeFormAudit(addedUp(sides, [past])))
			}),
		)
	})
})
