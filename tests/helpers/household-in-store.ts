import { partsAcrossVersions } from '#shared/export/parts-across-versions'
import { planTables } from '#shared/export/table-plan'
import { type Answer, isRowPath, templateOf } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { isMissingValue } from '#shared/forms/missing-values'
import { plantRound } from '#shared/testing/planted-round'
import { type Desk, type ServerForTests, serverForTests } from './desk-server.ts'
import type { FreshEngine } from './fresh-engines.ts'
import { loadInstrument } from './instruments.ts'
import { enrolledPhone, rewritten } from './phone.ts'

/*
 * A few hundred random interviews of the household survey on a server, and the statistics of each question
 * in the store: frequencies, means and missing values. Third-party programs have to find the same in the
 * exports.
 */

export interface ColumnInStore {
	readonly header: string
	readonly kind: 'choice' | 'tick' | 'number' | 'other'
	/** Number of records, or rows of a repeat, without an answer. */
	readonly blank: number
	/** Number of answers that are not missing values. */
	readonly valid: number
	/** Mean of the numbers; null if there are none. */
	readonly mean: number | null
	/** Frequencies by English label: of choices, or of No and Yes. */
	readonly values: Readonly<Record<string, number>>
	/** Frequencies of missing values by English label. */
	readonly missing: Readonly<Record<string, number>>
	/** Frequencies by code, including missing values. */
	readonly codes: Readonly<Record<string, number>>
}
export interface TableInStore {
	/** Name of its file, without extension. */
	readonly name: string
	/** Number of columns before those of the questions. */
	readonly before: number
	readonly columns: readonly ColumnInStore[]
}

const form: FormDefinition = loadInstrument('household')
const paths = nodesOf(form).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const districts = ['PK607', 'PK609']

/** Returns completed interviews; in every tenth household no member agreed. */
function records(): ReadonlyMap<string, Answer>[] {
	const planted = plantRound({
		seed: 21,
		round: 'endline',
		districts,
		perDistrict: 150,
		pathOf,
		habitOf: () => 'plain' as const,
	}).flatMap(({ interviews }) => interviews.map(({ answers }) => answers))
	return planted.map((answers, i) => {
		if (i % 10 > 0) return answers
		const remaining = [...answers].filter(([path]) => !/^[d-n]_|consent|int_lang/.test(path))
		return new Map<string, Answer>([
			...remaining,
			[pathOf('consent'), 'no'],
			[pathOf('refuse_why'), 'time'],
			[pathOf('result'), 'refused'],
		])
	})
}

export interface HouseholdRound {
	readonly server: ServerForTests
	readonly manager: Desk
	readonly tables: readonly TableInStore[]
}

export async function householdRound(engine: FreshEngine): Promise<HouseholdRound> {
	const server = await serverForTests(engine)
	const manager = await server.desk('data-manager')
	const { phone, post } = await enrolledPhone(server, { districts })
	const edits = records().map((answers) =>
		rewritten(
			phone.edit(phone.newRecord(), { ...Object.fromEntries(answers), $status: 'submitted' } as never),
			{
				at: { wall: '2026-01-10T08:00:00.000Z', tz: 300, off: 0 },
			},
		),
	)
	for (let at = 0; at < edits.length; at += 50) await phone.sync(post, edits.slice(at, at + 50))
	return { server, manager, tables: await tablesIn(server) }
}

/** Returns the rows of a table in the store: answers by template. */
async function rowsIn({ store }: ServerForTests, repeat: string | null) {
	const rows = await store.changing.db
		.selectFrom('record')
		.select('answers')
		.where('form', '=', 'household')
		.execute()
	return rows.flatMap(({ answers: stored }) => {
		const { answers } = JSON.parse(stored) as { answers: [path: string, answer: Answer][] }
		const isIn = (path: string) =>
			!isRowPath(path) && (repeat === null ? !path.includes('/@') : path.startsWith(`${repeat}/@`))
		if (repeat === null) return [new Map(answers.filter(([path]) => isIn(path)))]
		const ids = answers.flatMap(([path]) => (isRowPath(path) && path.startsWith(`${repeat}/@`) ? [path] : []))
		return ids.map(
			(row) =>
				new Map(
					answers.flatMap(([path, answer]) =>
						path.startsWith(`${row}/`) ? [[templateOf(path), answer] as const] : [],
					),
				),
		)
	})
}

async function tablesIn(server: ServerForTests): Promise<TableInStore[]> {
	const versions = await server.forms.versions('household')
	const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
	const { questions } = partsAcrossVersions(versions)
	return Promise.all(
		plan.tables.map(async ({ file, repeat, plain, columns }): Promise<TableInStore> => {
			const rows = await rowsIn(server, repeat)
			return {
				name: file.replace('.csv', ''),
				before: plain.length,
				columns: columns.map(({ header, of, choice, part }) => {
					const answers = rows.map((row) => row.get(of.template)).filter((each) => each !== undefined)
					const known = questions.find(({ template }) => template === of.template)
					return columnIn(header, answers, rows.length, {
						question: of.question,
						choices: known?.choices ?? [],
						choice: choice?.name ?? null,
						isWhole: part === '',
					})
				}),
			}
		}),
	)
}

interface ColumnContext {
	readonly question: ReturnType<typeof partsAcrossVersions>['questions'][number]['question']
	readonly choices: ReturnType<typeof partsAcrossVersions>['questions'][number]['choices']
	/** Choice of a column for one of several choices. */
	readonly choice: string | null
	/** True for a column with the whole answer. */
	readonly isWhole: boolean
}

function columnIn(
	header: string,
	answers: readonly Answer[],
	rows: number,
	context: ColumnContext,
): ColumnInStore {
	const { question, choices, choice, isWhole } = context
	const blank = rows - answers.length
	const plain = { header, blank, valid: answers.length, mean: null, values: {}, missing: {}, codes: {} }
	if (choice !== null) {
		const ticked = answers.filter((each) =>
			(typeof each === 'object' ? each : [each]).includes(choice),
		).length
		const codes = without0({ '0': answers.length - ticked, '1': ticked })
		const mean = answers.length === 0 ? null : ticked / answers.length
		return {
			...plain,
			kind: 'tick',
			mean,
			codes,
			values: without0({ No: answers.length - ticked, Yes: ticked }),
		}
	}
	if (question.type === 'select-one' && isWhole) {
		const count = (of: readonly string[]) => answers.filter((each) => of.includes(String(each))).length
		const byLabel = (isMissing: boolean) =>
			without0(
				Object.fromEntries(
					choices
						.filter((each) => isMissingValue(question, each) === isMissing)
						.map((each) => [each.label.en ?? each.name, count([each.name])]),
				),
			)
		const codes = without0(Object.fromEntries(choices.map(({ name }) => [name, count([name])])))
		const missing = byLabel(true)
		const none = Object.values(missing).reduce((sum, many) => sum + many, 0)
		return { ...plain, kind: 'choice', valid: answers.length - none, values: byLabel(false), missing, codes }
	}
	const isNumber = ['integer', 'decimal', 'range'].includes(question.type)
	if (!isNumber || answers.length === 0) return { ...plain, kind: isNumber ? 'number' : 'other' }
	const mean = answers.reduce<number>((sum, each) => sum + Number(each), 0) / answers.length
	return { ...plain, kind: 'number', mean }
}

const without0 = (counts: Record<string, number>): Record<string, number> =>
	Object.fromEntries(Object.entries(counts).filter(([, many]) => many > 0))
