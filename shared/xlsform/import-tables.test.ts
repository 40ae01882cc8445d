import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { buildReadingContext } from '#shared/expressions/scope'
import { compileForm } from '../forms/compile-form.ts'
import { compileEntities, entityRows } from '../forms/entity-rows.ts'
import { FormSession } from '../forms/form-session.ts'
import { importForm } from './import-form.ts'
import { describeProblem } from './import-problems.ts'
import { readMarkdown, sheetOf } from './sheets.ts'

const settings = '\n## settings\n| form_id |\n| f |\n'
const towns = sheetOf('towns.csv', [
	['name', 'label', 'label::اردو (ur)', 'district', 'people'],
	['t1', 'Kot', 'کوٹ', 'PK1', '120'],
	['t2', 'Dera', 'ڈیرہ', 'PK2', '80'],
	['t3', 'Kotli', 'کوٹلی', 'PK1', '15'],
])
function opened(survey: string) {
	const imported = importForm(readMarkdown(`## survey\n${survey}${settings}`), { files: [towns] })
	if (!imported.definition) throw new Error(imported.problems.map(describeProblem).join('\n'))
	const compiled = compileForm(imported.definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: { ...buildReadingContext(0), record: 'r1' },
	})
	return { ...imported, session, names: (path: string) => session.choices(path).map(({ name }) => name) }
}
const problems = (markdown: string) =>
	importForm(readMarkdown(markdown + settings)).problems.map(describeProblem)

