import { expect, test } from 'vitest'
import { planTables } from '#shared/export/table-plan'
import { shippedIndicators } from '#shared/results/shipped-indicators'
import { formOf } from '#shared/testing/scenario'
import { boundedFunctions } from '../forms/safe-functions.ts'
import type { ColumnStore } from '../table/column-store.ts'
import { dataTables } from '../table/data-tables.ts'
import type { TableQuery } from '../table/table-query.ts'
import { estimateRound } from './estimate-round.ts'
import { readRoundColumns } from './round-columns.ts'
import { createSuppressionPatternCache } from './suppression-patterns.ts'

const form = formOf(`
	type  name        label
	text  district    District
	text  cluster_id  Cluster
	text  consent     Consent
	text  result      Result
	text  heard_tip   Heard
	text  heard_som   Heard
`)
const plan = planTables([{ version: 1, definition: form }], { values: 'codes', byteOrderMark: false })
const [table] = dataTables(plan, 'en', 'codes')
if (!table) throw new Error('the table of records is missing')
const filter: TableQuery['filter'] = {
	form: 'f',
	demonstration: false,
	districts: 'all',
	role: 'data-manager',
}
const spec = { form: 'f', round: 'r', values: 'codes', table: table.name, filter: '', search: '', sort: null }
const looking: TableQuery = { person: 'p', spec, filter, versions: [1], plan, table }
/** A column store with 100 interviews in one chunk. */
const columnStore: Pick<ColumnStore, 'readChunks'> = {
	async *readChunks(_, { names }) {
		const which = new Uint8Array(100)
		const columns = new Map([...(names ?? [])].map((name) => [name, { values: ['yes'], which }]))
		yield { seqs: which, lines: which, isIn: () => true, columns }
	},
}

test('the work yields between two estimates, and stops when the client has disconnected', async () => {
	const gone = new AbortController()
	const indicators = Object.entries(shippedIndicators)
		.filter(([id]) => id === 'H1' || id === 'H2')
		.map(([id, each]) => ({ id, version: 1, ...each }))
	let turns = 0
	const wanted = {
		indicators,
		by: 'district' as const,
		study: { districts: [] },
		functions: boundedFunctions,
		weights: null,
		patterns: createSuppressionPatternCache(),
		now: 0,
		signal: gone.signal,
	}
	let isDone = false
	const count = () => {
		turns++
		if (!isDone) setImmediate(count)
	}
	setImmediate(count)
	const found = await estimateRound(columnStore as ColumnStore, looking, wanted)
	isDone = true
	expect(found.interviews).toBe(100)
	expect(turns).toBeGreaterThan(2 * indicators.length)
	setImmediate(() => gone.abort())
	await expect(estimateRound(columnStore as ColumnStore, looking, wanted)).rejects.toMatchObject({
		code: 'server-busy',
	})
})
test('a question missing in the form is read from no column', async () => {
	const readNames: string[] = []
	const recordingStore: Pick<ColumnStore, 'readChunks'> = {
		readChunks(query, wanted) {
			readNames.push(...(wanted.names ?? []))
			return columnStore.readChunks(query, wanted)
		},
	}
	const found = await readRoundColumns(
		recordingStore as ColumnStore,
		looking,
		['record_id', 'consent', 'qty'],
		{
			now: 0,
			signal: new AbortController().signal,
		},
	)
	expect(readNames).toEqual(['record_id', 'consent'])
	expect([...found.columns].map(([name, { values }]) => [name, values])).toEqual([
		['record_id', ['yes']],
		['consent', ['yes']],
		['qty', [null]],
	])
})
