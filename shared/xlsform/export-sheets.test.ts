import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readDistricts } from '#shared/study/district-list'
import { defaultRounds } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import fc from '#shared/testing/fast-check'
import { formOf } from '#shared/testing/scenario'
import type { Choice, FormDefinition, FormPart, LocalizedText, Question } from '../forms/form-definition.ts'
import { canBeQuasiIdentifier, type QuasiIdentifier } from '../forms/quasi-identifier.ts'
import { type QuestionType, questionTypes } from '../forms/question-types.ts'
import { exportSheets } from './export-sheets.ts'
import { importForm } from './import-form.ts'
import { describeProblem } from './import-problems.ts'
import { readMarkdown, type Sheet } from './sheets.ts'
import { writeMarkdown } from './write-markdown.ts'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const lists = buildStudyLists({
	districts: readDistricts(read('../study/pakistan-2023/districts.csv')),
	rounds: [...defaultRounds],
})
const files = new Set(lists.map(({ name }) => name))

function imported(sheets: readonly Sheet[], attached: readonly Sheet[] = []): FormDefinition {
	const { definition, problems } = importForm(sheets, { files: attached })
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return definition
}

describe.each(['household', 'focus-group', 'key-informant', 'incident'])('%s', (file) => {
	const definition = imported(readMarkdown(read(`../study/pakistan-2023/${file}.md`)), lists)

	test('survives conversion to sheets, with lists by name', () => {
		const sheets = exportSheets(definition, { files, version: 3 })
		expect(imported(sheets, lists)).toEqual(definition)
		expect(sheets[1]?.rows.filter(({ cells }) => files.has(cells[0] ?? ''))).toEqual([])
	})
	test('survives it with its lists written out, for readers without them', () => {
		expect(imported(exportSheets(definition))).toEqual(definition)
	})
	test('survives conversion to Markdown', () => {
		expect(imported(readMarkdown(writeMarkdown(exportSheets(definition))))).toEqual(definition)
	})
})

test('"or_other" is exported as its author wrote it', () => {
	const form = formOf(
		'type | name | label\nselect_one yn or_other | a | A\nselect_one yn | b | B\nchoices\nlist_name | name | label\nyn | y | Yes\nyn | n | No',
	)
	const sheets = exportSheets(form)
	expect(sheets[0]?.rows.map(({ cells }) => cells[0])).toEqual(['select_one yn or_other', 'select_one yn'])
	expect(imported(sheets)).toEqual(form)
	const twice = formOf(
		'type | name | label::English (en) | label::اردو (ur)\nselect_one yn or_other | a | A | الف\nchoices\nlist_name | name | label::English (en) | label::اردو (ur)\nyn | y | Yes | ہاں',
	)
	expect(imported(exportSheets(twice))).toEqual(twice)
})
test('the labels of a range are exported', () => {
	const form = formOf(
		'type | name | label | parameters\nrange | a | A | start=0 end=2 tick_labelset=ends\nchoices\nlist_name | name | label\nends | 0 | Never\nends | 2 | Always',
	)
	expect(form.choices.ends).toHaveLength(2)
	expect(imported(exportSheets(form))).toEqual(form)
})
test('the setting that a photo keeps its location is exported', () => {
	const form = formOf('type | name | label | parameters\nimage | a | A | max-pixels=640 location=keep')
	expect(exportSheets(form)[0]?.rows[0]?.cells).toContain('max-pixels=640 location=keep')
	expect(imported(exportSheets(form))).toEqual(form)
})
test('an audit keeps its parameters, wherever it was', () => {
	const form = formOf(
		'type | name | label | parameters\nbegin group | g | G\ntext | a | A\naudit | times | - | identify-user=true\nend group | g',
	)
	expect(exportSheets(form)[0]?.rows.map(({ cells }) => cells[0])).toContain('audit')
	expect(imported(exportSheets(form))).toEqual(form)
})
test('a form in one language has plain columns', () => {
	const [survey] = exportSheets(formOf('type | name | label | hint\ntext | a | A | here'))
	expect(survey?.header).toEqual(['type', 'name', 'label', 'hint'])
})
test('prefilled fields, a list with the same code under two parents, and an unlabelled choice survive', () => {
	const definition = imported([
		{
			name: 'survey',
			header: ['type', 'name', 'label::Urdu', 'choice_filter'],
			rows: ['start||', 'end||', 'username||', 'select_one town|town|شہر|of = 1'].map((row, i) => {
				const [type = '', name = '', label = '', filter = ''] = row.split('|')
				return { line: i + 2, cells: [type, name, label, filter] }
			}),
		},
		{
			name: 'choices',
			header: ['list_name', 'name', 'label', 'of'],
			rows: [
				{ line: 2, cells: ['town', 'x', '', '1'] },
				{ line: 3, cells: ['town', 'x', 'X', '2'] },
			],
		},
		{
			name: 'settings',
			header: ['form_id', 'default_language', 'allow_choice_duplicates'],
			rows: [{ line: 2, cells: ['towns', 'Urdu', 'yes'] }],
		},
	])
	expect(definition.choices.town?.map(({ label }) => label)).toEqual([{ en: 'x' }, { ur: 'X' }])
	expect(imported(exportSheets(definition))).toEqual(definition)
})

