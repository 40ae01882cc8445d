import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import { guessMapping } from '#shared/import/guess-mapping'
import type { ImportPreview } from '#shared/import/import-api'
import { columnsFor, columnsOf, type Mapping } from '#shared/import/mapping'
import { readCsv } from '#shared/kernel/csv'
import type { RecordDetail } from '#shared/review/record-response'
import { plantRound } from '#shared/testing/planted-round'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

const definition = loadInstrument('household')
const paths = nodesOf(definition).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const district = 'PK607'
const planted = plantRound({
	seed: 8,
	round: 'endline',
	districts: [district],
	perDistrict: 24,
	pathOf,
	habitOf: () => 'plain' as const,
})

describe.each(routeEngines)(
	'an exported round of interviews is imported as another, on %s',
	(_, freshEngine) => {
		let server: ServerForTests
		let manager: Desk
		let found: ImportPreview['lines']
		let firstThere: string
		let mapping: Mapping
		beforeAll(async () => {
			server = await serverForTests(await freshEngine())
			manager = await server.desk('data-manager')
			const { phone, post } = await enrolledPhone(server, { districts: [district] })
			await phone.sync(
				post,
				planted
					.flatMap(({ interviews }) => interviews)
					.map(({ answers, finishedAt }) =>
						rewritten(phone.edit(phone.newRecord(), Object.fromEntries(answers)), {
							at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
						}),
					),
			)
			const { raw } = await manager.get('/api/export?form=household&round=endline&values=codes&mark=0')
			const files = unzipSync(new Uint8Array(raw))
			const tableOf = (name: string) => readCsv(strFromU8(files[`${name}.csv`] ?? new Uint8Array()))
			const [header = [], ...lines] = tableOf('household')
			const [rowHeader = [], ...rows] = tableOf('household-members')
			mapping = guessMapping({ version: 1, definition }, header, [
				{ name: 'household-members', header: rowHeader },
			])
			const columns = columnsOf(mapping)
			firstThere = lines[0]?.[0] ?? ''
			const [repeat = ''] = Object.keys(mapping.repeats)
			const rowColumns = columnsFor(mapping.repeats[repeat]?.questions ?? {})
			const chosen = (cells: readonly string[], of: readonly string[], names: readonly string[]) =>
				names.map((name) => cells[of.indexOf(name)] ?? '')
			const { status, body } = await manager.post('/api/import', {
				mapping,
				round: 'baseline',
				header: columns,
				withoutFaults: true,
				id: 'round',
				file: 'household.csv',
				status: 'submitted',
				tables: [{ repeat, header: rowColumns }],
				lines: lines.map((cells, i) => ({
					at: i + 2,
					cells: chosen(cells, header, columns),
					rows: [rows.filter(([id]) => id === cells[0]).map((row) => chosen(row, rowHeader, rowColumns))],
				})),
			})
			expect(status, JSON.stringify(body)).toBe(200)
			;({ lines: found } = body as ImportPreview)
		})
		afterAll(async () => {
			await server.close()
			expect(server.failures).toEqual([])
		})

		test('with the rows of its households, so that coverage counts it the same', async () => {
			expect(found.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 24 }, () => 'new'))
			const counted = async (round: string) => {
				const { body } = await manager.get(`/api/coverage?round=${round}`)
				const [{ interviews, men, women, refusals }] = (body as { districts: [Record<string, number>] })
					.districts
				return { interviews, men, women, refusals }
			}
			expect(await counted('baseline')).toEqual({ ...(await counted('endline')), interviews: 24 })
		})

		test('each answer with a column is the same as there', async () => {
			const answersOf = async (id: string) =>
				((await manager.get(`/api/records/${id}`)).body as RecordDetail).answers
			const [here, there] = [await answersOf(found[0]?.record ?? ''), await answersOf(firstThere)]
			const answered = Object.keys(mapping.questions).filter((path) => there[path] !== undefined)
			expect(answered.length).toBeGreaterThan(50)
			expect(answered.map((path) => [path, here[path]])).toEqual(answered.map((path) => [path, there[path]]))
			const rows = (answers: typeof here) =>
				Object.entries(answers).flatMap(([path, answer]) => (path.endsWith('/m_age') ? [answer] : []))
			expect(rows(here)).toEqual(rows(there))
			expect(rows(here)).not.toEqual([])
			// The consent's details were not witnessed here, so they are removed.
			expect(here).not.toHaveProperty(pathOf('consent_language'))
		})

		test('no quality flag is raised, so that it can be approved in bulk', async () => {
			const { body } = await manager.get('/api/records?form=household&round=baseline&waiting=1')
			const checkedRounds = await server.store.reading.db
				.selectFrom('interview')
				.select('round')
				.distinct()
				.execute()
			expect(checkedRounds).toEqual([{ round: 'endline' }])
			const { records } = body as { records: { openFlags: number; quickApprovalBlocker: string | null }[] }
			expect(records.map(({ openFlags, quickApprovalBlocker }) => [openFlags, quickApprovalBlocker])).toEqual(
				found.map(() => [0, null]),
			)
		})
	},
)
