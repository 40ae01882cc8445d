import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { importForm } from './import-form.ts'
import { describeProblem } from './import-problems.ts'
import { cellName, readMarkdown } from './sheets.ts'
import { sortProblems } from './sort-problems.ts'

const settings = '## settings\n| form_id | form_title |\n| f | F |\n'
const problems = (text: string) => importForm(readMarkdown(text + settings)).problems.map(describeProblem)
const definition = (text: string) => {
	const imported = importForm(readMarkdown(text + settings))
	if (!imported.definition) throw new Error(imported.problems.map(describeProblem).join('\n'))
	return imported.definition
}

describe('errors of an author are reported at their cell, with a suggestion', () => {
	test.each<[string, string, string]>([
		[
			'an unknown type',
			'| type | name | label |\n| txet | a | A |',
			'survey A2: Unknown question type "txet". Use a type such as text, integer or "select_one list". Did you mean "text"?',
		],
		[
			'a missing name',
			'| type | name | label |\n| text |  | A |',
			'survey B2: The question has no name. Enter one in the column "name".',
		],
		[
			'a text that the phone should find by itself',
			'| type | name | label | bind::zila:background |\n| text | a | A | yes |',
			'survey D2: Only a geopoint question outside repeats can be answered in the background; this is "text". Clear the column "bind::zila:background" in this row.',
		],
		[
			'a place of each row that the phone should find by itself',
			'| type | name | label | bind::zila:background |\n| begin repeat | r | R |  |\n| geopoint | a | A | yes |\n| end repeat |  |  |  |',
			'survey D3: Only a geopoint question outside repeats can be answered in the background; this is "geopoint". Clear the column "bind::zila:background" in this row.',
		],
		[
			'a question that should take what is asked afterwards',
			'| type | name | label | bind::zila:checks |\n| text | a | A | yes |',
			'survey D2: Only one calculate row per form, without a calculation and outside repeats, can store the checks at the end of an interview. Clear the column "bind::zila:checks" in this row.',
		],
		[
			'two rows that should take it',
			'| type | name | label | bind::zila:checks |\n| calculate | a | A | yes |\n| calculate | b | B | yes |',
			'survey D3: Only one calculate row per form, without a calculation and outside repeats, can store the checks at the end of an interview. Clear the column "bind::zila:checks" in this row.',
		],
		[
			'a name twice',
			'| type | name | label |\n| text | a | A |\n| text | a | B |',
			'survey B3: The name "a" is used twice in the same group. Rename one of the two.',
		],
		[
			'a list that is not there',
			'| type | name | label |\n| select_one x | a | A |',
			'survey A2: The choice list "x" does not exist. Add it to the sheet "choices", or correct the list name.',
		],
		[
			'a group that is not ended',
			'| type | name | label |\n| begin group | g | G |\n| text | a | A |',
			'survey A2: "g" has no matching end row. Add the end row.',
		],
		[
			'a broken expression',
			'| type | name | label | relevant |\n| text | a | A | 1 + |',
			'survey D2: The expression "1 +" is not complete: expected a value at its end.',
		],
		[
			'a sign that is missing before an empty text',
			"| type | name | label | relevant |\n| text | a | A | (1 '' |",
			'survey D2: The expression "(1 \'\'" has a syntax error at character 4: found "\'\'", expected ")".',
		],
		[
			'an argument too many',
			'| type | name | label | relevant |\n| text | a | A | round(1, 2, 3) |',
			'survey D2: Wrong number of arguments in the function "round": 3 given, 1–2 expected.',
		],
		[
			'a question that does not exist',
			'| type | name | label | relevant |\n| text | a | A | ${b} = 1 |',
			'survey D2: "b" is not a question in this form. Correct the name.',
		],
		[
			'a question that is called otherwise',
			'| type | name | label | relevant |\n| text | member | A | |\n| text | b | B | ${membr} = 1 |',
			'survey D3: "membr" is not a question in this form. Correct the name. Did you mean "member"?',
		],
		[
			'a list that is joined to its type',
			'| type | name | label |\n| select_one_yn | a | A |\n## choices\n| list_name | name | label |\n| yn | y | Yes |',
			'survey A2: Unknown question type "select_one_yn". Use a type such as text, integer or "select_one list". Did you mean "select_one yn"?',
		],
		[
			'a function that does not exist',
			'| type | name | label | constraint |\n| text | a | A | foo(.) |',
			'survey D2: Unknown function "foo". Use a function from the XLSForm reference.',
		],
		[
			'a pattern that is none',
			"| type | name | label | constraint |\n| text | a | A | regex(., '[') |",
			'survey D2: The function "regex" does not accept "[". Use, for example: [0-9]+.',
		],
		[
			'a digest that is not known',
			"| type | name | label | calculation |\n| calculate | a | | digest('x', 'CRC') |",
			'survey D2: The function "digest" does not accept "CRC". Use, for example: MD5, SHA-1, SHA-256, SHA-384, SHA-512.',
		],
		[
			'a trigger that is none',
			'| type | name | label | trigger | calculation |\n| text | a | A | | |\n| calculate | b | | a | 1 |',
			'survey D3: "a" is not a valid trigger. Write question references (a dollar sign, then the question name in braces), separated by commas.',
		],
		[
			'a trigger that there is not',
			'| type | name | label | trigger | calculation |\n| text | a | A | | |\n| calculate | b | | ${x} | 1 |',
			'survey D3: "x" is not a question in this form. Correct the name.',
		],
		[
			'a parameter that the type does not have',
			'| type | name | label | parameters |\n| range | a | A | start=0 end=5 stop=2 |',
			'survey D2: This question type has no parameter "stop". Available parameters: start, end, step, tick_interval, placeholder, tick_labelset. Did you mean "step"?',
		],
		[
			'a parameter that cannot be that',
			'| type | name | label | parameters |\n| range | a | A | start=low |',
			'survey D2: The parameter "start" does not accept the value "low". Use, for example: 1, 2.5.',
		],
		[
			'a size of pictures that is no number',
			'| type | name | label | parameters |\n| image | a | A | max-pixels=large |',
			'survey D2: The parameter "max-pixels" does not accept the value "large". Use, for example: 3.',
		],
		[
			'a place in pictures that is neither kept nor left out',
			'| type | name | label | parameters |\n| image | a | A | location=yes |',
			'survey D2: The parameter "location" does not accept the value "yes". Use, for example: keep.',
		],
		[
			'a parameter of places on a line that there is not',
			'| type | name | label | parameters |\n| geotrace | a | A | warning-accuracy=5 |',
			'survey D2: This question type has no parameter "warning-accuracy". Available parameters: allow-mock-accuracy, incremental, reference-geometry.',
		],
		[
			'a parameter that is there or not',
			'| type | name | label | parameters |\n| geoshape | a | A | incremental=false |',
			'survey D2: The parameter "incremental" does not accept the value "false". Use, for example: true.',
		],
		[
			'an audit that would record places, half of it',
			'| type | name | label | parameters |\n| audit | | | location-max-age=60 |',
			'survey D2: The location parameters are incomplete. Give location-priority, location-min-interval and location-max-age together.',
		],
		[
			'a second audit',
			'| type | name | label |\n| audit | audit | |\n| audit | times | |',
			'survey A3: The form already has an audit row. Delete this row.',
		],
		[
			'an audit that is called like a question',
			'| type | name | label |\n| text | audit | A |\n| audit | | |',
			'survey B3: The name "audit" is used twice in the same group. Rename one of the two.',
		],
		[
			'parameters that are none',
			'| type | name | label | parameters |\n| range | a | A | from 0 to 5 |',
			'survey D2: The parameters "from 0 to 5" are not valid. Write name=value pairs separated by spaces: start=0 end=10.',
		],
		[
			'a range that has no room for its step',
			'| type | name | label | parameters |\n| range | a | A | start=0 end=5 step=9 |',
			'survey D2: "start=0 end=5 step=9" is not a valid range. Write three numbers, with a step not larger than the range: start=0 end=10 step=1.',
		],
		[
			'a calculation that is none',
			'| type | name | label | calculation |\n| text | a | A | |\n| calculate | b | | |',
			'survey D3: The row has no calculation. Enter an expression in the column "calculation".',
		],
		[
			'a name that belongs to the app',
			'| type | name | label |\n| text | meta | A |',
			'survey B2: The name "meta" is reserved. Choose another name.',
		],
		[
			'a choice that several answers could not be told apart by',
			'| type | name | label |\n| select_multiple x | a | A |\n## choices\n| list_name | name | label |\n| x | not one | N |',
			'survey A2: The choice name "not one" in the list "x" contains a space, which separates the answers of a select_multiple. Use "_" instead.',
		],
		[
			'what others know of a person, in words',
			'| type | name | label | bind::zila:quasi_identifier |\n| text | a | A | 1 |',
			'survey D2: Only a select_one, a number or a calculation can be a quasi-identifier; this is "text". Clear the column "bind::zila:quasi_identifier" in this row.',
		],
		...(['yes', '0', '2: x', '2 10'] as const).map((trait): [string, string, string] => [
			`what others know of a person, told "${trait}"`,
			`| type | name | label | bind::zila:quasi_identifier |\n| integer | a | A | ${trait} |`,
			`survey D2: "${trait}" is not a valid priority for a quasi-identifier. Write a number from 1 (most important); for a number question, add the band width after a colon: "2: 10".`,
		]),
		[
			'bands of choices',
			'| type | name | label | bind::zila:quasi_identifier |\n| select_one x | a | A | 1: 10 |\n## choices\n| list_name | name | label |\n| x | y | Y |',
			'survey D2: "1: 10" is not a valid priority for a quasi-identifier. Write a number from 1 (most important); for a number question, add the band width after a colon: "2: 10".',
		],
		[
			'a name in a label',
			'| type | name | label |\n| text | a | Hello ${b} |',
			'survey C2: "b" is not a question in this form. Correct the name.',
		],
	])('%s', (_, survey, expected) => {
		expect(problems(`## survey\n${survey}\n`)).toContain(expected)
	})
	test('a missing sheet', () => {
		expect(importForm(readMarkdown(settings)).problems.map(describeProblem)).toEqual([
			'survey: The sheet "survey" is missing. Add a sheet with this name.',
		])
	})
	test('all of them at once, in rows and calculations; none twice', () => {
		const messages = problems(
			'## survey\n| type | name | label | relevant |\n| intger | rooms | R | ${flor} > 1 |\n| text | a | A | ${rooms} > 1 |\n| text | b | B | ${room} > 1 |\n| text | c | C | 1 + |\n',
		)
		expect(messages.map((each) => each.slice(0, 30))).toEqual([
			'survey A2: Unknown question ty',
			'survey D2: "flor" is not a que',
			'survey D4: "room" is not a que',
			'survey D5: The expression "1 +',
		])
	})
	test('all of them at once, not one per attempt', () => {
		expect(
			problems('## survey\n| type | name | label |\n| txet | a | A |\n| text |  | B |\n').length,
		).toBeGreaterThanOrEqual(2)
	})
})

