import type { Campaign } from '#shared/campaign/campaign'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toText } from '#shared/expressions/values'
import { type Breakdown, type BreakdownName, breakdowns } from '#shared/figures/breakdowns'
import type { FiguresTold } from '#shared/figures/figures-told'
import { compileValue, scopeOf } from '#shared/figures/indicator'
import type { Looking } from '../live/looking.ts'
import { type RoundColumns, saidByEach } from './round-columns.ts'

/** Groups of people, and to which of them each interview belongs; -1 for none. */
export interface Grouping {
	readonly groups: FiguresTold['groups']
	readonly group: Int32Array
}

interface Asked {
	readonly questions: ReadonlySet<string>
	readonly functions: FunctionTable
	readonly campaign: Pick<Campaign, 'districts'>
}

/** How people are told apart, and the questions that it looks at. */
export function compileGrouping(
	by: BreakdownName,
	looking: Looking,
	{ questions, functions, campaign }: Asked,
): { readonly names: readonly string[]; read(columns: RoundColumns): Grouping } {
	const { names, evaluate } = compileValue(breakdowns[by].value, questions, functions)
	const groups = groupsFor(by, looking, campaign)
	const places = new Map(groups.map(({ code }, i) => [code, i]))
	const provinces = new Map(campaign.districts.map(({ code, province }) => [code, province.en ?? '']))
	return {
		names,
		read(columns) {
			const group = saidByEach(columns, names, (told) => {
				const code = toText(evaluate(scopeOf(told)))
				return places.get(by === 'province' ? (provinces.get(code) ?? '') : code) ?? -1
			})
			return { groups, group: Int32Array.from(group) }
		},
	}
}

/** Each group of one into the groups of another. */
export function crossed(one: Grouping, other: Grouping): Grouping {
	const many = other.groups.length
	return {
		groups: one.groups.flatMap((group) => other.groups.map((within) => ({ ...group, within }))),
		group: one.group.map((first, line) => {
			const second = other.group[line] ?? -1
			return first < 0 || second < 0 ? -1 : first * many + second
		}),
	}
}

/** Groups in their order: those of the campaign, of the form, or of the breakdown itself. */
function groupsFor(
	by: BreakdownName,
	{ filter, table }: Looking,
	{ districts }: Asked['campaign'],
): Grouping['groups'] {
	const own = districts.filter(({ code }) => filter.districts === 'all' || filter.districts.includes(code))
	if (by === 'district') return own.map(({ code, name }) => ({ code, label: name }))
	if (by === 'province')
		return [...new Map(own.map(({ province }) => [province.en ?? '', province]))].map(([code, label]) => ({
			...{ code, label },
		}))
	const { question, groups }: Breakdown = breakdowns[by]
	if (question === null) return groups.map((code) => ({ code, label: {} }))
	const known = table.table.columns.find(
		({ of, part, choice }) => of.question.name === question && part === '' && !choice,
	)
	return (known?.of.choices ?? [])
		.filter(({ name }) => groups.length === 0 || groups.includes(name))
		.map(({ name, label }) => ({ code: name, label: { ...label } }))
}