test('tables, entities, a loop of rows and the end survive', () => {
	const survey = `| type | name | label | save_to | calculation | parameters |
| end | end | | | | |
| text | who | Who | people#who | | |
| begin repeat | r | R | | | |
| text | town | Town | | | |
| end repeat | | | | | |
| select_one \${town} | best | Best | | | |
| select_one_from_file towns.csv | t | T | | | value=code label=called |
| calculate | p | | | pulldata('rates', 'rate', 'town', \${t}) | |
## entities
| list_name | label |
| people | \${who} |
## settings
| form_id |
| all |
`
	const attached: Sheet[] = [
		{ name: 'towns.csv', header: ['code', 'called'], rows: [{ line: 2, cells: ['k', 'Kot'] }] },
		{ name: 'rates.csv', header: ['town', 'rate'], rows: [{ line: 2, cells: ['k', '7'] }] },
	]
	const definition = imported(readMarkdown(`## survey\n${survey}`), attached)
	expect(definition.tables).toEqual({ rates: [{ town: 'k', rate: '7' }] })
	expect(imported(exportSheets(definition))).toEqual(definition)
})

// — random definitions

const languages = [
	{ tag: 'en', name: 'English' },
	{ tag: 'ur', name: 'اردو' },
	{ tag: 'kiswahili', name: 'Kiswahili' },
]
const word = fc.constantFrom(
	'jar',
	'بڑا گھر',
	'a | b',
	'two\nlines',
	'42',
	'TRUE',
	'x = "1"',
	'\\',
	'#',
	'---',
)
const textsIn = (tags: readonly string[]): fc.Arbitrary<LocalizedText> =>
	fc
		.record(Object.fromEntries(tags.map((tag) => [tag, fc.option(word, { nil: undefined })])))
		.map(
			(texts) =>
				Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)) as LocalizedText,
		)
		.filter((texts) => Object.keys(texts).length > 0)
const condition = fc.constantFrom(
	'${q0} = 1',
	"regex(${q0}, '[a|b]+')",
	'. > 3',
	'true()',
	'today() > date("2020-01-01")',
)
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 })

/** An audit is no question, and has a test of its own. */
const types = (Object.keys(questionTypes) as QuestionType[]).filter((type) => type !== 'audit')
const isSelect = (type: QuestionType) => type.startsWith('select') || type === 'rank'

const canHave = (type: QuestionType, { band }: QuasiIdentifier) =>
	canBeQuasiIdentifier(type) && (band === undefined || type !== 'select-one')

