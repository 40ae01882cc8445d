import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { readDta } from '../../tests/helpers/read-dta.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const question = `How often ${'in the last year '.repeat(5)}?`
const form = formOf(`
	type                name                                    label::English (en)  label::اردو (ur)  calculation
	text                round                                   Round                مرحلہ              -
	integer             age                                     Age                  عمر                -
	text                said                                    Said                 کہا                -
	text                short                                   Short                مختصر              -
	date                day                                     Day                  دن                 -
	datetime            at                                      At                   وقت                -
	datetime            clock                                   Clock                گھڑی               -
	select_one yn       using                                   Know it?             جانتے ہیں؟         -
	select_one often    how_often_did_they_hear_of_it_at_home   ${question}          کتنی بار؟          -
	select_one often    how_often_did_they_hear_of_it_at_work   At work              کام پر             -
	select_multiple yn  ticks                                   Ticks                نشان               -
	calculate           code                                    -                    -                  concat('0', \${age})
	calculate           noted                                   -                    -                  \${at}
	calculate           dated                                   -                    -                  \${day}
	calculate           mixed                                   -                    -                  if(\${at} = '', \${day}, \${at})
	begin_repeat        r                                       R                    ق                  -
	decimal             weight                                  Weight               وزن                -
	end_repeat          -                                       -                    -                  -
	choices
	list_name  name  label::English (en)  label::اردو (ur)
	yn         ref   Refused              انکار
	yn         yes   Yes                  ہاں
	yn         no    No                   نہیں
	yn         dk    Does not know        نہیں جانتے
	often      3     Often                اکثر
	often      0     Never                کبھی نہیں
	often      88    Does not know        نہیں جانتے
	often      -88   Cannot say           کہہ نہیں سکتے
`)
const long = `کیا ${'لمبی بات '.repeat(400)}!`