describe('attached tables', () => {
	test('give a select its choices, in every language of the file, filtered by their columns', () => {
		const { session, names, definition } = opened(`| type | name | label | choice_filter |
| text | d | D | |
| select_one_from_file towns.csv | t | T | district = \${d} |
`)
		session.type('d', 'PK1')
		expect(names('t')).toEqual(['t1', 't3'])
		expect(session.choices('t')[0]?.label).toEqual({ en: 'Kot', ur: 'کوٹ' })
		expect(definition?.tables).toBeUndefined()
	})
	test('may use other names for code and label', () => {
		const { names } = opened(
			'| type | name | label | parameters |\n| select_one_from_file towns.csv | t | T | value=label label=people |\n',
		)
		expect(names('t')).toEqual(['Kot', 'Dera', 'Kotli'])
	})
	test('are read by pulldata() and instance()', () => {
		const { session } = opened(`| type | name | label | calculation |
| csv-external | towns | | |
| text | t | T | |
| calculate | people | | pulldata('towns', 'people', 'name', \${t}) |
| calculate | biggest | | instance('towns')/root/item[people > 100]/label |
`)
		session.type('t', 't2')
		expect(session.answerAt('people')).toBe('80')
		expect(session.answerAt('biggest')).toBe('Kot')
	})
	test('that are missing are reported, without blocking', () => {
		expect(
			problems(`## survey
| type | name | label | calculation |
| select_one_from_file cities.csv | c | C | |
| calculate | p | | pulldata('people', 'a', 'b', 'c') |
`),
		).toEqual([
			'survey A2: The file "cities.csv" was not uploaded. Upload it together with the form; otherwise the form finds no data.',
			'survey A3: The file "people.csv" was not uploaded. Upload it together with the form; otherwise the form finds no data.',
		])
	})
	test('are searched as the appearance says, with the fixed choices of the list', () => {
		const { session, names } = opened(`| type | name | label | appearance |
| text | d | D | |
| text | like | Like | |
| select_one town | t | T | minimal search('towns', 'contains', 'label', \${like}, 'district', \${d}) |
## choices
| list_name | name | label |
| town | 99 | None of them |
| town | name | label |
`)
		session.type('like', 'Kot')
		session.type('d', 'PK1')
		expect(names('t')).toEqual(['99', 't1', 't3'])
		session.type('like', 'li')
		expect(names('t')).toEqual(['99', 't3'])
	})
	test('are searched in several columns, of which any may match', () => {
		const { session, names } = opened(`| type | name | label | appearance |
| text | d | D | |
| text | like | Like | |
| select_one town | t | T | quick search('towns', 'startswith', 'label, district', \${like}, 'district', \${d}) |
## choices
| list_name | name | label |
| town | name | label |
`)
		session.type('d', 'PK1')
		session.type('like', 'Kotl')
		expect(names('t')).toEqual(['t3'])
		session.type('like', 'PK')
		expect(names('t')).toEqual(['t1', 't3'])
	})
	test.each([
		["'label, '", ['t3']],
		["concat('la', 'bel')", []],
	])('are searched in the columns as written: %s', (columns, found) => {
		const { session, names } = opened(`| type | name | label | appearance |
| text | like | Like | |
| select_one town | t | T | search('towns', 'startswith', ${columns}, \${like}) |
## choices
| list_name | name | label |
| town | name | label |
`)
		session.type('like', 'Kotl')
		expect(names('t')).toEqual(found)
	})
	test('are searched by the name that an expression gives', () => {
		const { session, names } = opened(`| type | name | label | appearance |
| text | where | Where | |
| text | d | D | |
| select_one town | t | T | search(\${where}, 'matches', 'district', \${d}) |
| select_one some | s | S | search(concat('to', \${where})) |
## choices
| list_name | name | label |
| town | 99 | None of them |
| town | name | label |
| some | name | label |
`)
		expect(names('t')).toEqual(['99'])
		expect(names('s')).toEqual([])
		session.type('where', 'towns')
		session.type('d', 'PK1')
		expect(names('t')).toEqual(['99', 't1', 't3'])
		session.type('where', 'wns')
		expect(names('t')).toEqual(['99'])
		expect(names('s')).toEqual(['t1', 't2', 't3'])
	})
	test('named by an expression but not attached are requested', () => {
		expect(
			problems(`## survey
| type | name | label | appearance |
| text | where | Where | |
| select_one town | t | T | search(\${where}) |
## choices
| list_name | name | label |
| town | name | label |
`),
		).toContain(
			'survey D3: The search takes the table that "${where}" names, and no table was chosen. Choose the tables (.csv) together with the form; until then the search finds nothing.',
		)
	})
	test('a list that only gives a search its columns offers nothing to another question, wherever that is', () => {
		expect(
			problems(`## survey
| type | name | label | appearance |
| begin group | g | G | |
| select_one town | t | T | search('towns') |
| select_one town | u | U | |
| end group | | | |
## choices
| list_name | name | label |
| town | name | label |
`),
		).toContain(
			'survey A4: The list "town" holds the column names for a search() in another question, so it has no choices for this one. Add a list with its choices under another name, and write that name here.',
		)
	})
})