describe('accepted variants', () => {
	test('the same name in two groups; a reference means the nearer one', () => {
		const form = definition(`## survey
| type | name | label | relevant |
| begin group | one | One |  |
| integer | age | Age |  |
| end group |  |  |  |
| begin group | two | Two |  |
| integer | age | Age |  |
| text | why | Why | \${age} > 3 |
| end group |  |  |  |
`)
		expect(form.body).toHaveLength(2)
	})
	test('a name that could mean two questions at the same distance is reported', () => {
		const survey = `## survey
| type | name | label | relevant |
| begin group | one | One |  |
| integer | age | Age |  |
| end group |  |  |  |
| begin group | two | Two |  |
| integer | age | Age |  |
| end group |  |  |  |
| text | why | Why | \${age} > 3 |
`
		expect(problems(survey)).toEqual(['survey D8: "age" matches several questions. Rename one of them.'])
	})
	test('old spellings of columns, types and booleans', () => {
		const form = definition(`## survey
| Type | Name | Label::English (en) | label::اردو (ur) | relevance | required | readonly | constraint message |
| select one yn | a | Yes? | ہاں؟ |  | TRUE | | No |
| Begin Repeat | r | Rows | قطار |  |  |  |  |
| int | b | B | ب | selected(\${a}, 'y') | 1 | yes |  |
| end_repeat |  |  |  |  |  |  |  |
## choices
| list name | name | label |
| yn | y | Yes |
| yn | n | No |
`)
		expect(form.languages.map(({ tag }) => tag)).toEqual(['en', 'ur'])
		expect(form.body[0]).toMatchObject({
			type: 'select-one',
			required: 'true()',
			label: { en: 'Yes?', ur: 'ہاں؟' },
		})
		expect(form.body[1]).toMatchObject({ kind: 'repeat', parts: [{ type: 'integer', readOnly: 'true()' }] })
	})
	test.each([
		['image', 'image'],
		['Photo', 'image'],
		['picture', 'image'],
		['VIDEO', 'video'],
		[' file ', 'file'],
		['geotrace', 'geotrace'],
		['GeoShape', 'geoshape'],
	])('"%s" asks for one of type %s', (written, type) => {
		const parameters = type === 'image' ? 'max-pixels = 640' : ''
		const form = definition(
			`## survey\n| type | name | label | parameters |\n| ${written} | a | A | ${parameters} |\n`,
		)
		expect(form.body[0]).toMatchObject({
			type,
			...(parameters ? { parameters: { 'max-pixels': '640' } } : {}),
		})
	})
	test.each(['audit', 'Audit', 'text_audit'])('"%s" is at the top, wherever its row is', (written) => {
		const form = definition(
			`## survey\n| type | name | label | parameters | relevant |\n| begin group | g | G | | |\n| text | a | A | | |\n| ${written} | | | track-changes=true | 1 = 2 |\n| end group | | | | |\n`,
		)
		expect(form.body).toEqual([
			{ kind: 'question', type: 'audit', name: 'audit', parameters: { 'track-changes': 'true' } },
			expect.objectContaining({ name: 'g', parts: [expect.objectContaining({ name: 'a' })] }),
		])
	})
	test('an audit records no locations, with a warning', () => {
		const places = 'location-priority=balanced location-min-interval=60 location-max-age=120'
		expect(
			problems(
				`## survey\n| type | name | label | parameters |\n| text | a | A | |\n| audit | | | ${places} |\n`,
			),
		).toEqual([
			'survey D3: "location-priority, location-min-interval, location-max-age" is not recorded: this app never records audio or locations without showing it to the user. Ask with an audio or geopoint question.',
		])
	})
	test('no expression reads the audit: a name in a group is not mistaken for it', () => {
		const form = `## survey\n| type | name | label | relevant |\n| audit | | | |\n| begin group | g | G | |\n| text | audit | A | |\n| end group | | | |\n| text | b | B | \${audit} = 1 |\n`
		expect(problems(form)).toEqual([])
		expect(problems(form.replace('| text | audit | A | |\n', '| text | a | A | |\n'))).toEqual([
			'survey D6: "audit" is not a question in this form. Correct the name.',
		])
	})
	test('tables as pyxform writes them', () => {
		const form = importForm(
			readMarkdown(`
| survey |
|        | type | name | label |
|        | text | a    | A     |
| settings |
|        | form_id |
|        | f       |
`),
		)
		expect(form.definition?.body).toHaveLength(1)
	})
	test('pipes and line breaks inside a cell', () => {
		const form = definition('## survey\n| type | name | label |\n| note | a | one \\| two<br>three |\n')
		expect(form.body[0]?.label).toEqual({ en: 'one | two\nthree' })
	})
})

