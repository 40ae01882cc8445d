import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import type { ExportFormat } from '#shared/export/export-formats'
import type { FormVersion } from '#shared/export/parts-across-versions'
import { planTables } from '#shared/export/table-plan'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import { writeRevision } from '#shared/revisions/revision'
import { deployments } from '#shared/study/deployments'
import { generateAnswers } from '../../sync-server/demonstration/generate-answers.ts'
import { createCurrentSource } from '../../sync-server/export/export-source.ts'
import { writeExport } from '../../sync-server/export/write-export.ts'
import type { FormRepository } from '../../sync-server/forms/form-repository.ts'
import { type RowPage, readRows } from '../../sync-server/integrations/read-rows.ts'
import { setUpServer } from '../../sync-server/set-up.ts'
import { inParts } from '../../sync-server/storage/engine/chunks.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import type { RecordFilter } from '../../sync-server/storage/records/records.ts'
import type { Store } from '../../sync-server/storage/store.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import { dataTables } from '../../sync-server/table/data-tables.ts'
import { shippedForms } from './shipped-forms.ts'

/*
 * Measures the memory of exports:
 *
 *   node --import tsx tests/helpers/export-memory.ts RECORDS DISAGREEMENTS [--peak] FORMAT...
 *
 * creates a store with these numbers of household interviews and resolved conflicts, exports them in each
 * of the formats (csv by default; `odata` for all its pages) in processes of their own, and prints the peak
 * in MB, the time and the size. With a large heap the engine delays garbage collection: the peak is
 * therefore measured with a small heap, and a process that needs more is ended. A small heap takes time, so
 * the time is measured in a process with the default heap, as the server has.
 */
const small = 64
/**
 * A page of OData is in memory as a whole; Parquet holds the metadata of each row group until its end,
 * which grows with a million records.
 */
const next = 128
const [, , first = '10000', second = '0', ...others] = process.argv
/** Measures the peak only. */
const isPeakAlone = others.includes('--peak')
const formats = others.filter((each) => each !== '--peak')
const filter: RecordFilter = {
	form: 'household',
	round: 'endline',
	demonstration: false,
	districts: 'all',
	role: 'data-manager',
}
const open = (folder: string) =>
	setUpServer({
		engine: sqliteEngine(join(folder, 'zila.sqlite')),
		districtsFile: 'shared/study/pakistan-2023/districts.csv',
		loadForms: shippedForms,
		serves: deployments,
		demonstration: false,
		keys: keysInFolder(join(folder, 'keys')),
		now: () => Date.UTC(2026, 0, 15),
	})

