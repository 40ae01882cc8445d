import { describe, expect, test } from 'vitest'
import { alsoColumn, alwaysColumn } from '../forms/non-response-codes.ts'
import { exportSheets } from './export-sheets.ts'
import { importForm } from './import-form.ts'
import { describeProblem } from './import-problems.ts'
import { readMarkdown, type Sheet } from './sheets.ts'

const settings = '## settings\n| form_id | form_title |\n| f | F |\n'
const read = (text: string, files: readonly Sheet[] = []) => {
	const { definition, problems } = importForm(readMarkdown(text + settings), { files })
	return { definition, problems: problems.map(describeProblem) }
}

/** A form with a column of the sheet `survey`, by the given header. */
const surveyForms = {
	retention: (header: string) =>
		`## survey\n| type | name | label | ${header} |\n| text | a | A | 30 days |\n`,
	quasi_identifier: (header: string) =>
		`## survey\n| type | name | label | ${header} |\n| integer | a | A | 2: 10 |\n`,
	transcript: (header: string) => `## survey
| type | name | label | ${header} | calculation |
| datetime | began | Began | began | |
| begin_repeat | turn | Turn | turns | |
| integer | at | At | at | |
| select_one who | who | Who | speaker | |
| text | note | Note | note | |
| end_repeat | | | | |
## choices
| list_name | name | label |
| who | m | Moderator |
`,
}
const oldNames = {
	retention: 'bind::zila:keep',
	quasi_identifier: 'bind::zila:trait',
	transcript: 'bind::zila:talk',
} as const

describe.each(Object.entries(oldNames))('bind::zila:%s', (name, oldHeader) => {
	const form = surveyForms[name as keyof typeof surveyForms]
	const header = `bind::zila:${name}`
	const renamed = read(form(header))

	test('is read under its former name too', () => {
		expect(renamed.problems).toEqual([])
		expect(renamed.definition).not.toBeNull()
		expect(read(form(oldHeader))).toEqual(renamed)
	})
	test('is exported under its new name', () => {
		if (!renamed.definition) throw new Error('the form was not imported')
		const [survey] = exportSheets(renamed.definition)
		expect(survey?.header).toContain(header)
		expect(survey?.header).not.toContain(oldHeader)
	})
	test('is refused under both names at once', () => {
		const [first = ''] = form(header).match(/^\| type.*$/m) ?? []
		const both = form(header)
			.split('\n')
			.map((line) =>
				line === first
					? `${line} ${oldHeader} |`
					: line.startsWith('| integer') || line.startsWith('| text')
						? `${line} 30 days |`
						: line,
			)
			.join('\n')
		expect(read(both).problems).toContain(
			`survey: The headers "${header}" and "${oldHeader}" name the same column. Delete one of them.`,
		)
	})
})

const survey = '## survey\n| type | name | label |\n| select_one town | a | A |\n'
const list = (always: string, terms: string) =>
	`${survey}## choices\n| list_name | name | label | ${always} | ${terms} |\n| town | kot | Kot Addu | | Sanawan |\n| town | other | Another | yes | |\n`
const table = (always: string, terms: string): Sheet => ({
	name: 'towns.csv',
	header: ['name', 'label', always, terms],
	rows: [
		{ line: 2, cells: ['kot', 'Kot Addu', '', 'Sanawan'] },
		{ line: 3, cells: ['other', 'Another', 'yes', ''] },
	],
})

describe('columns of a list', () => {
	const stored = [
		{ name: 'kot', columns: { [alsoColumn]: 'Sanawan' } },
		{ name: 'other', columns: { [alwaysColumn]: 'yes' } },
	]
	test.each([
		['their new names', 'zila:always_offered', 'zila:search_terms'],
		['their old names', 'zila:always', 'zila:also'],
	])('have one name in the compiled definition: read by %s', (_, always, terms) => {
		const { definition, problems } = read(list(always, terms))
		expect(problems).toEqual([])
		expect(definition?.choices.town).toMatchObject(stored)
		const file = read('## survey\n| type | name | label |\n| select_one_from_file towns.csv | a | A |\n', [
			table(always, terms),
		])
		expect(file.definition?.choices['towns.csv']).toMatchObject(stored)
	})
	test('are exported by their new names', () => {
		const { definition } = read(list('zila:always', 'zila:also'))
		if (!definition) throw new Error('the form was not imported')
		const [, choices] = exportSheets(definition)
		expect(choices?.header).toEqual(expect.arrayContaining(['zila:always_offered', 'zila:search_terms']))
	})
	test('are refused under both names at once, on the sheet and in an attached table', () => {
		const message =
			'The headers "zila:always_offered" and "zila:always" name the same column. Delete one of them.'
		const rows = '| town | other | Another | yes | yes |\n'
		expect(
			read(`${survey}## choices\n| list_name | name | label | zila:always_offered | zila:always |\n${rows}`)
				.problems,
		).toEqual([`choices: ${message}`])
		const both: Sheet = {
			name: 'towns.csv',
			header: ['name', 'label', 'zila:always_offered', 'zila:always'],
			rows: [{ line: 2, cells: ['other', 'Another', 'yes', 'yes'] }],
		}
		expect(
			read('## survey\n| type | name | label |\n| select_one_from_file towns.csv | a | A |\n', [both])
				.problems,
		).toEqual([`towns.csv: ${message}`])
	})
})