test('any text is read without a crash', () => {
	const piece = fc.constantFrom(
		'|',
		'\n',
		'## survey',
		'type',
		'name',
		'label',
		'text',
		'begin group',
		'end group',
		'select_one',
		'${',
		'}',
		' ',
		'(',
		"'",
		'a',
		'\u0000',
		'﷽',
	)
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
			const { definition: found, problems: importProblems } = importForm(readMarkdown(pieces.join('')))
			expect(found !== null || importProblems.length > 0).toBe(true)
		}),
		{ numRuns: 1000 },
	)
})

test('blocking errors are listed first, then the rest, each in sheet order: a whole sheet first, then by row and column', () => {
	const read = importForm(
		readMarkdown(`## settings
| form_title | form_id | name | instance_name |
| F | a b | 1 | foo( |
## choices
| list_name | name | label |
| l |  | A |
## survey
| type | name | label | relevant |
| text | a |  | \${x} |
| text | 1 | B | |
| begin group | g | G | |`),
	)
	expect(read.problems.map(({ sheet, cell, code }) => `${sheet} ${cell} ${code}`)).toEqual([
		'survey D2 reference-unknown',
		'survey B3 name-not-possible',
		'survey A4 begin-without-end',
		'choices B2 choice-name-missing',
		'settings C2 name-not-possible',
		'settings D2 expression-cut-off',
		'survey C2 label-missing',
		'settings B2 form-id-changed',
	])
	const wide = (cell: string) =>
		({ severity: 'error', sheet: 'survey', cell, code: 'ring', details: {} }) as const
	expect(
		sortProblems([wide('AA10'), wide('B10'), wide('C9'), wide('10'), wide('')], []).map(({ cell }) => cell),
	).toEqual(['', 'C9', '10', 'B10', 'AA10'])
})