if (first === 'take') await take(second, formats[0] as ExportFormat | 'odata')
else {
	const folder = mkdtempSync(join(tmpdir(), 'zila-memory-'))
	try {
		await fill(folder, Number(first), Number(second))
		const program = fileURLToPath(import.meta.url)
		for (const format of formats.length > 0 ? formats : ['csv']) {
			const figuresWith = (...options: string[]): Record<string, number> | null => {
				const args = [...options, '--import', 'tsx', program, 'take', folder, format]
				const { stdout } = spawnSync(process.execPath, args, {
					encoding: 'utf8',
					stdio: ['ignore', 'pipe', 'inherit'],
				})
				return stdout === '' ? null : (JSON.parse(stdout) as Record<string, number>)
			}
			const measureWithHeap = (mb: number) => figuresWith(`--max-old-space-size=${mb}`)
			const isLarge = format === 'odata' || (format === 'parquet' && Number(first) > 100_000)
			const found = measureWithHeap(isLarge ? next : small)
			if (!found) throw new Error(`the export as ${format} needs a larger heap`)
			const { peakMb, beforeMb } = found
			const figures = isPeakAlone ? {} : (figuresWith() ?? {})
			process.stdout.write(`${JSON.stringify({ ...figures, peakMb, beforeMb })}\n`)
		}
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}

async function take(folder: string, format: ExportFormat | 'odata'): Promise<void> {
	const { store, forms } = await open(folder)
	const before = process.resourceUsage().maxRSS
	const started = performance.now()
	const used = process.cpuUsage()
	let bytes = 0
	if (format === 'odata') bytes = await readByOData(store, await forms.versions('household'))
	else bytes = await write(store, forms, format)
	const { user, system } = process.cpuUsage(used)
	const mb = (kilobytes: number) => Math.round(kilobytes / 1024)
	const figures = {
		peakMb: mb(process.resourceUsage().maxRSS),
		beforeMb: mb(before),
		bytes,
		seconds: Math.round((performance.now() - started) / 100) / 10,
		cpuSeconds: Math.round((user + system) / 1e4) / 100,
	}
	process.stdout.write(`${JSON.stringify(figures)}\n`)
	process.exit(0)
}

/** Reads page after page as Power BI does. Returns the bytes. */
async function readByOData(store: Store, versions: readonly FormVersion[]): Promise<number> {
	const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
	let bytes = 0
	for (const table of dataTables(plan, 'en', 'codes'))
		for (let after: string | null = ''; after !== null; ) {
			const page: RowPage = await readRows(store, {
				filter,
				plan,
				table,
				after,
				fits: () => true,
				buildRow: (line) => line,
				skip: 0,
				top: null,
				recordBatchSize: 1000,
				signal: new AbortController().signal,
			})
			bytes += Buffer.byteLength(JSON.stringify({ value: page.lines }))
			after = page.next
		}
	return bytes
}

async function write(store: Store, forms: FormRepository, format: ExportFormat): Promise<number> {
	let bytes = 0
	const file = await writeExport(store, {
		versions: await forms.versions('household'),
		joining: [],
		source: createCurrentSource,
		manifest: null,
		format,
		formOf: (version) => forms.compiled('household', version),
		filter,
		options: { values: 'codes', byteOrderMark: true },
		media: null,
		isDemonstration: false,
		signal: new AbortController().signal,
		longestStallMs: 60_000,
		onFailure: (thrown) => {
			throw thrown
		},
	})
	const reader = new Writable({
		write(part: Buffer, _encoding, done) {
			bytes += part.length
			setImmediate(done)
		},
	})
	await pipeline(file, reader)
	return bytes
}

/** Inserts a few hundred different interviews, each many times. */
async function fill(folder: string, records: number, disagreements: number): Promise<void> {
	const { store, forms, study } = await open(folder)
	const random = seededRandom(7)
	const form = await forms.compiled('household', 1)
	const [district] = study.districts
	if (!form || !district) throw new Error('the household survey is missing')
	const { offsetMinutes } = study
	const generated = Array.from({ length: 300 }, (_, i) => {
		const nowhere = { districtLocation: null, isAtOneHouse: false, isAlike: false, withMedia: null }
		const options = { round: 'endline', district, person: 'p', i, random, now: 0, offsetMinutes, ...nowhere }
		const { relevant, calculated } = evaluateRecord(form, generateAnswers(form, options), 0)
		const { id, bytes } = writeRevision({
			v: 1,
			project: store.project,
			record: randomId(random.bytes),
			form: { id: 'household', ver: 1 },
			parents: [],
			author: randomId(random.bytes),
			device: randomId(random.bytes),
			n: 1,
			at: { wall: '2026-01-15T05:00:00Z', tz: 300, off: 0 },
			set: Object.fromEntries(relevant),
			sum: 'A'.repeat(16),
			salt: randomId(random.bytes),
		})
		return {
			id,
			bytes: deflateRawSync(bytes),
			view: JSON.stringify({ answers: [...relevant, ...calculated], leftOver: [] }),
		}
	})
	const numbers = (length: number) => Array.from({ length }, (_, i) => i)
	const madeFor = (i: number) =>
		generated[i % generated.length] ?? { id: '', bytes: new Uint8Array(), view: '' }
	await store.write(async (session) => {
		for (const { id, bytes } of generated)
			await session.db
				.insertInto('revision')
				.values({
					id,
					project: store.project,
					record: id,
					seq: generated.findIndex((each) => each.id === id),
					chain: '',
					author: 'a',
					device: 'd',
					role: 'enumerator',
					n: 1,
					form: 'household',
					form_version: 1,
					bytes,
					received: '',
					flag: null,
					checked: 1,
				})
				.execute()
		for (const part of inParts(numbers(records)))
			await session.db
				.insertInto('record')
				.values(
					part.map((i) => ({
						id: `record-${i}`,
						project: store.project,
						form: 'household',
						form_version: 1,
						owner: 'a',
						demonstration: 0 as const,
						name: '',
						round: 'endline',
						district: 'PK607',
						cluster: null,
						outcome: null,
						sex: null,
						status: 'submitted',
						void: 0 as const,
						open_conflicts: 0,
						open_flags: 0,
						open_kinds: '',
						readers: '',
						answers: madeFor(i).view,
						projection_error: null,
						first_seq: i,
						last_seq: i,
						started: '',
						changed: '',
					})),
				)
				.execute()
		for (const part of inParts(numbers(disagreements)))
			await session.db
				.insertInto('conflict')
				.values(
					part.map((i) => ({
						record: `record-${i % records}`,
						id: `case-${i}`,
						project: store.project,
						kind: 'field',
						path: 'd_about/about_1/age',
						opened_seq: i,
						closed_seq: i,
						revisions: JSON.stringify([madeFor(i).id, madeFor(i + 1).id]),
						closed_by: madeFor(i + 2).id,
					})),
				)
				.execute()
	})
	await store.close()
}
