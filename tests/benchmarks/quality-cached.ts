import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodesOf } from '#shared/forms/form-nodes'
import { factsVersion } from '#shared/quality/household-facts'
import { writePacked } from '#shared/quality/packed-answers'
import { roundThresholdsWith } from '#shared/quality/round-thresholds'
import { readDistricts } from '#shared/study/district-list'
import type { Round } from '#shared/study/study'
import { dayOf } from '#shared/study/study-day'
import { plantRound, seenPlanted } from '#shared/testing/planted-round'
import { createQualityChecker } from '../../sync-server/quality/check-round.ts'
import { compareInterviews } from '../../sync-server/quality/compare-interviews.ts'
import { createComparedRounds } from '../../sync-server/quality/compared-rounds.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import type { InterviewRow } from '../../sync-server/storage/quality/interviews.ts'
import type { Session } from '../../sync-server/storage/session.ts'
import { charted } from '../../sync-server/sync/project-interview.ts'
import { loadInstrument } from '../helpers/instruments.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { type Figure, figure } from './benchmark-result.ts'

/** Interviews of a district, of one round and of ten; a hundred only on request. */
const sizes = (process.env.BENCH_QUALITY_INTERVIEWS ?? '300 9300 100000').split(' ').map(Number)
/** New interviews that are compared together. */
const newCount = 50
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
	for (const interviewCount of sizes) {
		const folder = mkdtempSync(join(tmpdir(), 'zila-quality-'))
		figures.push(...(await measureOn('SQLite', interviewCount, sqliteEngine(join(folder, 'zila.sqlite')))))
		rmSync(folder, { recursive: true })
		const postgres = await startPostgres({ durable: true })
		figures.push(
			...(await measureOn(
				'PostgreSQL',
				interviewCount,
				postgresEngine(postgres.url, () => undefined),
			)),
		)
		await postgres.stop()
	}
	return figures
}

async function measureOn(database: string, interviewCount: number, engine: Engine): Promise<Figure[]> {
	const store = await openStore({ engine, project: 'pk31', now: () => Date.now() })
	try {
		let created = 0
		let newest: InterviewRow[] = []
		for (const rows of generateRows(interviewCount)) {
			created += rows.length
			newest = rows
			await store.write((session) => insertDistrict(session, rows))
		}
		const rounds = createComparedRounds()
		/** Compares some of the newest interviews as if they had just arrived. */
		const compareNew = async (arrived: readonly InterviewRow[]) => {
			await store.changing.db
				.updateTable('interview')
				.set({ compared: 0 })
				.where(
					'record',
					'in',
					arrived.map(({ record }) => record),
				)
				.execute()
			return measureWork(() => compareInterviews(store, { leastItems: limits.q09LeastItems, rounds }))
		}
		const firstCompared = await compareNew(newest.slice(-1))
		const compared = await compareNew(newest.slice(-newCount))
		const { checkRound } = createQualityChecker({ store, study: { offsetMinutes: 300 } })
		const checkWholeRound = () => checkRound(round, () => true)
		const first = await measureWork(checkWholeRound)
		const remainingChecks = await measureWork(async () => {
			while ((await checkWholeRound()).outdatedDistricts > 0);
		})
		const unchangedRound = await measureWork(checkWholeRound)
		const [changed] = newest
		const changePerson = async (person: string) => {
			if (changed) await store.write((session) => session.saveInterviews([{ ...changed, person }], []))
		}
		await changePerson('x')
		const changedRound = await measureWork(checkWholeRound)
		await changePerson('y')
		const checkDistrictPage = () => checkRound(round, changed?.district ?? '', { now: false })
		const changedDistrict = await measureWork(checkDistrictPage)
		const completedDistrict = await measureWork(() => checkRound(round, changed?.district ?? ''))
		const unchangedDistrict = await measureWork(checkDistrictPage)
		const figureOf = (label: string, { ms }: { ms: number }, budget?: number) =>
			figure(`${database}, ${created} interviews: ${label}`, ms, 'ms', budget === undefined ? {} : { budget })
		return [
			figureOf('the first new interview compared: the round is read', firstCompared),
			figure(
				`${database}, ${created} interviews: CPU to compare a new one, ${newCount} at once`,
				compared.cpuMs / newCount,
				'ms',
				{ budget: 10 },
			),
			figureOf('comparing: longest block of the event loop', {
				ms: Math.max(firstCompared.longestBlockMs, compared.longestBlockMs),
			}),
			figureOf('the whole round, first request', first, 1000),
			figureOf('until all districts are checked', remainingChecks),
			figureOf('checking: longest block of the event loop', {
				ms: Math.max(first.longestBlockMs, remainingChecks.longestBlockMs),
			}),
			figureOf('the whole round, nothing has changed', unchangedRound, 1000),
			figureOf('the whole round, one interview has changed', changedRound, 1000),
			figureOf('that district alone, one interview has changed', changedDistrict, 1000),
			figureOf('that district alone, until it is checked', {
				ms: changedDistrict.ms + completedDistrict.ms,
			}),
			figureOf('that district alone, nothing has changed', unchangedDistrict, 1000),
		]
	} finally {
		await store.close()
	}
}

/** Inserts interviews into the table directly, since `intake` measures receiving them. */
async function insertDistrict(session: Session, rows: readonly InterviewRow[]): Promise<void> {
	const stored = {
		project: 'pk31',
		seq: 1,
		compared: 1 as const,
		most_similar: null,
		similarity_permille: null,
		comparison: 0,
	}
	for (let at = 0; at < rows.length; at += 500)
		await session.db
			.insertInto('interview')
			.values(rows.slice(at, at + 500).map((row) => ({ ...row, ...stored })))
			.execute()
	const [first] = rows
	if (!first) return
	await session.db
		.insertInto('interview_stamp')
		.values({ project: 'pk31', round: round.code, district: first.district, n: 1 })
		.execute()
}

interface Work {
	readonly ms: number
	/** CPU time of this process, without PostgreSQL. */
	readonly cpuMs: number
	readonly longestBlockMs: number
}

/** Measures a duration, and the longest block of the event loop. */
async function measureWork(work: () => Promise<unknown>): Promise<Work> {
	let [last, longestBlockMs] = [performance.now(), 0]
	const measureGap = () => {
		longestBlockMs = Math.max(longestBlockMs, performance.now() - last)
		last = performance.now()
	}
	const timer = setInterval(measureGap, 1)
	const from = performance.now()
	const cpuFrom = process.cpuUsage()
	await work()
	const { user, system } = process.cpuUsage(cpuFrom)
	const ms = performance.now() - from
	await new Promise((done) => setTimeout(done, 20))
	clearInterval(timer)
	return { ms, cpuMs: (user + system) / 1000, longestBlockMs }
}

/** Generates the interviews district by district: a million do not fit into memory at once. */
function* generateRows(interviewCount: number): Generator<InterviewRow[]> {
	const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8')).map(
		({ code }) => code,
	)
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	for (const [index, district] of districts.entries()) {
		const planted = plantRound({
			seed: 31 + index,
			round: round.code,
			districts: [district],
			perDistrict: Math.ceil(interviewCount / districts.length),
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
