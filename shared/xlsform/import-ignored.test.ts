import { describe, expect, test } from 'vitest'
import { ignoredAppearances, type RowKind } from '../forms/appearance-words.ts'
import { importForm } from './import-form.ts'
import { describeProblem } from './import-problems.ts'
import { readMarkdown } from './sheets.ts'

const settings = '## settings\n| form_id |\n| f |\n'
const read = (text: string) => importForm(readMarkdown(text))
const warnings = (text: string) => {
	const { definition, problems } = read(text)
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return problems.map(describeProblem)
}
const survey = (header: string, ...rows: string[]) =>
	`## survey\n| type | name | label | ${header} |\n${rows.map((row) => `| ${row} |\n`).join('')}${settings}`

describe('an appearance', () => {
	test.each<[RowKind, string]>([
		['text', 'multiline'],
		['text', 'numbers multiline'],
		['integer', 'thousands-sep'],
		['select-one', 'minimal autocomplete quick'],
		['select-many', 'columns-3'],
		['select-one', "search('towns', 'contains', 'name', ${x}) minimal"],
		['image', 'draw'],
		['video', 'new'],
		['range', 'vertical no-ticks'],
		['group', 'field-list'],
		['group', 'Field-list'],
		['date', 'month-year'],
	])('with an effect on %s gives no warning: %s', (kind, appearance) => {
		expect(ignoredAppearances(appearance, kind)).toEqual([])
	})
	test.each<[RowKind, string, string]>([
		['select-one', 'map', 'appearance-map'],
		['geopoint', 'placement-map', 'appearance-map-location'],
		['geoshape', 'maps', 'appearance-map-location'],
		['select-many', 'image-map', 'appearance-image-map'],
		['integer', 'ex:org.opendatakit.counter(form_id=1, question=a)', 'appearance-other-app'],
		['text', 'printer:org.example.zebra(${a}, "b c")', 'appearance-print'],
		['date', 'bikram-sambat', 'appearance-calendar'],
		['date', 'ethiopian', 'appearance-calendar'],
		['text', 'w4', 'appearance-width'],
		['decimal', 'bearing', 'appearance-compass'],
		['text', 'masked', 'appearance-masked'],
		['text', 'url', 'appearance-link'],
		['integer', 'counter', 'appearance-typed'],
		['text', 'custom-table-list(a=1)', 'appearance-plug-in'],
		['image', 'selfie', 'appearance-camera'],
		['barcode', 'front', 'appearance-scanner'],
		['select-one', 'horizontal-compact', 'appearance-layout'],
		['select-one', 'compact-4', 'appearance-layout'],
		['select-many', 'minimal', 'appearance-layout'],
		['select-one', 'label', 'appearance-label-row'],
		['note', 'hidden', 'appearance-hidden'],
		['note', 'h1', 'appearance-cht'],
		['integer', 'multiline', 'appearance-not-for-type'],
		['note', 'field-lists', 'appearance-unknown'],
	])('without an effect on %s is a warning with the actual behaviour: %s', (kind, appearance, code) => {
		expect(ignoredAppearances(appearance, kind).map((each) => each.code)).toEqual([code])
	})
	test('is reported at its cell, with the probable spelling', () => {
		expect(
			warnings(
				survey(
					'appearance',
					'text | a | A | multilne',
					'date | d | D | ethiopian',
					'integer | i | I | multiline',
				),
			),
		).toEqual([
			'survey D2: The appearance "multilne" is not known and has no effect. Did you mean "multiline"?',
			'survey D3: The calendar "ethiopian" is not available: the date is asked and stored as a Gregorian date.',
			'survey D4: The appearance "multiline" has no effect on type "integer". It works with: text.',
		])
	})
	test('that is a sentence is reported once', () => {
		expect(ignoredAppearances('Only allowed from 1 to 7 Kg', 'decimal')).toEqual([
			{ code: 'appearance-unknown', found: 'Only allowed from 1 to 7 Kg' },
		])
	})
})

test('parameters without an effect are warnings with the actual behaviour', () => {
	expect(
		warnings(
			survey(
				'parameters',
				'image | a | A | app=org.example.cam',
				'audio | b | B | quality=low',
				'text | c | C | rows=3',
				'geopoint | d | D | allow-mock-accuracy=true',
				'note | e | E | x=1',
				'geotrace | f | F | incremental=true',
			),
		).map((each) => each.slice(0, 60)),
	).toEqual([
		'survey D2: "app=org.example.cam" has no effect: the camera a',
		'survey D3: "quality=low" has no effect: sound is always reco',
		'survey D4: "rows=3" has no effect: with the appearance "mult',
		'survey D5: The parameter "allow-mock-accuracy=true" has no e',
		'survey D6: Type "note" takes no parameters: "x=1" has no eff',
	])
})

