import { expect, test } from 'vitest'
import { sheetsOf } from '#shared/testing/scenario'
import { exportSheets } from './export-sheets.ts'
import { importForm } from './import-form.ts'

const guide = 'choices\nlist_name | name | label\ntheme | law | Law\nwho | 0 | Moderator\nyn | yes | Yes'
const head = 'type | name | label | bind::zila:transcript'
const rows = {
	began: 'datetime | began | Began | began',
	probes: 'select_multiple theme | pr | Probes | probes: law',
	turns: 'begin repeat | turns | Turns | turns',
	at: 'integer | at | At | at',
	speaker: 'select_one who | speaker | Speaker | speaker',
	question: 'select_one theme | asked | Question | question',
	note: 'text | note | Note | note',
	quote: 'select_one yn | quote | Quote | quote: yes',
	end: 'end repeat | - | - | -',
}
type Rows = { readonly [Row in keyof typeof rows | 'more']?: string }
const read = (changed: Rows = {}) =>
	importForm(sheetsOf([head, ...Object.values({ ...rows, ...changed }).filter(Boolean), guide].join('\n')))
const problemsOf = (changed: Rows) =>
	read(changed).problems.map(({ code, cell, details }) => [code, cell, Object.values(details).join('|')])

test('a transcript is imported, and exported unchanged', () => {
	const { definition, problems } = read()
	expect(problems).toEqual([])
	if (!definition) throw new Error('the form was not imported')
	expect(importForm(exportSheets(definition)).definition).toEqual(definition)
})

test.each<[string, Rows, string, string, string]>([
	[
		'a role that does not exist',
		{ note: 'text | note | Note | notes' },
		'transcript-role-unknown',
		'D8',
		'notes',
	],
	[
		'a note outside of the turns',
		{ more: 'text | n2 | N | note' },
		'transcript-role-misplaced',
		'D11',
		'note',
	],
	['a clock that is no number', { at: 'text | at | At | at' }, 'transcript-role-misplaced', 'D5', 'at'],
	['two beginnings', { more: 'datetime | b2 | B | began' }, 'transcript-role-twice', 'D11', 'began'],
	[
		'probes of no question',
		{ probes: 'select_multiple theme | pr | P | probes' },
		'transcript-of-missing',
		'D3',
		'',
	],
	[
		'probes of a question that the guide does not have',
		{ probes: 'select_multiple theme | pr | P | probes: lawn' },
		...(['transcript-of-unknown', 'D3', 'lawn'] as const),
	],
	[
		'no speaker',
		{ speaker: 'select_one who | speaker | Speaker | -' },
		'transcript-incomplete',
		'D4',
		'speaker',
	],
])('%s is refused at its cell', (_, changed, code, cell, found) => {
	const problems = problemsOf(changed)
	expect(problems.map(([each, at]) => [each, at])).toContainEqual([code, cell])
	expect(problems.find(([each]) => each === code)?.[2]).toContain(found)
})
