import type { Answer } from '#shared/forms/answers'
import { formOf } from '#shared/testing/scenario'
import { unzip } from '../walks/unzip.ts'
import type { Desk, ServerForTests } from './desk-server.ts'
import type { FreshEngine } from './fresh-engines.ts'
import { recordsOf } from './one-form.ts'

/*
 * Answers of all kinds that exports can get wrong, for tests with third-party readers. The expected content
 * is derived from the answers, independently of the exporters.
 */

const form = {
	...formOf(`
		type                name     label::English (en)    label::اردو (ur)  calculation
		text                round    Round                  مرحلہ              -
		text                said     Said                   کہا                -
		text                longer   Longer                 لمبا               -
		text                longest  Longest                سب سے لمبا         -
		text                formula  =1+1                   =2+2               -
		text                nothing  Nothing                کچھ نہیں           -
		integer             age      Age <in "years"> & so  عمر                -
		decimal             weight   Weight                 وزن                -
		date                day      Day                    دن                 -
		datetime            at       At                     وقت                -
		select_one yn       with     Know it?               جانتے ہیں؟         -
		select_one often    often    How often?             کتنی بار؟          -
		select_one cities   city     City                   شہر                -
		select_one results  result   Result                 نتیجہ              -
		select_one whys     why      Why?                   کیوں؟              -
		select_multiple yn  ticks    Ticks                  نشان               -
		calculate           code     -                      -                  concat('0', \${age})
		calculate           doubled  -                      -                  \${age} * 2
		calculate           noted    -                      -                  \${at}
		calculate           dated    -                      -                  \${day}
		calculate           mixed    -                      -                  if(\${at} = '', \${day}, \${at})
		begin_repeat        r        R                      ق                  -
		text                member   Member                 فرد                -
		decimal             height   Height                 قد                 -
		select_one yn       home     At home                گھر پر             -
		end_repeat          -        -                      -                  -
		choices
		list_name  name             label::English (en)  label::اردو (ur)  zila:missing
		yn         yes              Yes                  ہاں  -
		yn         no               =No                  نہیں  -
		yn         dk               Does not know        نہیں جانتے  -
		often      3                Often                اکثر  -
		often      0                Never                کبھی نہیں  -
		often      88               Does not know        نہیں جانتے  -
		cities     dera_ghazi_khan  Dera Ghazi Khan      ڈیرہ غازی خان  -
		cities     پشاور            Peshawar             پشاور  -
		cities     ref              Refused              انکار  -
		results    complete         Complete             مکمل  -
		results    refused          Refused              انکار  -
		results    99               Nobody met           کوئی نہیں ملا  yes
		whys       refused          Does not say         نہیں بتایا  yes
		whys       99               Another reason       دوسری وجہ  no
		whys       dk               Does not know        نہیں جانتے  -
	`),
	title: { en: '=Household & "home"', ur: 'گھرانہ' },
}

const given: readonly Readonly<Record<string, Answer>>[] = [
	{
		said: 'کیا "لمبی"\nبات, ہے؟ \\n',
		longer: `کیا ${'لمبی بات '.repeat(30)}!`,
		formula: '=1+1',
		longest: `کیا "${'لمبی بات\n'.repeat(400)}!`,
		age: 41,
		weight: 2.5,
		day: '2026-01-10',
		at: '2026-01-10T05:30:00.250+05:00',
		with: 'yes',
		often: '3',
		city: 'dera_ghazi_khan',
		result: 'complete',
		why: 'refused',
		ticks: ['yes', 'no'],
		'r/@a': 0,
		'r/@a/member': 'آمنہ',
		'r/@a/height': 1.62,
		'r/@a/home': 'dk',
		'r/@b': 1,
		'r/@b/height': -3,
		'r/@b/home': 'no',
	},
	{
		said: "'so'",
		longer: 'x'.repeat(256),
		formula: '@SUM(A1)',
		age: 0,
		weight: -0.1,
		day: '1959-12-31',
		with: 'dk',
		often: '88',
		city: 'ref',
		ticks: ['dk'],
		result: 'refused',
		why: '99',
	},
	{
		said: 'NA',
		age: -7,
		weight: 1e-7,
		day: '2024-02-29',
		at: '1969-12-31T23:59:59.000Z',
		with: 'no',
		often: '0',
		city: 'پشاور',
		result: '99',
		why: 'dk',
	},
	{},
]