test('an invalid expression in the settings is reported at its cell', () => {
	expect(
		importForm(
			readMarkdown(
				'## survey\n| type | name | label |\n| text | a | A |\n## settings\n| form_id | instance_name |\n| f | 1 + |\n',
			),
		).problems.map(describeProblem),
	).toEqual(['settings B2: The expression "1 +" is not complete: expected a value at its end.'])
})

test('invalid letters in a form_id are replaced with a warning; an id without valid letters is refused', () => {
	const text = (id: string) =>
		`## survey\n| type | name | label |\n| text | a | A |\n## settings\n| form_id |\n| ${id} |\n`
	const changed = importForm(readMarkdown(text('Encuesta ñ 4')))
	expect(changed.definition?.id).toBe('Encuesta_n_4')
	expect(changed.problems.map(describeProblem)).toEqual([
		'settings A2: The form_id "Encuesta ñ 4" contains characters that are not allowed. "Encuesta_n_4" is used instead.',
	])
	expect(importForm(readMarkdown(text('؟؟'))).problems.map(describeProblem)).toEqual([
		'settings A2: The form_id "؟؟" is not valid. Use at most 120 characters: letters A to Z, digits, "_", "-" and ".".',
	])
})

test('a list may be named like a built-in object property', () => {
	const lists = '## choices\n| list_name | name | label |\n| constructor | a | A |\n'
	expect(
		problems(`## survey\n| type | name | label |\n| select_one constructor | q | Q |\n${lists}`),
	).toEqual([])
})

