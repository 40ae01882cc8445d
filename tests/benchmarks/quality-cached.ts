import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { nodesOf } from '#shared/forms/form-nodes'
import { factsVersion } from '#shared/quality/household-facts'
import { writePacked } from '#shared/quality/packed-answers'
import { roundThresholdsWith } from '#shared/quality/round-thresholds'
import { type Round, readDistricts } from '#shared/study/study'
import { dayOf } from '#shared/study/study-day'
import { plantRound, seenPlanted } from '#shared/testing/planted-round'
import { createQualityChecker } from '../../sync-server/quality/check-round.ts'
import { compareInterviews } from '../../sync-server/quality/compare-interviews.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import type { InterviewRow } from '../../sync-server/storage/quality/interviews.ts'
import type { Tables } from '../../sync-server/storage/tables/tables.ts'
import { charted } from '../../sync-server/sync/project-interview.ts'
import { loadInstrument } from '../helpers/instruments.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { type Figure, figure } from './benchmark-result.ts'

/** Interviews of one round and ten; a hundred only on request. */
const sizes = (process.env.BENCH_QUALITY_INTERVIEWS ?? '9300 100000').split(' ').map(Number)
/** Interviews of one enumerator in a round. */
const perPerson = 75
const limits = roundThresholdsWith()
const round: Round = { code: 'endline', name: { en: 'Endline' }, state: 'open', demonstration: false }

/**
 * Measures the waiting times of the desk in rounds of any size, on both stores, with all interviews
 * compared except the newest.
 */
export async function measure(): Promise<Figure[]> {
	const figures: Figure[] = []
	for (const many of sizes) {
		const folder = mkdtempSync(join(tmpdir(), 'zila-quality-'))
		figures.push(...(await measureOn('SQLite', many, sqliteEngine(join(folder, 'zila.sqlite')))))
		rmSync(folder, { recursive: true })
		const postgres = await startPostgres({ durable: true })
		figures.push(
			...(await measureOn(
				'PostgreSQL',
				many,
				postgresEngine(postgres.url, () => undefined),
			)),
		)
		await postgres.stop()
	}
	return figures
}

async function measureOn(database: string, many: number, engine: Engine): Promise<Figure[]> {
	const store = await openStore({ engine, project: 'pk31', now: () => Date.now() })
	try {
		let made = 0
		let newest: InterviewRow[] = []
		for (const rows of madeRows(many)) {
			made += rows.length
			newest = rows
			await store.write(({ db }) => insertDistrict(db, rows))
		}
		const uncompared = newest.slice(-50).map((row) => row.record)
		await store.db.updateTable('interview').set({ compared: 0 }).where('record', 'in', uncompared).execute()
		const compared = await took(() =>
			compareInterviews(store, { leastItems: limits.q09LeastItems, most: 50 }),
		)
		const { checkRound: look } = createQualityChecker({ store, study: { offsetMinutes: 300 } })
		const whole = () => look(round, () => true)
		const first = await took(whole)
		const all = await took(async () => {
			while ((await whole()).recordsBehind > 0);
		})
		const again = await took(whole)
		const [changed] = newest
		const change = async (person: string) => {
			if (changed) await store.write((session) => session.saveInterviews([{ ...changed, person }], []))
		}
		await change('x')
		const after = await took(whole)
		await change('y')
		const page = () => look(round, changed?.district ?? '', { now: false })
		const one = await took(page)
		const settled = await took(() => look(round, changed?.district ?? ''))
		const still = await took(page)
		const of = (what: string, { ms }: { ms: number }, budget?: number) =>
			figure(`${database}, ${made} interviews: ${what}`, ms, 'ms', budget === undefined ? {} : { budget })
		return [
			of('50 new ones against all', compared),
			of('new against all: longest in which nobody is answered', { ms: compared.stillMs }),
			of('the whole round is asked for first', first, 1000),
			of('until all of it is looked over', all),
			of('looking over: longest in which nobody is answered', { ms: Math.max(first.stillMs, all.stillMs) }),
			of('the whole round, nothing has changed', again, 1000),
			of('the whole round, one interview has changed', after, 1000),
			of('that district alone, one interview has changed', one, 1000),
			of('that district alone, until it is looked over', { ms: one.ms + settled.ms }),
			of('that district alone, nothing has changed', still, 1000),
		]
	} finally {
		await store.close()
	}
}

/** Inserts interviews into the table directly, since `intake` measures receiving them. */
async function insertDistrict(db: Kysely<Tables>, rows: readonly InterviewRow[]): Promise<void> {
	const stored = {
		project: 'pk31',
		seq: 1,
		compared: 1 as const,
		most_similar: null,
		similarity_permille: null,
	}
	for (let at = 0; at < rows.length; at += 500)
		await db
			.insertInto('interview')
			.values(rows.slice(at, at + 500).map((row) => ({ ...row, ...stored })))
			.execute()
	const [first] = rows
	if (!first) return
	await db
		.insertInto('interview_stamp')
		.values({ project: 'pk31', round: round.code, district: first.district, n: 1 })
		.execute()
}

/** Measures a duration, and the longest block of the event loop. */
async function took(work: () => Promise<unknown>): Promise<{ ms: number; stillMs: number }> {
	let [last, stillMs] = [performance.now(), 0]
	const measureGap = () => {
		stillMs = Math.max(stillMs, performance.now() - last)
		last = performance.now()
	}
	const timer = setInterval(measureGap, 1)
	const from = performance.now()
	await work()
	const ms = performance.now() - from
	await new Promise((done) => setTimeout(done, 20))
	clearInterval(timer)
	return { ms, stillMs }
}

/** Generates the interviews district by district: a million do not fit into memory at once. */
function* madeRows(many: number): Generator<InterviewRow[]> {
	const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8')).map(
		({ code }) => code,
	)
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	for (const [index, district] of districts.entries()) {
		const planted = plantRound({
			seed: 31 + index,
			round: round.code,
			districts: [district],
			perDistrict: Math.ceil(many / districts.length),
			habitOf: () => 'plain',
			pathOf: (name) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name,
		})
		for (const [, own] of seenPlanted(planted, paths, () => null))
			yield own.map(({ record, person, cluster, packed, similarity, ...facts }): InterviewRow => {
				const [, nth] = record.split(' ')
				return {
					record,
					round: round.code,
					district,
					cluster,
					demonstration: 0,
					facts_version: factsVersion,
					person: `${person} ${Math.floor(Number(nth) / perPerson)}`,
					finished: new Date(facts.finishedAt).toISOString(),
					facts: JSON.stringify(facts),
					answers: writePacked(packed),
					done_on: dayOf(facts.finishedAt),
					...charted(facts),
				}
			})
	}
}