export type Cell = string | number | null
export interface ExpectedColumn {
	readonly header: string
	/**
	 * The value of `code` is one of the choices, of `codes` several; of `day` it is `2026-01-10`, of `moment`
	 * a time with UTC offset.
	 */
	readonly kind: 'text' | 'number' | 'day' | 'moment' | 'code' | 'codes'
	readonly label: { readonly en: string; readonly ur: string }
	readonly choices: readonly ExpectedChoice[]
}
interface ExpectedChoice {
	readonly code: string
	readonly label: { readonly en: string; readonly ur: string }
	readonly isMissing: boolean
}
export interface ExpectedTable {
	/** Name of its file, without extension. */
	readonly name: string
	readonly columns: readonly ExpectedColumn[]
	readonly rows: readonly Readonly<Record<string, Cell>>[]
}

const choice = (code: string, en: string, ur: string, isMissing = false): ExpectedChoice => {
	return { code, label: { en, ur }, isMissing }
}
const yesNo = [
	choice('yes', 'Yes', 'ہاں'),
	choice('no', '=No', 'نہیں'),
	choice('dk', 'Does not know', 'نہیں جانتے', true),
]
const howOften = [
	choice('3', 'Often', 'اکثر'),
	choice('0', 'Never', 'کبھی نہیں'),
	choice('88', 'Does not know', 'نہیں جانتے', true),
]
const cities = [
	choice('dera_ghazi_khan', 'Dera Ghazi Khan', 'ڈیرہ غازی خان'),
	choice('پشاور', 'Peshawar', 'پشاور'),
	choice('ref', 'Refused', 'انکار', true),
]
// the outcome of a visit is never a missing value, whatever its name and declaration
const results = [
	choice('complete', 'Complete', 'مکمل'),
	choice('refused', 'Refused', 'انکار'),
	choice('99', 'Nobody met', 'کوئی نہیں ملا'),
]
const whys = [
	choice('refused', 'Does not say', 'نہیں بتایا', true),
	choice('99', 'Another reason', 'دوسری وجہ'),
	choice('dk', 'Does not know', 'نہیں جانتے', true),
]
const column = (
	header: string,
	[en, ur]: readonly [string, string],
	kind: ExpectedColumn['kind'] = 'text',
	choices: readonly ExpectedChoice[] = [],
): ExpectedColumn => ({ header, kind, label: { en, ur }, choices })

const questionColumns: readonly ExpectedColumn[] = [
	column('round', ['Round', 'مرحلہ']),
	column('said', ['Said', 'کہا']),
	column('longer', ['Longer', 'لمبا']),
	column('longest', ['Longest', 'سب سے لمبا']),
	column('formula', ['=1+1', '=2+2']),
	column('nothing', ['Nothing', 'کچھ نہیں']),
	column('age', ['Age <in "years"> & so', 'عمر'], 'number'),
	column('weight', ['Weight', 'وزن'], 'number'),
	column('day', ['Day', 'دن'], 'day'),
	column('at', ['At', 'وقت'], 'moment'),
	column('with', ['Know it?', 'جانتے ہیں؟'], 'code', yesNo),
	column('often', ['How often?', 'کتنی بار؟'], 'code', howOften),
	column('city', ['City', 'شہر'], 'code', cities),
	column('result', ['Result', 'نتیجہ'], 'code', results),
	column('why', ['Why?', 'کیوں؟'], 'code', whys),
	column('ticks', ['Ticks', 'نشان'], 'codes', yesNo),
	column('ticks/yes', ['Ticks: Yes', 'نشان: ہاں'], 'number'),
	column('ticks/no', ['Ticks: =No', 'نشان: نہیں'], 'number'),
	column('ticks/dk', ['Ticks: Does not know', 'نشان: نہیں جانتے'], 'number'),
	column('code', ['code', 'code']),
	column('doubled', ['doubled', 'doubled'], 'number'),
	column('noted', ['noted', 'noted'], 'moment'),
	column('dated', ['dated', 'dated'], 'day'),
	column('mixed', ['mixed', 'mixed']),
]
const memberColumns: readonly ExpectedColumn[] = [
	column('member', ['Member', 'فرد']),
	column('height', ['Height', 'قد'], 'number'),
	column('home', ['At home', 'گھر پر'], 'code', yesNo),
]

const plain = (answer: Answer | undefined): Cell =>
	answer === undefined ? null : typeof answer === 'object' ? answer.join(' ') : answer