describe.each(engines)('Stata files on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const longName = (place: string) => `how_often_did_they_hear_of_it_at_${place}`
		const made = await recordsOf(await freshEngine(), form, [
			{
				age: 41,
				said: long,
				short: 'مختصر',
				day: '2026-01-10',
				at: '2026-01-10T05:30:00.250+05:00',
				clock: '2026-01-10T05:30:00.000+05:00',
				using: 'yes',
				[longName('home')]: '3',
				[longName('work')]: '-88',
				ticks: ['yes'],
				'r/@a': 0,
				'r/@a/weight': 2.5,
				'r/@b': 1,
				'r/@b/weight': -3,
			},
			{
				age: 7,
				said: '=cmd',
				using: 'dk',
				day: '1959-12-31',
				ticks: ['no', 'ref'],
				clock: '2026-01-10T05:30',
				[longName('home')]: '88',
				[longName('work')]: '0',
			},
			{ said: 'x'.repeat(2045), short: 'y'.repeat(2045), using: 'ref', [longName('home')]: '0' },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (more: string, values = 'codes') => {
		const { raw, status } = await manager.get(
			`/api/export?form=${form.id}&round=endline&values=${values}&mark=0${more}`,
		)
		expect(status).toBe(200)
		return unzip(raw)
	}
	const readMainTable = async (values?: string) =>
		readDta((await download('&format=dta', values)).get('scenario.dta') ?? Buffer.alloc(0))

	test('an independent reader of the published format finds the values of the tables, cell by cell', async () => {
		const [dta, csv] = [await download('&format=dta'), await download('')]
		expect([...dta.keys()]).toEqual(['scenario.dta', 'scenario-r.dta', 'identifying.csv', 'dictionary.csv'])
		for (const table of ['scenario', 'scenario-r']) {
			const { rows, variables: all } = readDta(dta.get(`${table}.dta`) ?? Buffer.alloc(0))
			// Local times are in Stata files only.
			const variables = all.filter(({ name }) => !/_(local|offset)$/.test(name))
			const tables = readCsvTable(csv.get(`${table}.csv`)?.toString('utf8') ?? '')
			expect(variables).toHaveLength(Object.keys(tables[0] ?? {}).length)
			// Converted back by its metadata: times as written, codes for numbers.
			const converted = rows.map((row) =>
				variables.map(({ name, format, notes }) => {
					const value = row[name] ?? null
					if (value === null) return ''
					if (format === '%td')
						return new Date((Number(value) - 3653) * 86_400_000).toISOString().slice(0, 10)
					if (format === '%tc') return new Date(Number(value) - 3653 * 86_400_000).toISOString()
					const codes = notes.find((note) => note.startsWith('Codes in the other files: '))?.slice(26)
					const named = codes?.split('; ').find((each) => each.startsWith(`${value} = `))
					return named?.slice(`${value} = `.length) ?? String(value)
				}),
			)
			expect(converted).toEqual(
				tables.map((row) =>
					Object.entries(row).map(([name, text]) =>
						['at', 'noted'].includes(name) && text !== ''
							? new Date(text).toISOString()
							: text.replace(/^'(?==)/, ''),
					),
				),
			)
		}
	})
	test('numbers, dates and times are typed, in UTC; a time without an offset stays a text', async () => {
		const { rows, variables } = await readMainTable()
		const kindOf = (name: string) => {
			const { type, format } = variables.find((each) => each.name === name) ?? {}
			return `${type} ${format}`
		}
		expect(kindOf('age')).toBe('double %12.0g')
		expect(kindOf('day')).toBe('long %td')
		expect(kindOf('at')).toBe('double %tc')
		expect(kindOf('started')).toBe('double %tc')
		expect(kindOf('clock')).toMatch(/^str\d+ /)
		// A calculation has the kind that fits all of its values.
		expect(['noted', 'dated'].map(kindOf)).toEqual(['double %tc', 'long %td'])
		expect(kindOf('mixed')).toMatch(/^str\d+ /)
		expect(rows.map(({ noted, at }) => noted === at)).toEqual([true, true, true])
		// A number with a leading zero is a code.
		expect(kindOf('code')).toMatch(/^str3 /)
		expect(kindOf('said')).toBe('strL %9s')
		expect(kindOf('short')).toBe('str2045 %-40s')
		expect(rows.map(({ day }) => day)).toEqual([3653 + 20_463, -1, null])
		expect(rows[0]?.at).toBe(Date.parse('2026-01-10T00:30:00.250Z') - Date.parse('1960-01-01T00:00:00Z'))
		expect(rows.map(({ said }) => said)).toEqual([long, '=cmd', 'x'.repeat(2045)])
	})
	test('codes have labels in the requested language, and non-responses are missing values with a label', async () => {
		const { rows, variables, label } = await readMainTable('ur')
		expect(label).toBe('scenario')
		const variable = (name: string) => variables.find((each) => each.name === name)
		expect(rows.map(({ using_ }) => using_)).toEqual([1, '.a', '.b'])
		expect(variable('using_')).toMatchObject({
			type: 'long',
			label: 'جانتے ہیں؟',
			valueLabels: { 1: 'ہاں', 0: 'نہیں', '.a': 'نہیں جانتے', '.b': 'انکار' },
			notes: [
				'Column in the other files: using',
				'Codes in the other files: .b = ref; 1 = yes; 0 = no; .a = dk',
			],
		})
		const english = await readMainTable()
		expect(english.rows).toEqual(rows)
		// Numeric codes keep their values; of two missing codes, one gets another letter.
		expect(rows.map(({ how_often_did_they_hear_of_it_at }) => how_often_did_they_hear_of_it_at)).toEqual([
			3,
			'.a',
			0,
		])
		expect(rows.map(({ how_often_did_they_hear_of_it__2 }) => how_often_did_they_hear_of_it__2)).toEqual([
			'.c',
			0,
			null,
		])
	})
	test('the local time and its offset are next to a time in UTC, for a record in the time zone of the study', async () => {
		const { rows, variables } = await readMainTable()
		const at = (name: string) => rows.map((row) => row[name])
		const from1960 = Date.parse('1960-01-01T00:00:00Z')
		expect(at('at_local')).toEqual([Date.parse('2026-01-10T05:30:00.250Z') - from1960, null, null])
		expect(at('at_offset')).toEqual([300, null, null])
		expect(at('noted_local')).toEqual(at('at_local'))
		for (const [i, started] of at('started').entries())
			expect([at('started_local')[i], at('started_offset')[i]]).toEqual([Number(started) + 300 * 60_000, 300])
		const named = new Map(variables.map((each) => [each.name, each]))
		expect(named.get('at_local')).toMatchObject({ format: '%tc', type: 'double', label: 'Local time: At' })
		expect(named.get('at_offset')).toMatchObject({ format: '%12.0g', label: 'Minutes east of UTC: At' })
		// Neither times without a known offset nor values that are not times have a local time.
		for (const name of ['clock_local', 'mixed_local', 'dated_local'])
			expect(named.has(name), name).toBe(false)
	})
	test('a multiple choice is 0 or 1 with labels, and its label begins with the choice', async () => {
		const { variables } = await readMainTable('ur')
		expect(variables.filter(({ name }) => name.startsWith('ticks_'))).toMatchObject(
			['انکار', 'ہاں', 'نہیں', 'نہیں جانتے'].map((choice) => ({
				type: 'long',
				format: '%12.0g',
				label: `${choice}: نشان`,
				valueLabels: { 0: 'نہیں', 1: 'ہاں' },
			})),
		)
	})
	test('names are short and unique; a longer question is cut and complete in a note', async () => {
		const { variables } = await readMainTable()
		for (const { name } of variables) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,31}$/)
		expect(new Set(variables.map(({ name }) => name.toLowerCase())).size).toBe(variables.length)
		const often = variables.find(({ name }) => name === 'how_often_did_they_hear_of_it_at')
		expect(often?.label).toBe(`${question.slice(0, 79)}…`)
		expect(often?.notes[0]).toBe(question)
		expect(often?.notes[1]).toBe('Column in the other files: how_often_did_they_hear_of_it_at_home')
	})
	test('a value outside the codes turns its column into text, and is kept', async () => {
		const { id } = await server.store.changing.db
			.selectFrom('record')
			.select('id')
			.orderBy('first_seq')
			.executeTakeFirstOrThrow()
		const { answers } = await server.store.changing.db
			.selectFrom('record')
			.select('answers')
			.where('id', '=', id)
			.executeTakeFirstOrThrow()
		const sealed = `${sealedPrefix}key:AAAA`
		await server.store.changing.db
			.updateTable('record')
			.set({ answers: answers.replace('["using","yes"]', JSON.stringify(['using', sealed])) })
			.where('id', '=', id)
			.execute()
		const { rows, variables } = await readMainTable()
		expect(rows.map(({ using_ }) => using_)).toEqual([sealed, 'dk', 'ref'])
		expect(variables.find(({ name }) => name === 'using_')?.valueLabels).toEqual({})
		await server.store.changing.db.updateTable('record').set({ answers }).where('id', '=', id).execute()
	})
})