test('images of labels and choices are part of the form; a missing one is reported where it is named', () => {
	const sheets = readMarkdown(`## survey
| type | name | label | media::image | media::audio |
| select_one yn | a | A | map.png | |
| note | b | B | plan.png | |
| note | c | C | | spoken.mp3 |
## choices
| list_name | name | label | image |
| yn | y | Yes | thumb.png |
${settings}`)
	const address = 'data:image/png;base64,AAAA'
	const { definition, problems: importProblems } = importForm(sheets, {
		media: { 'map.png': address, 'other.png': address },
	})
	expect(definition?.mediaFiles).toEqual({ 'map.png': address })
	expect(importProblems.map(describeProblem)).toEqual([
		'survey D3: The media file "plan.png" was not uploaded. Upload it together with the form; otherwise the label is shown without it.',
		'survey E4: The media file "spoken.mp3" was not uploaded. Upload it together with the form; otherwise the label is shown without it.',
		'choices D2: The media file "thumb.png" was not uploaded. Upload it together with the form; otherwise the label is shown without it.',
	])
})
test('a select offers the answers given in the rows of a repeat, each once', () => {
	const { session, names } = opened(`| type | name | label | choice_filter |
| begin repeat | members | Members | |
| text | who | Who | |
| integer | age | Age | |
| end repeat | | | |
| select_one \${who} | head | Head | age > 17 |
`)
	for (const [who, age] of [
		['Ali', '40'],
		['Sara', '9'],
		['Omar', '20'],
		['Ali', '33'],
	] as const) {
		const row = session.addRow('members', who + age)
		session.type(`${row}/who`, who)
		session.type(`${row}/age`, age)
	}
	expect(names('head')).toEqual(['Ali', 'Omar'])
})
test('choices in a sheet of their own are filtered as others are', () => {
	const { session, names } = opened(`| type | name | label | choice_filter |
| text | d | D | |
| select_one_external town | t | T | district = \${d} |
## external_choices
| list_name | name | label | district |
| town | t1 | Kot | PK1 |
| town | t2 | Dera | PK2 |
`)
	session.type('d', 'PK2')
	expect(names('t')).toEqual(['t2'])
})
test('a loop asks its questions once for every choice, in groups named after them', () => {
	const { session } = opened(`| type | name | label |
| begin loop over crop | l | Crops |
| integer | many | How many %(label)s? |
| end loop | | |
## choices
| list_name | name | label |
| crop | rice | Rice |
| crop | corn | Corn |
`)
	expect(session.questionPaths()).toEqual(['l/rice/many', 'l/corn/many'])
	expect(session.nodeAt('l/corn/many').part.label).toEqual({ en: 'How many Corn?' })
})
test('a loop includes "other" where an earlier question offers it, and never "none"', () => {
	const { session } = opened(`| type | name | label |
| select_multiple crop or_other | which | Which? |
| begin loop over crop | l | Crops |
| integer | many | How many %(label)s? |
| end loop | | |
## choices
| list_name | name | label |
| crop | none | No crop |
| crop | rice | Rice |
`)
	expect(session.questionPaths().filter((path) => path.startsWith('l/'))).toEqual([
		'l/rice/many',
		'l/other/many',
	])
})
test('the id of the record can be referenced', () => {
	const { session } = opened(
		'| type | name | label | calculation |\n| text | a | A | |\n| calculate | id | | ${instanceID} |\n',
	)
	expect(session.answerAt('id')).toBe('r1')
})

describe('entities', () => {
	const survey = `## survey
| type | name | label | save_to |
| text | head | Head | houses#head |
| begin repeat | members | Members | |
| text | who | Who | people#who |
| end repeat | | | |
## entities
`
	test('represent the record, or the rows of a repeat', () => {
		const { definition, problems: importProblems } = importForm(
			readMarkdown(
				`${survey}| list_name | label |\n| houses | \${head} |\n| people | \${who} |\n${settings}`,
			),
		)
		expect(importProblems.map(describeProblem)).toEqual([])
		expect(definition?.entities).toEqual([
			{ list: 'houses', place: '', label: '${head}' },
			{ list: 'people', place: 'members/@', label: '${who}' },
		])
	})
	test('report errors in their expressions', () => {
		expect(problems(`${survey}| list_name | label |\n| houses | \${heat} |\n| people | \${who} |\n`)).toEqual(
			['entities: "heat" is not a question in this form. Correct the name. Did you mean "head"?'],
		)
	})
	test.each([
		[
			'answers of rows that do not belong together',
			'| list_name | label |\n| houses | ${who} |\n| people | ${who} |\n',
			'entities A2: The entity list "houses" uses answers from unrelated repeats. Copy the value with a calculation.',
		],
		[
			'a list that is not declared',
			'| list_name | label |\n| houses | ${head} |\n',
			'survey D4: The entity list "people" is not declared. Add it to the sheet "entities", or correct the name.',
		],
		[
			'an addition without a label',
			'| list_name | label |\n| houses | |\n| people | ${who} |\n',
			'entities B2: New entities in the list "houses" need a label. Enter an expression in the column "label".',
		],
		[
			'a change without an id',
			'| list_name | label | update_if |\n| houses | ${head} | |\n| people | ${who} | true() |\n',
			'entities 3: Updating an entity in the list "people" needs its ID. Enter an expression in the column "entity_id".',
		],
		[
			'a third one for which no group is left',
			'| list_name | label |\n| houses | ${head} |\n| people | ${who} |\n| more | ${head} |\n',
			'entities A4: No group is left for the entity list "more": each group holds one entity. Put its questions in a group of their own.',
		],
	])('%s', (_, rows, expected) => {
		expect(problems(survey + rows)).toContain(expected)
	})
})

