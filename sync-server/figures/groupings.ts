import type { Campaign } from '#shared/campaign/campaign'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toText } from '#shared/expressions/values'
import { type Breakdown, type BreakdownName, breakdowns } from '#shared/figures/breakdowns'
import type { FiguresTold } from '#shared/figures/figures-told'
import { compileValue, scopeOf } from '#shared/figures/indicator'
import type { Looking } from '../live/looking.ts'
import { choicesOf, type RoundColumns, saidByEach } from './round-columns.ts'

/** Groups of people, and to which of them each interview belongs; -1 for none. */
export interface Grouping {
	readonly groups: FiguresTold['groups']
	readonly group: Int32Array
	/** Whoever looks at these can also look at them: the breakdown itself, with that of which its groups are parts; of two all of both. */
	readonly alone: readonly Alone[]
	/** The breakdown that was asked for, and the one within it. */
	readonly asked: readonly [BreakdownName, BreakdownName?]
}

/** A breakdown as it can be looked at by itself. */
export interface Alone {
	readonly by: BreakdownName
	readonly codes: readonly string[]
	/** Of each interview its group; -1 for none. */
	readonly group: Int32Array
	/** Of districts the province of each. */
	readonly of?: readonly string[]
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
	const provinces = new Map(campaign.districts.map(({ code, province }) => [code, province.en ?? '']))
	const groupsOf = new Map(
		(isOfPlaces(by) ? ofPlaces : [by]).map((each) => [each, groupsFor(each, looking, campaign)]),
	)
	return {
		names,
		read(columns) {
			const alone = [...groupsOf].map(([each, groups]): Alone => {
				const places = new Map(groups.map(({ code }, i) => [code, i]))
				const group = saidByEach(columns, names, (told) => {
					const code = toText(evaluate(scopeOf(told)))
					return places.get(each === 'province' ? (provinces.get(code) ?? '') : code) ?? -1
				})
				const codes = groups.map(({ code }) => code)
				return {
					...{ by: each, codes, group: Int32Array.from(group) },
					...(each === 'district' && { of: codes.map((code) => provinces.get(code) ?? '') }),
				}
			})
			const own = alone.find((each) => each.by === by)
			return {
				...{ groups: groupsOf.get(by) ?? [], group: own?.group ?? new Int32Array(columns.many).fill(-1) },
				...{ alone, asked: [by] },
			}
		},
	}
}

/** Provinces are made of districts: whoever has one can look at the other. */
const ofPlaces: readonly BreakdownName[] = ['district', 'province']
const isOfPlaces = (by: BreakdownName): boolean => ofPlaces.includes(by)

/** Each group of one into the groups of another. */
export function crossed(one: Grouping, other: Grouping): Grouping {
	const many = other.groups.length
	const alone = [
		...one.alone,
		...other.alone.filter((each) => !one.alone.some((known) => known.by === each.by)),
	]
	return {
		groups: one.groups.flatMap((group) => other.groups.map((part) => ({ ...group, within: part }))),
		group: one.group.map((first, line) => {
			const second = other.group[line] ?? -1
			return first < 0 || second < 0 ? -1 : first * many + second
		}),
		...{ alone, asked: [one.asked[0], other.asked[0]] },
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
	return choicesOf(table, question)
		.filter(({ name }) => groups.length === 0 || groups.includes(name))
		.map(({ name, label }) => ({ code: name, label: { ...label } }))
}
