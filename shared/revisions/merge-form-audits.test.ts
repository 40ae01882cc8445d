import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { mergeFormAudits } from '#shared/forms/merge-form-audits'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { formOf } from '#shared/testing/scenario'
import { type FoldRevision, fold, noRules } from './fold.ts'

const compiled = compileForm(
	formOf('type | name | label\naudit\ninteger | age | Age\ntext | job | Job'),
	allFunctions,
)
if ('faults' in compiled) throw new Error('the form does not compile')
const rules = mergeRulesOf(compiled.form, mergeFormAudits)

const revision = (id: string, parents: string[], set: FoldRevision['set']): [string, FoldRevision] => [
	id,
	{ id, parents, set, rank: 1 },
]
const root = revision('r', [], { age: 30, audit: 'audit1 5000 0\nage 5000 1 1' })
const sides = [
	revision('x', ['r'], { age: 31, audit: 'audit1 9000 1\nage 9000 2 2' }),
	revision('y', ['r'], { job: 'none', audit: 'audit1 6000 0\nage 5000 1 1\njob 1000 1 1' }),
]

test('[V9] times of two phones that continued one record are added, without a conflict', () => {
	const view = fold(new Map([root, ...sides]), rules)
	expect(view.conflicts).toEqual([])
	expect(view.fields.get('audit')).toBe('audit1 10000 1\nage 9000 2 2\njob 1000 1 1')
	expect(fold(new Map([root, ...sides])).conflicts.map(({ path }) => path)).toEqual(['audit'])
})
test('[V9] the order of arrival changes nothing, and later revisions continue from the merge', () => {
	const after = revision('z', ['x', 'y'], { audit: 'audit1 11000 1\nage 10000 2 3\njob 1000 1 1' })
	for (const arrived of [
		[root, ...sides, after],
		[after, ...sides.toReversed(), root],
	]) {
		const view = fold(new Map(arrived), rules)
		expect([view.conflicts.length, view.fields.get('audit')]).toEqual([0, after[1].set.audit])
	}
})
test('[V9] answers still give conflicts', () => {
	const other = revision('w', ['r'], { age: 29, audit: null })
	const view = fold(new Map([root, ...sides, other]), rules)
	expect(view.conflicts.map(({ kind, path }) => `${kind} ${path}`)).toEqual(['field age'])
	expect(noRules.join('audit', [], [])).toBeUndefined()
})
