import { expect, test } from 'vitest'
import type { ImportProblem } from '#shared/forms/import-problems'
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

test('what is said of more than five cells is shown once, at the first, with how many there are besides', () => {
	const many = Array.from({ length: 205 }, (_, i) => problem(`C${i + 10}`))
	expect(shown([problem('D9', 'x'), ...many.slice(0, 1), problem('D10', 'y'), ...many.slice(1)])).toEqual([
		'path-unknown D9 +0',
		'label-missing C10 C11 C12 +202',
		'path-unknown D10 +0',
	])
})

test('five of a kind stay where they are, and so do those that name something else', () => {
	const five = ['C2', 'C3', 'C4', 'C5', 'C6'].map((cell) => problem(cell))
	const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((found) => problem('D7', found))
	expect(groupProblems([...five, ...others]).every(({ more }) => more === 0)).toBe(true)
	expect(groupProblems([...five, ...others])).toHaveLength(11)
})

test('the same is said of each sheet by itself', () => {
	const of = (sheet: string) => Array.from({ length: 6 }, (_, i) => ({ ...problem(`A${i}`), sheet }))
	expect(groupProblems([...of('survey'), ...of('choices')]).map(({ sheet }) => sheet)).toEqual([
		'survey',
		'choices',
	])
})
