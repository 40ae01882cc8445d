import { expect, test } from 'vitest'
import type { ImportProblem } from '#shared/xlsform/import-problems'
import { groupProblems } from './group-problems.ts'

const problem = (cell: string, found?: string): ImportProblem => ({
	severity: 'warning',
	sheet: 'survey',
	cell,
	code: found === undefined ? 'label-missing' : 'path-unknown',
	details: found === undefined ? {} : { found },
})
const shown = (problems: readonly ImportProblem[]) =>
	groupProblems(problems).map(({ code, cells, more }) => `${code} ${cells.join(' ')} +${more}`)

test('a problem in several cells is shown once, at the first, with the number of others', () => {
	const many = Array.from({ length: 205 }, (_, i) => problem(`C${i + 10}`))
	expect(shown([problem('D9', 'x'), ...many.slice(0, 1), problem('D10', 'y'), ...many.slice(1)])).toEqual([
		'path-unknown D9 +0',
		'label-missing C10 C11 C12 C13 C14 C15 +199',
		'path-unknown D10 +0',
	])
	expect(shown([problem('C2'), problem('C3')])).toEqual(['label-missing C2 C3 +0'])
})

test('problems with different details are separate rows', () => {
	const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((found) => problem('D7', found))
	expect(groupProblems(others)).toHaveLength(6)
})

test('a missing file is one row, whichever sheets name it', () => {
	const missing = (sheet: string, cell: string) => ({
		...problem(cell, 'a.png'),
		sheet,
		code: 'media-missing' as const,
	})
	expect(shown([missing('survey', 'C2'), missing('survey', 'C9'), missing('choices', 'D3')])).toEqual([
		'media-missing C2 C9 choices!D3 +0',
	])
})

test('problems are grouped by sheet', () => {
	const of = (sheet: string) => Array.from({ length: 6 }, (_, i) => ({ ...problem(`A${i}`), sheet }))
	expect(groupProblems([...of('survey'), ...of('choices')]).map(({ sheet }) => sheet)).toEqual([
		'survey',
		'choices',
	])
})