test('cells are named as in a spreadsheet', () => {
	expect([cellName(0, 1), cellName(25, 2), cellName(26, 3), cellName(701, 4), cellName(702, 5)]).toEqual([
		'A1',
		'Z2',
		'AA3',
		'ZZ4',
		'AAA5',
	])
})

test('a sheet without double colons splits its headers at one', () => {
	const { definition: form, problems: importProblems } = importForm(
		readMarkdown(`## survey
| type | name | label:English | label:Urdu | constraint message:English | bind:required | bind:constraint | media:image:Urdu |
| integer | age | Age | عمر | Too old | yes | . < 120 | |
## settings
| form_id | default_language |
| single | English |
`),
	)
	expect(importProblems.map(describeProblem)).toEqual([])
	expect(form?.languages.map(({ tag }) => tag)).toEqual(['en', 'ur'])
	expect(form?.body[0]).toMatchObject({
		label: { en: 'Age', ur: 'عمر' },
		constraintMessage: { en: 'Too old' },
		constraint: '. < 120',
		required: 'true()',
	})
})

test('settings in rows of the survey are left out, with a warning that names their place', () => {
	const imported = importForm(
		readMarkdown(`## survey
| type | name | label |
| set form title | Schools | |
| text | q | Q |
`),
		{ name: 'schools' },
	)
	expect(imported.problems.map(describeProblem)).toEqual([
		'survey A2: "set form title" is ignored here. Enter title, form_id and default_language on the sheet "settings".',
	])
	expect(imported.definition?.body).toHaveLength(1)
})

