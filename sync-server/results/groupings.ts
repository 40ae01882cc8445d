import type { Layer } from '#shared/disclosure/breakdown-cells'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toText } from '#shared/expressions/values'
import { Problem } from '#shared/kernel/problem'
import { type Breakdown, type BreakdownName, breakdownNames, breakdowns } from '#shared/results/breakdowns'
import type { EstimatesResponse } from '#shared/results/estimates-response'
import { compileValue, scopeOf } from '#shared/results/indicator'
import type { Study } from '#shared/study/study'
import type { TableQuery } from '../table/table-query.ts'
import { choicesOf, evaluateForEach, type RoundColumns } from './round-columns.ts'

/** Groups of respondents, and the group of each interview; -1 for none. */
export interface Grouping {
	readonly groups: EstimatesResponse['groups']
	readonly group: ArrayLike<number>
	/** All breakdowns that the form has, each as a layer of its own. */
	readonly alone: readonly Layer[]
	/** The requested breakdown, and the one within it. */
	readonly requested: readonly [BreakdownName, BreakdownName?]
}

interface GroupingQuestion {
	readonly questions: ReadonlySet<string>
	readonly functions: FunctionTable
	readonly study: Pick<Study, 'districts'>
}

/**
 * Compiles a breakdown with the questions that it reads. @throws Problem as `compileValue`, if the form lacks
 * them
 */
export function compileGrouping(
	[by, within]: Grouping['requested'],
	query: TableQuery,
	{ questions, functions, study }: GroupingQuestion,
): { readonly names: readonly string[]; read(columns: RoundColumns): Grouping } {
	const provinces = new Map(study.districts.map(({ code, province }) => [code, province.en ?? '']))
	const found = breakdownNames.flatMap((each) => {
		try {
			const groups = groupsFor(each, query, study)
			return [{ by: each, groups, ...compileValue(breakdowns[each].value, questions, functions) }]
		} catch (thrown) {
			if (!(thrown instanceof Problem) || each === by || each === within) throw thrown
			return []
		}
	})
	return {
		names: found.flatMap(({ names }) => names),
		read(columns) {
			const alone = found.map(({ by: each, groups, names, evaluate }): Layer => {
				const places = new Map(groups.map(({ code }, i) => [code, i]))
				const group = evaluateForEach(columns, names, (lookup) => {
					const code = toText(evaluate(scopeOf(lookup)))
					return places.get(each === 'province' ? (provinces.get(code) ?? '') : code) ?? -1
				})
				const partOf = (code: string) => (each === 'district' ? { of: provinces.get(code) ?? '' } : {})
				return {
					by: each,
					group: Int32Array.from(group),
					groups: groups.map(({ code }) => ({ code, ...partOf(code) })),
				}
			})
			const [one, other] = [by, within].map((each) => ({
				groups: found.find((known) => known.by === each)?.groups ?? [],
				group: alone.find((known) => known.by === each)?.group ?? [],
			}))
			if (!one || !other) throw new Error('there are groups')
			return { ...(within ? crossed(one, other) : one), alone, requested: within ? [by, within] : [by] }
		},
	}
}

type Groups = Pick<Grouping, 'groups'> & { readonly group: ArrayLike<number> }

/** Crosses two breakdowns: each group of one with each of the other. */
function crossed(one: Groups, other: Groups): Groups {
	const many = other.groups.length
	return {
		groups: one.groups.flatMap((group) => other.groups.map((part) => ({ ...group, within: part }))),
		group: Int32Array.from({ length: one.group.length }, (_, line) => {
			const [first, second] = [one.group[line] ?? -1, other.group[line] ?? -1]
			return first < 0 || second < 0 ? -1 : first * many + second
		}),
	}
}

/** Groups in order: of the campaign, of the form, or of the breakdown itself. */
function groupsFor(
	by: BreakdownName,
	{ filter, table }: TableQuery,
	{ districts }: GroupingQuestion['study'],
): Grouping['groups'] {
	const own = districts.filter(({ code }) => filter.districts === 'all' || filter.districts.includes(code))
	if (by === 'district') return own.map(({ code, name }) => ({ code, label: name }))
	if (by === 'province')
		return [...new Map(own.map(({ province }) => [province.en ?? '', province]))].map(([code, label]) => ({
			code,
			label,
		}))
	const { question, groups }: Breakdown = breakdowns[by]
	if (question === null) return groups.map((code) => ({ code, label: {} }))
	return choicesOf(table, question)
		.filter(({ name }) => groups.length === 0 || groups.includes(name))
		.map(({ name, label }) => ({ code: name, label: { ...label } }))
}
