import { type Sheet, sheetOf } from '#shared/xlsform/sheets'

/** A row of the survey, by column. */
export type Row = Readonly<Record<string, string>>

const columns = [
	'type',
	'name',
	'label',
	'relevant',
	'required',
	'constraint',
	'calculation',
	'choice_filter',
	'default',
]
const yesNo = [
	{ list_name: 'yn', name: 'yes', label: 'Yes' },
	{ list_name: 'yn', name: 'no', label: 'No' },
]
const media = ['radio', 'television', 'newspaper', 'mosque', 'phone'].map((name) => ({
	list_name: 'media',
	name,
	label: name,
}))

/** Returns a form with these rows as the sheets of its file. */
export function madeSheets(id: string, rows: readonly Row[], choices: readonly Row[] = []): Sheet[] {
	const table = (header: readonly string[], all: readonly Row[]) => [
		header,
		...all.map((row) => header.map((column) => row[column] ?? '')),
	]
	return [
		sheetOf('survey', table(columns, rows)),
		sheetOf('choices', table(['list_name', 'name', 'label', 'within'], [...yesNo, ...media, ...choices])),
		sheetOf('settings', [
			['form_id', 'form_title'],
			[id, id],
		]),
	]
}

export const inGroup = (name: string, rows: readonly Row[]): Row[] => [
	{ type: 'begin group', name, label: `Group ${name}` },
	...rows,
	{ type: 'end group' },
]

/** Returns text, number, select and date questions in turn, with relevance and constraints. */
function questions(prefix: string, count: number): Row[] {
	const name = (i: number) => `${prefix}_${i}`
	return Array.from({ length: count }, (_, i): Row => {
		const common = { name: name(i), label: `Question ${name(i)}` }
		switch (i % 6) {
			case 0:
				return { ...common, type: 'text', constraint: 'string-length(.) < 200' }
			case 1:
				return { ...common, type: 'integer', constraint: '. >= 0 and . <= 120' }
			case 2:
				return { ...common, type: 'select_one yn' }
			case 3:
				return { ...common, type: 'text', relevant: `\${${name(i - 1)}} = 'yes'` }
			case 4:
				return { ...common, type: 'date', constraint: '. <= today()' }
			default:
				return { ...common, type: 'select_multiple media', relevant: `\${${name(i - 4)}} >= 0` }
		}
	})
}

/** 60 questions in 4 groups. */
export const form60 = (): Sheet[] =>
	madeSheets('form60', Array.from({ length: 4 }, (_, i) => inGroup(`g${i}`, questions(`g${i}`, 15))).flat())

export const opened = 20

/** 300 questions in 20 groups; the first choice of the second group shows and hides its other 20. */
export function form300(): Sheet[] {
	const flipping: Row[] = [
		{ type: 'select_one yn', name: 'flips', label: 'Opens twenty' },
		...questions('opened', opened).map((row) => ({
			...row,
			relevant: [`\${flips} = 'yes'`, row.relevant].filter(Boolean).join(' or '),
		})),
	]
	const others = Array.from({ length: 19 }, (_, i) => inGroup(`g${i}`, questions(`g${i}`, i < 13 ? 15 : 14)))
	const [first = [], ...rest] = others
	return madeSheets('form300', [...first, ...inGroup('flipping', flipping), ...rest.flat()])
}

/** 1,000 questions in 50 groups. */
export const form1000 = (): Sheet[] =>
	madeSheets(
		'form1000',
		Array.from({ length: 50 }, (_, i) => inGroup(`g${i}`, questions(`g${i}`, 20))).flat(),
	)

/** A roster with 12 questions per person; defaults answer them, so that no person is blank. */
export function roster(): Sheet[] {
	const defaults: Readonly<Record<string, string>> = {
		text: 'Amina',
		integer: '30',
		'select_one yn': 'yes',
		date: '2020-01-31',
		'select_multiple media': 'radio phone',
	}
	const person = questions('person', 12).map((row) => ({ ...row, default: defaults[row.type ?? ''] ?? '' }))
	return madeSheets('hh30', [
		...inGroup('household', [
			{ type: 'text', name: 'head', label: 'Head of the household' },
			{ type: 'begin repeat', name: 'people', label: 'People' },
			...person,
			{ type: 'end repeat' },
		]),
		...inGroup('after', [
			{ type: 'calculate', name: 'how_many', calculation: 'count(${people})' },
			{ type: 'calculate', name: 'oldest', calculation: 'max(${person_1})' },
			...questions('after', 4),
		]),
	])
}