test('a record adds to its lists, a repeat row to its own, and an entity with an id is an update', () => {
	const { session, definition } = opened(`| type | name | label | save_to |
| text | head | Head | houses#head |
| text | old | Old | |
| begin repeat | members | Members | |
| text | who | Who | people#who |
| integer | age | Age | people#age |
| end repeat | | | |
## entities
| list_name | label | create_if | entity_id | update_if |
| houses | concat('House of ', \${head}) | \${old} = '' | \${old} | \${old} != '' |
| people | \${who} | \${age} > 17 | | |
`)
	session.type('head', 'Ali')
	for (const [id, who, age] of [
		['a', 'Sara', '40'],
		['b', 'Omar', '3'],
	] as const) {
		const row = session.addRow('members', id)
		session.type(`${row}/who`, who)
		session.type(`${row}/age`, age)
	}
	if (!definition) throw new Error('the form was not imported')
	const { entities } = compileEntities(definition, allFunctions)
	const person = {
		list: 'people',
		kind: 'addition',
		id: 'r1-a',
		isOwnId: true,
		label: 'Sara',
		properties: { who: 'Sara', age: '40' },
	}
	expect(entityRows(entities, session, 'r1')).toEqual([
		{
			list: 'houses',
			kind: 'addition',
			id: 'r1',
			isOwnId: true,
			label: 'House of Ali',
			properties: { head: 'Ali' },
		},
		person,
	])
	session.type('old', 'h7')
	expect(entityRows(entities, session, 'r1')[0]).toMatchObject({ kind: 'change', id: 'h7', isOwnId: false })
})

test('a hidden group adds nothing, an update without an id is ignored, and nested rows have ids of their own', () => {
	const { session, definition } = opened(`| type | name | label | save_to | relevant | repeat_count |
| text | new | New | | | |
| text | old | Old | | | |
| begin group | house | House | | \${new} = 'yes' | |
| text | street | Street | houses#street | | |
| end group | | | | | |
| begin repeat | a | A | | | 2 |
| begin repeat | b | B | | | 1 |
| text | who | Who | people#who | | |
| end repeat | | | | | |
| end repeat | | | | | |
| text | state | State | visits#state | | |
## entities
| list_name | label | entity_id | update_if |
| houses | \${street} | | |
| people | \${who} | | |
| visits | | \${old} | true() |
`)
	if (!definition) throw new Error('the form was not imported')
	const { entities } = compileEntities(definition, allFunctions)
	const ids = () => entityRows(entities, session, 'r1').map(({ list, id }) => `${list} ${id}`)
	expect(ids()).toEqual(['people r1-n1-n1', 'people r1-n2-n1'])
	session.type('new', 'yes')
	session.type('old', 'v3')
	expect(ids()).toEqual(['houses r1', 'people r1-n1-n1', 'people r1-n2-n1', 'visits v3'])
})
test('a loop with too many questions is refused before it is expanded', () => {
	const begin = ['a', 'b', 'c'].map((name) => `| begin loop over l | ${name} | ${name} |`).join('\n')
	const choices = Array.from({ length: 100 }, (_, i) => `| l | c${i} | C${i} |`).join('\n')
	const messages = problems(
		`## survey\n| type | name | label |\n${begin}\n| text | q | Q |\n${'| end loop | | |\n'.repeat(3)}## choices\n| list_name | name | label |\n${choices}\n`,
	)
	expect(messages).toContain(
		'survey A3: The loop creates more than 20000 questions. Remove choices from its list, or use a repeat.',
	)
})
test('a table uses its own column names; one that has no choices is reported', () => {
	const sheets = readMarkdown(`## survey
| type | name | label | parameters |
| select_one_from_file places.geojson | p | P | |
| select_one_from_file towns.csv | t | T | value=value label=caption |
| select_one_from_file towns.csv | u | U | value=nothing |
${settings}`)
	const { definition, problems: importProblems } = importForm(sheets, {
		files: [
			sheetOf('places.geojson', [
				['id', 'title'],
				['7', 'Kot'],
			]),
			sheetOf('towns.csv', [
				['value', 'caption'],
				['k', 'Dera'],
			]),
		],
	})
	expect(definition?.choices['places.geojson']?.[0]?.label).toEqual({ en: 'Kot' })
	expect(definition?.choices['towns.csv value caption']?.[0]).toMatchObject({
		name: 'k',
		label: { en: 'Dera' },
	})
	expect(importProblems.map(describeProblem)).toEqual([
		'survey A4: The file "towns.csv" has rows, but none of them is a choice. Name the columns of code and label in the parameters: value=code label=name.',
	])
})
test('a choice among names excluded from files is excluded too', () => {
	const { definition } = opened(`| type | name | label | bind::zila:personal |
| begin repeat | m | M | |
| text | who | Who | yes |
| end repeat | | | |
| select_one \${who} | head | Head | |
`)
	expect(definition?.body[1]).toMatchObject({ name: 'head', personal: true })
})

