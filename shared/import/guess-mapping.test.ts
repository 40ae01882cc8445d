import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { fitMapping } from './fit-mapping.ts'
import { guessMapping, isUnconditional, questionsOf } from './guess-mapping.ts'
import { columnsFor, columnsOf } from './mapping.ts'

const form = formOf(`
	type                    name        label              bind::zila:personal
	begin_group             a-visit     Visit
	integer                 hh_size     How many people?
	select_one yn           heard       Heard of it?
	select_multiple means   means       By what means?
	geopoint                gps         Where is it?
	text                    phone       Telephone          yes
	begin_repeat            members     Members
	integer                 m_age       Age
	end_repeat
	end_group
	text                    notes       Anything else?
	choices
	list_name  name     label
	yn         yes      Yes
	yn         no       No
	means      radio    Radio
	means      tv       Television
`)
const guess = (header: readonly string[]) => guessMapping({ version: 3, definition: form }, header)

test.each([
	['KoboToolbox', ['start', '_uuid', 'a-visit/hh_size', 'a-visit/heard', 'notes', 'a-visit/phone']],
	['ODK Central', ['SubmissionDate', 'KEY', 'a-visit-hh_size', 'a-visit-heard', 'notes', 'a-visit-phone']],
	['SurveyCTO', ['starttime', 'KEY', 'HH_SIZE', 'heard', 'Notes', 'phone']],
	[
		'a spreadsheet with labels',
		['start', 'ID', 'How many people?', 'heard of it', 'ANYTHING ELSE', 'Telephone'],
	],
	['an office', ['Interview date', 'Interview ID', 'HH size', 'Heard', 'Notes', 'Phone']],
])('columns are matched by the names and labels of %s', (_, header) => {
	const [time, id, size, heard, notes] = header
	expect(guess(header)).toMatchObject({ id: [id], time, district: null, interviewer: null, version: 3 })
	expect(guess(header).questions).toEqual({
		'a-visit/hh_size': { columns: [size] },
		'a-visit/heard': { columns: [heard] },
		notes: { columns: [notes] },
	})
})

test('a multiple choice is one column, or otherwise a column for each choice', () => {
	const choiceColumns = ['a-visit/means/radio', 'a-visit/means/tv', 'a-visit/means/other']
	expect(guess(choiceColumns).questions['a-visit/means']).toEqual({
		columns: [],
		ticks: { radio: choiceColumns[0], tv: choiceColumns[1] },
	})
	expect(guess(['a-visit/means', ...choiceColumns]).questions['a-visit/means']).toEqual({
		columns: ['a-visit/means'],
	})
	expect(guess(['means.Television', 'means.Radio']).questions['a-visit/means']?.ticks).toEqual({
		radio: 'means.Radio',
		tv: 'means.Television',
	})
})

test('a location is one column, or latitude and longitude', () => {
	expect(guess(['a-visit/gps', '_gps_latitude']).questions['a-visit/gps']).toEqual({
		columns: ['a-visit/gps'],
	})
	const locationColumns = ['_gps_latitude', '_gps_longitude', '_gps_altitude', '_gps_precision']
	expect(guess(locationColumns).questions['a-visit/gps']).toEqual({ columns: locationColumns })
	expect(guess(['gps-Latitude', 'gps-Longitude', 'gps-Accuracy']).questions['a-visit/gps']).toEqual({
		columns: ['gps-Latitude', 'gps-Longitude'],
	})
})

test('a column named like a question that is never imported is matched to no other', () => {
	const sealed = formOf(`
	type         name     label         bind::zila:sealed_to
	begin_group  harm     Harm
	text         details  What happened?  safeguarding-lead
	end_group
	begin_group  work     Work
	text         details  What work?
	end_group
	text         more     What happened?
	`)
	const guessedColumns = (header: readonly string[]) =>
		columnsOf(guessMapping({ version: 1, definition: sealed }, header))
	expect(guessedColumns(['harm/details', 'harm-details', 'What happened?'])).toEqual([])
	expect(guessedColumns(['harm/details', 'work/details'])).toEqual(['work/details'])
})

const tables = [
	{ name: 'data', header: ['_uuid', 'start', 'a-visit/hh_size'] },
	{ name: 'other', header: ['_uuid', 'm_age'] },
	{ name: 'members', header: ['_submission__uuid', 'm_age', 'm_name'] },
]
const [data] = tables as [(typeof tables)[number]]

test('the rows of a repeat are found in the table joined to its rows', () => {
	const { repeats } = guessMapping({ version: 3, definition: form }, data.header, tables)
	expect(repeats).toEqual({
		'a-visit/members': {
			table: 'members',
			own: '_submission__uuid',
			main: '_uuid',
			questions: { 'a-visit/members/@/m_age': { columns: ['m_age'] } },
		},
	})
})

test('a stored mapping is reused as far as its columns and questions exist', () => {
	const stored = guessMapping({ version: 3, definition: form }, data.header, tables)
	const fitted = { version: 4, definition: form, tables }
	expect(fitMapping(stored, { ...fitted, header: data.header })).toEqual({ ...stored, version: 4 })
	const without = fitMapping(stored, { ...fitted, header: ['_uuid', 'other'] })
	expect(without).toMatchObject({ id: ['_uuid'], time: '', questions: {} })
	const gone = fitMapping(stored, { ...fitted, header: data.header, tables: tables.slice(0, 2) })
	expect(columnsFor(gone.repeats['a-visit/members']?.questions ?? {})).toEqual([])
})

test('a question is always asked where neither it nor its groups have a condition', () => {
	const questions = questionsOf(
		formOf(`
	type         name     label    relevant
	integer      age      Age      -
	text         why      Why?     \${age} > 17
	begin_group  grown    Grown    \${age} > 17
	text         work     Work     -
	end_group    -        -        -
`),
	)
	expect(questions.filter(isUnconditional).map(({ template }) => template)).toEqual(['age'])
})