describe('a column', () => {
	test('of another app is reported at each cell, with the actual behaviour', () => {
		expect(
			warnings(
				survey(
					'body::intent | body::accuracyThreshold | autoplay | big-image | image',
					'begin_group | g | G | org.example.app() | | | |',
					'geopoint | p | P | | 5 | | |',
					'note | n | N | | | audio | big.png | small.png',
					'end_group | | | | | | |',
				),
			),
		).toEqual([
			'survey D2: "org.example.app()" would open another app, which is not possible here: the questions are answered in this app.',
			'survey E3: "5" has no effect here. Write capture-accuracy=5 in the column "parameters".',
			'survey F4: "audio" has no effect: sound and video start when they are tapped.',
			'survey G4: The big image "big.png" is not shown: the image of the label takes the width of the screen.',
			'survey H4: The media file "small.png" was not uploaded. Upload it together with the form; otherwise the label is shown without it.',
		])
	})
	test('that is unknown is listed in one message, and a misspelt one in its own', () => {
		expect(
			warnings(
				survey(
					'notes | hxl | instance::tag | requierd | empty | bind::zila:sealed_too',
					'text | a | A | for us | #a | t | yes | | identifiers',
				),
			),
		).toEqual([
			'survey E1: These columns are not read: hxl, instance::tag.',
			'survey G1: The column "requierd" is not known and is not read. Did you mean "required"?',
			'survey I1: The column "bind::zila:sealed_too" is not known and is not read. Did you mean "bind::zila:sealed_to"?',
		])
	})
	test('resembling one that exists is no misspelling', () => {
		expect(warnings(survey('labelq', 'text | a | A | short'))).toEqual([
			'survey D1: These columns are not read: labelq.',
		])
	})
	test('for questions has no effect on a group, nor one for groups on a question', () => {
		expect(
			warnings(
				survey(
					'hint | required | repeat_count',
					'begin_group | g | G | H | yes | 3',
					'text | a | A | | | 2',
					'end_group | | | | |',
				),
			),
		).toEqual([
			'survey D2: The column "hint" has no effect on type "begin_group".',
			'survey E2: The column "required" has no effect on type "begin_group".',
			'survey F2: The column "repeat_count" has no effect on type "begin_group".',
			'survey F3: The column "repeat_count" has no effect on type "text".',
		])
	})
	test('of choices that is misspelt is reported; one used by a filter is not', () => {
		expect(
			warnings(`## survey
| type | name | label | choice_filter |
| select_one l | a | A | nane = 'x' |
## choices
| list_name | name | lable | nane |
| l | x | X | x |
${settings}`),
		).toEqual(['choices C1: The column "lable" is not known and is not read. Did you mean "label"?'])
	})
})

test('settings of other apps report the actual behaviour; unknown ones are named', () => {
	expect(
		warnings(`## survey
| type | name | label |
| text | a | A |
## settings
| form_id | public_key | submission_url | auto_send | auto_delete | version | style | sms_keyword | defualt_language |
| f | MIIB | https://example.org | no | true | 2024-1 | theme-grid | x | en |
| g | | | | | | | | |`).map((each) => each.slice(0, 64)),
	).toEqual([
		'settings H1: These settings are not read: sms_keyword.',
		'settings I1: The column "defualt_language" is not known and is n',
		'settings B2: The form is not encrypted with this "public_key". R',
		'settings C2: Records are sent to the server of this project, and',
		'settings D2: The setting "auto_send" has no effect: phones send ',
		'settings F2: The version "2024-1" is not read: every version tha',
		'settings G2: The style "theme-grid" has no effect: a group is sh',
		'settings A3: Only the first row below the headers is read: this ',
	])
})

test('a misspelt sheet name is reported, and a sheet for humans is not', () => {
	const text = `## survey
| type | name | label |
| text | a | A |
## changelog
| a |
| b |
## settigs
| form_id |
| f |`
	expect(importForm(readMarkdown(text), { name: 'f' }).problems.map(describeProblem)).toEqual([
		'settigs: The sheet "settigs" is not read. Did you mean "settings"?',
	])
})

