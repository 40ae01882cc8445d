import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planTables } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { seededRandom } from '#shared/kernel/seeded-random'
import { shippedIndicators } from '#shared/results/shipped-indicators'
import { deployments } from '#shared/study/deployments'
import { generateAnswers } from '../../sync-server/demonstration/generate-answers.ts'
import { boundedFunctions } from '../../sync-server/forms/safe-functions.ts'
import { estimateRound } from '../../sync-server/results/estimate-round.ts'
import { createSuppressionPatternCache } from '../../sync-server/results/suppression-patterns.ts'
import { type ServerContext, setUpServer } from '../../sync-server/set-up.ts'
import { inParts } from '../../sync-server/storage/engine/chunks.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import { createColumnStore } from '../../sync-server/table/column-store.ts'
import { dataTables } from '../../sync-server/table/data-tables.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { shippedForms } from '../helpers/shipped-forms.ts'
import { type Figure, figure, median } from './benchmark-result.ts'

/** Interviews of one round, and of ten. */
const sizes = (process.env.BENCH_RESULTS_INTERVIEWS ?? '9300 100000').split(' ').map(Number)
const runs = 5
const clustersPerDistrict = 20

/**
 * Computes all indicators by district and sex with their intervals, as the desk requests them: the first
 * time, when the projection is written; then again; and after one new interview interview.
 */
export async function measure(): Promise<Figure[]> {
	const figures: Figure[] = []
	for (const interviewCount of sizes) {
		const folder = mkdtempSync(join(tmpdir(), 'zila-figures-'))
		figures.push(
			...(await figuresOn('SQLite', interviewCount, sqliteEngine(join(folder, 'zila.sqlite')), folder)),
		)
		const postgres = await startPostgres({ durable: true })
		figures.push(
			...(await figuresOn(
				'PostgreSQL',
				interviewCount,
				postgresEngine(postgres.url, () => undefined),
				folder,
			)),
		)
		await postgres.stop()
		rmSync(folder, { recursive: true })
	}
	return figures
}

async function figuresOn(
	database: string,
	interviewCount: number,
	engine: Engine,
	folder: string,
): Promise<Figure[]> {
	const ready = await setUpServer({
		engine,
		districtsFile: 'shared/study/pakistan-2023/districts.csv',
		loadForms: shippedForms,
		serves: deployments,
		demonstration: false,
		keys: keysInFolder(join(folder, `keys-${database}`)),
		now: () => Date.now(),
	})
	const { store, forms, study } = ready
	const last = await fill(ready, interviewCount)
	const versions = await forms.versions('household')
	const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
	const [table] = dataTables(plan, 'en', 'codes')
	if (!table) throw new Error('the household survey is missing')
	const columnStore = createColumnStore(store, (label) => process.stderr.write(`${label}\n`))
	const place = { form: 'household', round: 'endline' }
	const spec = { ...place, values: 'codes', table: table.name, filter: '', search: '', sort: null }
	const request = {
		person: 'p',
		spec,
		versions: versions.map(({ version }) => version),
		plan,
		table,
		filter: {
			...place,
			statuses: ['submitted', 'approved'],
			void: false,
			demonstration: false,
			districts: 'all' as const,
			role: 'data-manager' as const,
		},
	}
	const indicators = Object.entries(shippedIndicators).map(([id, each]) => ({ id, version: 1, ...each }))
	const patterns = createSuppressionPatternCache()
	const runOnce = async (): Promise<number> => {
		const started = performance.now()
		const { interviews } = await estimateRound(columnStore, request, {
			indicators,
			by: 'district',
			within: 'sex',
			study,
			functions: boundedFunctions,
			weights: null,
			patterns,
			now: Date.now(),
			signal: new AbortController().signal,
		})
		if (interviews < interviewCount)
			throw new Error(`${interviews} of ${interviewCount} interviews were read`)
		return performance.now() - started
	}
	const first = await runOnce()
	const again: number[] = []
	for (let run = 0; run < runs; run++) again.push(await runOnce())
	await insert(ready, last, 1)
	const after = await runOnce()
	await columnStore.close()
	await store.close()
	const labelOf = (label: string) =>
		`${database}, ${interviewCount} interviews: ${indicators.length} indicators × 31 districts × sex, ${label}`
	return [
		figure(labelOf('first, with building the column cache'), first, 'ms'),
		figure(labelOf('repeated'), median(again), 'ms', { budget: 1000 }),
		figure(labelOf('after one new interview'), after, 'ms', { budget: 1000 }),
	]
}

type Made = (i: number) => string
const textOf = new WeakMap<ServerContext, Made>()

/** Inserts interviews of a few hundred patterns in all districts. Returns the last sequence number. */
async function fill(ready: ServerContext, interviewCount: number): Promise<number> {
	const { store, forms, study } = ready
	const random = seededRandom(7)
	const form = await forms.compiled('household', 1)
	if (!form) throw new Error('the household survey is missing')
	const { offsetMinutes, districts } = study
	const made = Array.from({ length: 300 }, (_, i) => {
		const district = districts[i % districts.length]
		if (!district) throw new Error('there are no districts')
		const nowhere = { districtLocation: null, isAtOneHouse: false, isAlike: false, withMedia: null }
		const options = { round: 'endline', district, person: 'p', i, random, now: 0, offsetMinutes, ...nowhere }
		const { relevant, calculated } = evaluateRecord(form, generateAnswers(form, options), 0)
		return new Map<string, Answer>([...relevant, ...calculated])
	})
	textOf.set(ready, (i) => {
		const answers = new Map(made[i % made.length])
		const district = districts[i % districts.length]?.code ?? ''
		const cluster = 1 + (Math.floor(i / districts.length) % clustersPerDistrict)
		for (const path of answers.keys()) {
			if (path.endsWith('/district')) answers.set(path, district)
			if (path.endsWith('/cluster_id')) answers.set(path, `${district}-${String(cluster).padStart(2, '0')}`)
		}
		return JSON.stringify({ answers: [...answers], leftOver: [] })
	})
	const { seq } = await store.head()
	await insert(ready, seq, interviewCount)
	return seq + interviewCount
}

async function insert(ready: ServerContext, after: number, interviewCount: number): Promise<void> {
	const { store, study } = ready
	const numbers = Array.from({ length: interviewCount }, (_, i) => after + 1 + i)
	await store.write(async (session) => {
		for (const part of inParts(numbers))
			await session.db
				.insertInto('record')
				.values(
					part.map((seq) => ({
						id: `record-${seq}`,
						project: store.project,
						form: 'household',
						form_version: 1,
						owner: 'a',
						demonstration: 0 as const,
						name: '',
						round: 'endline',
						cluster: null,
						outcome: null,
						district: study.districts[seq % study.districts.length]?.code ?? '',
						sex: null,
						status: 'submitted',
						void: 0 as const,
						open_conflicts: 0,
						open_flags: 0,
						open_kinds: '',
						readers: '',
						answers: textOf.get(ready)?.(seq) ?? '',
						projection_error: null,
						first_seq: seq,
						last_seq: seq,
						started: '',
						changed: '',
					})),
				)
				.execute()
		await session.db
			.updateTable('head')
			.set({ seq: after + interviewCount })
			.execute()
	})
}
