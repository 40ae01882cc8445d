import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { unzip } from '../../tests/walks/unzip.ts'

/** The used parts of a third-party reader. */
interface SavReader {
	open(): Promise<unknown>
	readAllRows(): Promise<Record<string, unknown>[]>
	readonly meta: {
		readonly header: { readonly n_cases: number }
		readonly sysvars: readonly { readonly name: string; readonly label: string; readonly missing: unknown }[]
		getValueLabels(name: string): unknown
	}
	/** Its internal reader. */
	readonly reader: { reader: { read(length: number): Promise<Buffer> }; readString: unknown }
}
// The package declares `require` only, not `import`.
const { SavBufferReader } = createRequire(import.meta.url)('sav-reader') as {
	SavBufferReader: new (bytes: Buffer) => SavReader
}

const form = formOf(`
	type                name                          label::English (en)  label::اردو (ur)  calculation
	text                round                         Round                مرحلہ              -
	integer             age                           Age                  عمر                -
	text                said                          Said                 کہا                -
	date                day                           Day                  دن                 -
	select_one yn       with                          Know it?             جانتے ہیں؟         -
	select_one cities   city                          City                 شہر                -
	select_multiple yn  ticks                         Ticks                نشان               -
	calculate           code                          -                    -                  concat('0', \${age})
	calculate           doubled                       -                    -                  \${age} * 2
	start               start                         -                    -                  -
	calculate           dated                         -                    -                  \${day}
	begin_repeat        r                             R                    ق                  -
	decimal             weight                        Weight               وزن                -
	end_repeat          -                             -                    -                  -
	choices
	list_name  name            label::English (en)  label::اردو (ur)
	yn         yes             Yes                  ہاں
	yn         no              No                   نہیں
	yn         dk              Does not know        نہیں جانتے
	cities     dera_ghazi_khan Dera Ghazi Khan      ڈیرہ غازی خان
	cities     lahore          Lahore               لاہور
`)

describe.each(engines)('SPSS files on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, [
			{
				age: 41,
				said: `کیا ${'لمبی بات '.repeat(80)}!`,
				day: '2026-01-10',
				with: 'yes',
				city: 'dera_ghazi_khan',
				ticks: ['yes'],
				'r/@a': 0,
				'r/@a/weight': 2.5,
				'r/@b': 1,
				'r/@b/weight': -3,
				start: '2026-01-09T18:50:00.000Z',
			},
			{
				age: 7,
				said: '=cmd',
				with: 'dk',
				city: 'lahore',
				ticks: ['no', 'yes'],
				start: '2026-01-10T06:00:00.000Z',
			},
			{ said: 'x'.repeat(255), start: '2026-01-11T06:00:00.000Z' },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (more: string) => {
		const { raw, status } = await manager.get(`/api/export?form=${form.id}&round=endline&mark=0${more}`)
		expect(status).toBe(200)
		return unzip(raw)
	}
	async function opened(files: ReadonlyMap<string, Buffer>, name: string) {
		const reader = new SavBufferReader(files.get(name) as Buffer)
		await reader.open()
		// The reader decodes eight bytes at a time, which splits characters: bytes are kept until they are
		// complete.
		const { reader: bytes } = reader
		bytes.readString = async (length: number) => (await bytes.reader.read(length)).toString('latin1')
		const blank = Object.fromEntries(reader.meta.sysvars.map(({ name }) => [name, null]))
		const rows = (await reader.readAllRows()).map((row) =>
			Object.fromEntries(
				// The reader omits missing values.
				Object.entries({ ...blank, ...row }).map(([name, value]) => [
					name,
					typeof value === 'string' ? Buffer.from(value, 'latin1').toString() : value,
				]),
			),
		)
		return { meta: reader.meta, rows }
	}
	test('an independent reader finds the values of the tables, cell by cell, with names, labels, dates and times', async () => {
		const [sav, csv] = [await download('&values=codes&format=sav-text'), await download('&values=codes')]
		expect([...sav.keys()]).toEqual(['scenario.sav', 'scenario-r.sav', 'identifying.csv', 'dictionary.csv'])
		for (const table of ['scenario', 'scenario-r']) {
			const { rows, meta } = await opened(sav, `${table}.sav`)
			const csvRows = readCsvTable(csv.get(`${table}.csv`)?.toString('utf8') ?? '')
			expect(meta.header.n_cases).toBe(csvRows.length)
			const named = rows.map((row) =>
				Object.fromEntries(
					Object.entries(row).map(([k, v]) => [k, k in lengths ? momentOf(v, lengths[k]) : textOf(v)]),
				),
			)
			expect(named).toEqual(
				csvRows.map((row) =>
					Object.fromEntries(Object.entries(row).map(([k, v]) => [nameOf(k), v.replace(/^'(?==)/, '')])),
				),
			)
		}
	})
	test('numbers are numeric, codes have labels in the requested language, and non-responses are missing values', async () => {
		const { rows, meta } = await opened(await download('&values=codes&format=sav-text'), 'scenario.sav')
		const variable = (name: string) => meta.sysvars.find((each) => each.name === name)
		expect(rows.map(({ age }) => age)).toEqual([41, 7, null])
		expect(rows.map(({ doubled }) => doubled)).toEqual([82, 14, null])
		// A number with a leading zero is a code.
		expect(rows.map(({ code }) => String(code).trim())).toEqual(['041', '07', '0'])
		expect(variable('age')?.label).toBe('Age')
		expect(variable('with_')?.label).toBe('Know it?')
		// The reader treats the eight bytes of a text as a number.
		const missing = Buffer.alloc(8)
		missing.writeDoubleLE(Number(variable('with_')?.missing))
		expect(missing.toString()).toBe('dk      ')
		expect(meta.getValueLabels('with_')).toEqual([
			{ val: 'yes', label: 'Yes' },
			{ val: 'no', label: 'No' },
			{ val: 'dk', label: 'Does not know' },
		])
		const urdu = await opened(await download('&values=ur&format=sav-text'), 'scenario.sav')
		expect(urdu.rows).toEqual(rows)
		expect(urdu.meta.getValueLabels('with_')).toMatchObject([{ val: 'yes', label: 'ہاں' }, {}, {}])
	})
})

const nameOf = (header: string): string =>
	header === 'with' ? 'with_' : header.replace(/[^A-Za-z0-9_.]/g, '_')
const textOf = (value: unknown): string =>
	value === null || value === undefined ? '' : String(value).trimEnd()
/** Lengths of days and times, which are counted in seconds since 14 October 1582, as ISO text. */
const lengths: Readonly<Record<string, number>> = { day: 10, dated: 10, start: 24, started: 24, changed: 24 }
const momentOf = (value: unknown, length?: number): string =>
	typeof value === 'number' ? new Date((value - 12_219_379_200) * 1000).toISOString().slice(0, length) : ''