describe('the scale of a range', () => {
	const range = (parameters: string, appearance = '') =>
		problems(`## survey
| type | name | label | parameters | appearance |
| range | r | R | ${parameters} | ${appearance} |
## choices
| list_name | name | label |
| ends | 0 | Never |
| ends | 4 | Often |
`)
	test.each([
		[
			'start=0 end=4 step=2 tick_interval=3',
			'',
			'survey D2: The tick interval 3 is not valid. Use a multiple of the step that is not larger than the range.',
		],
		[
			'start=0 end=4 placeholder=9',
			'',
			'survey D2: The placeholder 9 is not a value of this range. Use a number that can be selected.',
		],
		[
			'start=0 end=4 tick_interval=1',
			'picker',
			'survey D2: The parameter "tick_interval" does not work with the appearance "picker". Remove one of them, or use the appearance vertical or no-ticks.',
		],
		[
			'start=1 end=4 tick_labelset=ends',
			'',
			'survey D2: "0" cannot label the range. Name a list on the sheet "choices" whose choice names are numbers at ticks of the range.',
		],
	])('%s %s', (parameters, appearance, expected) => {
		expect(range(parameters, appearance)).toEqual([expected])
	})
	test('with labels at its ends', () => {
		expect(range('start=0 end=4 tick_labelset=ends', 'no-ticks')).toEqual([])
	})
})

test('of the same code with two labels the first is offered where no filter distinguishes them', () => {
	const survey = (filter: string) => `## survey
| type | name | label | choice_filter |
| select_one town | t | T | ${filter} |
## choices
| list_name | name | label | district |
| town | kot | Kot | PK1 |
| town | kot | Kot | PK1 |
| town | kot | Kot of Dera | PK2 |
`
	expect(problems(survey(''))).toEqual([
		'choices B3: The choice "kot" is repeated in the list "town" and is shown once. Delete the repeated row.',
		'choices B4: The choice name "kot" is used twice in the list "town": only the first is shown. Rename one of the two, or set allow_choice_duplicates to "yes" on the sheet "settings".',
	])
	const offered = (text: string) =>
		importForm(readMarkdown(text + settings)).definition?.choices.town?.map(({ label }) => label.en)
	expect(offered(survey(''))).toEqual(['Kot'])
	expect(offered(survey("district = 'PK1'"))).toEqual(['Kot', 'Kot of Dera'])
	// the list has a question without a filter and one with it: no choice of the filter may be lost
	expect(offered(survey("district = 'PK1' |\n| select_one town | u | U |"))).toEqual(['Kot', 'Kot of Dera'])
	expect(problems(survey("district = 'PK1'"))[1]).toBe(
		'choices B4: These choice names are used several times in the list "town": kot. Make sure that the choice filter never shows two of the same name together.',
	)
})