test('types that are not supported, or are asked differently, are reported', () => {
	expect(
		warnings(
			survey('x', 'phonenumber | p | | ', 'caseid | c | |', 'sensor_stream light | s | |', 'text | a | A |'),
		),
	).toEqual([
		'survey A2: "phonenumber" is not recorded by this app: its value is always empty.',
		'survey A3: "caseid" is not recorded by this app: its value is always empty.',
		'survey A4: "sensor_stream light" is not recorded by this app: its value is always empty.',
	])
})

describe('content of deployed forms is accepted', () => {
	test('two headers for one column are one where at most one of them has values', () => {
		const form = (first: string, second: string) =>
			survey('image | media::image', `text | a | A | ${first} | ${second}`)
		expect(warnings(form('', ''))).toEqual([])
		expect(read(form('', 'b.png')).definition?.body).toMatchObject([{ media: { image: { en: 'b.png' } } }])
		expect(read(form('b.png', '')).definition?.body).toMatchObject([{ media: { image: { en: 'b.png' } } }])
		expect(read(form('a.png', 'b.png')).problems[0]).toMatchObject({
			severity: 'error',
			code: 'column-twice',
		})
	})
	test('a duplicate header is reported, and the first is read', () => {
		const form = survey('hint | hint', 'text | a | A | one | two')
		expect(warnings(form)).toEqual(['survey E1: The header "hint" is there twice: the first column is read.'])
		expect(read(form).definition?.body).toMatchObject([{ hint: { en: 'one' } }])
	})
	test('a disabled row is left out', () => {
		const form = survey('disabled', 'text | a | A | yes', 'text | b | B | no')
		expect(warnings(form)).toEqual(['survey D2: The row is left out, because its column "disabled" says so.'])
		expect(read(form).definition?.body).toHaveLength(1)
	})
	test('a row without a type is reported', () => {
		expect(warnings(survey('x', 'text | a | A |', ' | b | B |', ' | | | '))).toEqual([
			'survey A3: The row has no type, and is not asked. Write one, or delete the row.',
		])
	})
	const ending = (line: number) => ({
		name: 'survey',
		header: ['type', 'name', 'label'],
		rows: [
			{ line: 2, cells: ['text', 'a', 'A'] },
			{ line, cells: ['end_group', '', ''] },
		],
	})
	test('content below more than sixty empty rows is ignored, and reported once', () => {
		const codes = (line: number) =>
			importForm([ending(line)], { name: 'f' }).problems.map(({ cell, code }) => `${cell} ${code}`)
		expect(codes(63)).toEqual(['A63 end-without-begin'])
		expect(codes(64)).toEqual(['A64 row-stray'])
		const [survey] = [ending(64)]
		const further = { line: 70, cells: ['party', 'b', ''] }
		const { definition, problems } = importForm([{ ...survey, rows: [...survey.rows, further] }], {
			name: 'f',
		})
		expect(definition).not.toBeNull()
		expect(problems.map(({ cell, code }) => `${cell} ${code}`)).toEqual(['A64 row-stray'])
	})
})

describe('one cause gives one error', () => {
	const errors = (text: string) =>
		read(text)
			.problems.filter(({ severity }) => severity === 'error')
			.map(({ cell, code }) => `${cell} ${code}`)
	test('a misspelt begin does not make its end an error', () => {
		expect(errors(survey('x', 'begin gruop | g | G |', 'text | a | A |', 'end group | | |'))).toEqual([
			'A2 type-unknown',
		])
	})
	test('a repeat without an end does not make the end of its group an error', () => {
		expect(
			errors(
				survey('x', 'begin group | g | G |', 'begin repeat | r | R |', 'text | a | A |', 'end group | | |'),
			),
		).toEqual(['A3 begin-without-end'])
	})
	test('a matrix of KoboToolbox is one error, with a suggestion', () => {
		const form = survey('x', 'begin_kobomatrix | m | M |', 'text | a | A |', 'end_kobomatrix | | |')
		expect(errors(form)).toEqual(['A2 type-kobo'])
		expect(describeProblem(read(form).problems[0] as never)).toBe(
			'survey A2: "begin_kobomatrix" can be read by KoboToolbox alone. Write a group instead, with one question for each row of the matrix, or, for a ranking, type rank.',
		)
	})
})
