import type { Sheet } from '#shared/xlsform/sheets'
import { inGroup, madeSheets, type Row } from './generated-forms.ts'

const groups = 59

/**
 * A form of 1,800 rows, as large surveys are: chains of relevance, running totals, cascading choices, a
 * roster.
 */
export function largeForm(): Sheet[] {
	const rows = [
		...Array.from({ length: groups }, (_, g) =>
			inGroup(`g${g}`, [...topic(2 * g), ...topic(2 * g + 1)]).map((row, i) =>
				i === 0 && g > 0 ? { ...row, relevant: `\${has0} = 'yes' or \${age${2 * g - 2}} > 5` } : row,
			),
		).flat(),
		{ type: 'begin repeat', name: 'people', label: 'People' },
		...['p', 'q'].flatMap(person).slice(0, 27),
		{ type: 'end repeat' },
		{ type: 'calculate', name: 'all', calculation: 'sum(${p_sum}) + count(${people})' },
	]
	return madeSheets('large', rows, places)
}

/** 14 rows about one topic, which depend on each other and on the previous topic. */
function topic(n: number): Row[] {
	const yes = `\${has${n}} = 'yes'`
	return [
		{ type: 'integer', name: `age${n}`, constraint: '. >= 0 and . <= 120' },
		{ type: 'select_one yn', name: `has${n}`, required: 'yes' },
		{ type: 'text', name: `what${n}`, relevant: yes },
		{ type: 'integer', name: `many${n}`, relevant: yes, constraint: `. <= \${age${n}} * 10` },
		{ type: 'select_multiple media', name: `media${n}` },
		{
			type: 'select_one yn',
			name: `more${n}`,
			relevant: `selected(\${media${n}}, 'radio') and \${many${n}} > 2`,
		},
		{ type: 'text', name: `why${n}`, relevant: `\${more${n}} = 'no' and \${age${n}} >= 18` },
		{ type: 'select_one province', name: `province${n}` },
		{ type: 'select_one district', name: `district${n}`, choice_filter: `within = \${province${n}}` },
		{ type: 'select_one tehsil', name: `tehsil${n}`, choice_filter: `within = \${district${n}}` },
		{ type: 'date', name: `day${n}`, constraint: '. <= today()' },
		{
			type: 'calculate',
			name: `sum${n}`,
			calculation: `coalesce(\${age${n}}, 0) + coalesce(\${many${n}}, 0)`,
		},
		{
			type: 'calculate',
			name: `total${n}`,
			calculation: `\${sum${n}}${n > 0 ? ` + coalesce(\${total${n - 1}}, 0)` : ''}`,
		},
		{ type: 'decimal', name: `kg${n}`, relevant: `\${sum${n}} > 20`, required: `\${sum${n}} > 40` },
	].map(labelled)
}

/** 14 rows about a person of the roster. */
const person = (prefix: string): Row[] =>
	[
		{ type: 'text', name: `${prefix}_name` },
		{ type: 'integer', name: `${prefix}_age`, constraint: '. <= 120' },
		{ type: 'select_one yn', name: `${prefix}_school`, relevant: `\${${prefix}_age} < 18` },
		{ type: 'integer', name: `${prefix}_class`, relevant: `\${${prefix}_school} = 'yes'` },
		{ type: 'calculate', name: `${prefix}_place`, calculation: 'position(..)' },
		{ type: 'calculate', name: `${prefix}_sum`, calculation: `coalesce(\${${prefix}_class}, 0) + 1` },
		...Array.from({ length: 8 }, (_, i) => ({
			type: 'select_one yn',
			name: `${prefix}_${i}`,
			relevant: `\${${prefix}_age} > ${i * 5}`,
		})),
	].map(labelled)

const labelled = (row: Row): Row => ({ ...row, label: row.type === 'calculate' ? '' : `About ${row.name}` })

const eight = Array.from({ length: 8 }, (_, i) => i)
const place = (list_name: string, name: string, within: string): Row => ({
	list_name,
	name,
	label: name,
	within,
})
const places = eight.flatMap((p) => [
	place('province', `p${p}`, ''),
	...eight.flatMap((d) => [
		place('district', `p${p}d${d}`, `p${p}`),
		...eight.map((t) => place('tehsil', `p${p}d${d}t${t}`, `p${p}d${d}`)),
	]),
])