function questionArbitrary(tags: readonly string[]): fc.Arbitrary<Omit<Question, 'name'>> {
	return fc
		.record({
			type: fc.constantFrom(...types),
			label: rarely(textsIn(tags)),
			hint: rarely(textsIn(tags)),
			guidance: rarely(textsIn(tags)),
			media: rarely(fc.record({ image: textsIn(tags) })),
			relevant: rarely(fc.constantFrom('${q0} = 1', "${q0} != ''")),
			required: rarely(condition),
			requiredMessage: rarely(textsIn(tags)),
			constraint: rarely(condition),
			constraintMessage: rarely(textsIn(tags)),
			warning: rarely(condition),
			warningMessage: rarely(textsIn(tags)),
			calculation: rarely(fc.constantFrom('1 + 1', 'once(today())', 'concat(${q0}, "|")')),
			trigger: rarely(fc.constant(['q0'])),
			default: rarely(fc.constantFrom('1', 'x', 'today()')),
			readOnly: rarely(condition),
			choiceFilter: rarely(fc.constantFrom("name != 'b'", 'size = ${q0}')),
			appearance: rarely(fc.constantFrom('minimal', 'columns-2')),
			preset: rarely(fc.constantFrom('round', 'districts')),
			onPhoneOnly: rarely(fc.constant(true)),
			personal: rarely(fc.constant(true)),
			gate: rarely(fc.constant(true)),
			trait: rarely(fc.constantFrom({ place: 1 }, { place: 2, band: 10 })),
			keep: rarely(fc.constantFrom({ arrived: 30 }, { approved: 0, arrived: 60 }, { round: 90 })),
		})
		.map((made) => ({
			...made,
			trait: made.trait && canHave(made.type, made.trait) ? made.trait : undefined,
		}))
		.map((made) => ({
			kind: 'question' as const,
			...(isSelect(made.type) ? { list: 'list' } : {}),
			...(made.type === 'range' ? { parameters: { start: '1', end: '7', step: '2' } } : {}),
			...(Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as typeof made),
		})) as fc.Arbitrary<Omit<Question, 'name'>>
}

/** Names the parts by their position, so that no name occurs twice. */
function named(parts: readonly Omit<FormPart, 'name'>[], prefix: string): FormPart[] {
	return parts.map((part, i) => {
		const name = `${prefix}${i + 1}`
		return (
			'parts' in part
				? { ...part, name, parts: named(part.parts as FormPart[], `${name}_`) }
				: { ...part, name }
		) as FormPart
	})
}

const definitionArbitrary: fc.Arbitrary<FormDefinition> = fc
	.subarray(languages, { minLength: 1 })
	.chain((chosen) => {
		const tags = chosen.map(({ tag }) => tag)
		const question = questionArbitrary(tags)
		const container = fc.record({
			kind: fc.constantFrom('group', 'repeat'),
			label: rarely(textsIn(tags)),
			relevant: rarely(fc.constant('${q0} = 1')),
			parts: fc.array(question, { maxLength: 3 }),
		})
		const choices: fc.Arbitrary<Choice[]> = fc
			.array(fc.record({ label: textsIn(tags), size: rarely(fc.constantFrom('1', '2')) }), {
				minLength: 1,
				maxLength: 4,
			})
			.map((rows) =>
				rows.map(({ label, size }, i) => ({
					name: 'abcd'[i] as string,
					label,
					...(size === undefined ? {} : { columns: { size } }),
				})),
			)
		return fc
			.tuple(
				fc.array(fc.oneof({ weight: 3, arbitrary: question }, container), { maxLength: 6 }),
				choices,
				textsIn(tags),
			)
			.map(([parts, list, title]): FormDefinition => {
				const body = [
					{ kind: 'question', type: 'text', name: 'q0', label: title } as FormPart,
					...named(withoutBlank(parts) as Omit<FormPart, 'name'>[], 'p'),
				]
				return {
					id: 'random',
					title,
					languages: chosen,
					choices: JSON.stringify(body).includes('"list":') ? { list } : {},
					body,
				}
			})
	})
const withoutBlank = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('any definition survives conversion to sheets', () => {
	fc.assert(
		fc.property(definitionArbitrary, (definition) => {
			expect(imported(exportSheets(definition))).toEqual(definition)
			expect(imported(readMarkdown(writeMarkdown(exportSheets(definition))))).toEqual(definition)
		}),
		{ numRuns: 300 },
	)
})