function expectedCells(answers: Readonly<Record<string, Answer>>): Record<string, Cell> {
	const { age, ticks, at, day } = answers
	const ticked = (code: string) => (typeof ticks === 'object' ? Number(ticks.includes(code)) : null)
	return {
		...Object.fromEntries(questionColumns.map(({ header }) => [header, plain(answers[header])])),
		round: 'endline',
		'ticks/yes': ticked('yes'),
		'ticks/no': ticked('no'),
		'ticks/dk': ticked('dk'),
		code: `0${age ?? ''}`,
		doubled: typeof age === 'number' ? age * 2 : null,
		noted: plain(at),
		dated: plain(day),
		mixed: plain(at ?? day),
	}
}

/** Returns the expected tables: for each record its metadata in the store, and its answers. */
async function tablesOf({ store }: ServerForTests): Promise<ExpectedTable[]> {
	const records = await store.changing.db
		.selectFrom('record')
		.select([
			'id as record_id',
			'form_version',
			'status as record_status',
			'open_conflicts as open_cases',
			'started',
			'changed',
		])
		.orderBy('first_seq')
		.execute()
	const ofNoQuestion = (header: string, kind: ExpectedColumn['kind']) => column(header, ['', ''], kind)
	return [
		{
			name: form.id,
			columns: [
				ofNoQuestion('record_id', 'text'),
				ofNoQuestion('form_version', 'number'),
				ofNoQuestion('record_status', 'text'),
				ofNoQuestion('open_cases', 'number'),
				ofNoQuestion('started', 'moment'),
				ofNoQuestion('changed', 'moment'),
				...questionColumns,
			],
			rows: records.map((record, i) => ({ ...record, ...expectedCells(given[i] ?? {}) })),
		},
		{
			name: `${form.id}-r`,
			columns: [
				ofNoQuestion('record_id', 'text'),
				ofNoQuestion('row_id', 'text'),
				ofNoQuestion('parent_row_id', 'text'),
				ofNoQuestion('row_number', 'number'),
				...memberColumns,
			],
			rows: ['a', 'b'].map((row, i) => ({
				record_id: records[0]?.record_id ?? null,
				row_id: row,
				parent_row_id: null,
				row_number: i + 1,
				...Object.fromEntries(
					memberColumns.map(({ header }) => [header, plain(given[0]?.[`r/@${row}/${header}`])]),
				),
			})),
		},
	]
}

/** A server with these records, and its exports through the public endpoints. */
export interface EveryKind {
	readonly tables: readonly ExpectedTable[]
	/** Exports a file: a zip or a workbook. */
	take(format: string, values: 'codes' | 'en' | 'ur'): Promise<Buffer>
	/** Exports a zip and returns its files. */
	files(format: string, values: 'codes' | 'en' | 'ur'): Promise<Map<string, Buffer>>
	close(): Promise<readonly string[]>
}

export async function answersOfEveryKind(engine: FreshEngine): Promise<EveryKind> {
	const { server, manager }: { server: ServerForTests; manager: Desk } = await recordsOf(engine, form, given)
	const take: EveryKind['take'] = async (format, values) => {
		const { raw, status } = await manager.get(
			`/api/export?form=${form.id}&round=endline&mark=1&values=${values}&format=${format}`,
		)
		if (status !== 200) throw new Error(raw.toString())
		return raw
	}
	return {
		tables: await tablesOf(server),
		take,
		files: async (format, values) => unzip(await take(format, values)),
		async close() {
			await server.close()
			return server.failures
		},
	}
}

/** Returns a time in UTC, the only time zone of most formats. */
export const inUtc = (moment: Cell): string => new Date(String(moment)).toISOString()

/** Returns an answer in an export with labels instead of codes. */
export function inWords(cell: Cell, { kind, choices }: ExpectedColumn, language: 'en' | 'ur'): Cell {
	const word = (code: Cell) => choices.find((each) => each.code === code)?.label[language] ?? code
	if (kind === 'codes' && cell !== null) return String(cell).split(' ').map(word).join('; ')
	return word(cell)
}

/** Returns the rows that a reader is expected to return, by its column names. */
export const asRead = <Read>(
	{ columns, rows }: ExpectedTable,
	nameOf: (header: string) => string,
	cellOf: (cell: Cell, column: ExpectedColumn) => Read,
): Record<string, Read>[] =>
	rows.map((row) =>
		Object.fromEntries(columns.map((one) => [nameOf(one.header), cellOf(row[one.header] ?? null, one)])),
	)

/** Reduces the rows that a reader returned to columns with a known expectation. */
export const known = <Read>(
	{ columns }: ExpectedTable,
	nameOf: (header: string) => string,
	rows: readonly Readonly<Record<string, Read>>[],
): Record<string, Read | undefined>[] =>
	rows.map((row) => Object.fromEntries(columns.map(({ header }) => [nameOf(header), row[nameOf(header)]])))