test('irregularities of deployed forms are accepted: characters invalid in XML, unmatched quotes, duplicate choices where allowed', () => {
	const { definition: form, problems: importProblems } = importForm(
		readMarkdown(`## survey
| type | name | label | constraint | choice_filter |
| tel | phone | Phone | . &gt;= 1 and . &lt; 9 or . = "x” | |
| select_one town | a | A | | country = 'pk' |
## choices
| list_name | name | label | country |
| town | north | North | pk |
| town | north | North | af |
## settings
| form_id | allow_choice_duplicates |
| dirt | yes |
`),
	)
	expect(importProblems.map(describeProblem)).toEqual([])
	expect(form?.body[0]).toMatchObject({ type: 'text' })
	expect(form?.choices.town).toHaveLength(2)
})

test('retention until a round is closed is refused where rounds are not closed, with a suggestion', () => {
	const retentionProblems = (keep: string, isWithoutRounds: boolean) =>
		importForm(
			readMarkdown(
				`## survey\n| type | name | label | bind::zila:retention |\n| text | a | A | ${keep} |\n${settings}`,
			),
			{ isWithoutRounds },
		).problems.map(describeProblem)
	expect(retentionProblems('approved or round + 90 days', true)).toEqual([
		expect.stringMatching(
			/^survey D2: .*"round" never applies.*"approved or round \+ 90 days", write .*"90 days"/,
		),
	])
	expect(retentionProblems('approved or 90 days', true)).toEqual([])
	expect(retentionProblems('approved or round + 90 days', false)).toEqual([])
})

describe('the work for a file with very many mistakes is limited', () => {
	const sheetOf = (rows: readonly (readonly string[])[]) => [
		{
			name: 'survey',
			header: ['type', 'name', 'label', 'relevant'],
			rows: rows.map((cells, i) => ({ line: i + 2, cells: [...cells] })),
		},
	]
	test('suggestions are made for the first unknown names, and not for thousands', () => {
		const rows = Array.from({ length: 1000 }, (_, i) => [
			'integer',
			`question${i}`,
			'Q',
			`\${questoin${i}} = 1`,
		])
		const unknown = importForm(sheetOf(rows)).problems.filter(({ code }) => code === 'reference-unknown')
		expect(unknown).toHaveLength(1000)
		expect(unknown[0]?.close).toBe('question0')
		expect(unknown.filter(({ close }) => close !== undefined)).toHaveLength(100)
	})
	test('a very long unknown name is compared with no other', () => {
		const long = 'x'.repeat(30_000)
		const rows = [
			['integer', `${long}y`, 'Q', ''],
			['integer', 'a', 'A', `\${${long}} = 1`],
		]
		const [unknown] = importForm(sheetOf(rows)).problems.filter(({ code }) => code === 'reference-unknown')
		expect(unknown?.close).toBeUndefined()
	})
	test('thousands of groups within each other are refused', () => {
		const begins = Array.from({ length: 5000 }, (_, i) => ['begin group', `g${i}`, 'G', ''])
		const ends = begins.map(() => ['end group', '', '', ''])
		const { problems: found } = importForm(sheetOf([...begins, ['text', 'q', 'Q', ''], ...ends]))
		expect(found.map(({ code, cell }) => [code, cell])).toContainEqual(['groups-too-deep', 'A52'])
	})
})
