import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import { seededRandom } from '#shared/kernel/seeded-random'
import { factsVersion, type HouseholdFacts, householdFacts } from '#shared/quality/household-facts'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { rebuildCounts } from '../../sync-server/storage/records/record-counts.ts'
import type { Session } from '../../sync-server/storage/session.ts'
import type { RecordRow } from '../../sync-server/storage/tables/row-types.ts'
import type { Tables } from '../../sync-server/storage/tables/tables.ts'
import { generateRound } from '../helpers/generated-round.ts'
import { interviewRow } from '../helpers/interview-row.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { administratorOf, allDistricts, cookieOf } from './administrator.ts'
import { type Figure, figure, median } from './benchmark-result.ts'

/** Records of one round, ten rounds, and a hundred. */
const sizes = (process.env.BENCH_DESK_RECORDS ?? '9300 100000 1000000').split(' ').map(Number)
const runs = 7
const project = 'pk31'
/**
 * Returns the visited households: in each district all of twenty, but two thirds of them in every third
 * district.
 */
const visitedOf = (records: number, districts: number) => Math.round(records / (districts * (8 / 9)))

/**
 * Measures the waiting times of a desk, over HTTP from the real server. Rows are inserted into the store
 * directly, since `intake` measures receiving them. Opening a desk loads the coverage; a filter loads a
 * filtered list of records.
 */
export async function measure(): Promise<Figure[]> {
	const figures: Figure[] = []
	for (const records of sizes) {
		const sqlite = await startZila()
		figures.push(
			...(await deskOf('SQLite', records, sqlite, () =>
				sqliteEngine(join(sqlite.dataFolder, 'zila.sqlite')),
			)),
		)
		const postgres = await startPostgres({ durable: true })
		const server = await startZila({ databaseUrl: postgres.url })
		figures.push(
			...(await deskOf('PostgreSQL', records, server, () => postgresEngine(postgres.url, () => undefined))),
		)
		await postgres.stop()
	}
	return figures
}

async function deskOf(
	database: string,
	records: number,
	first: ZilaServer,
	engine: () => Engine,
): Promise<Figure[]> {
	const post = await administratorOf(first)
	const person = { name: 'Sadia', code: 'sadia', role: 'data-manager', districts: 'all', language: 'en' }
	const { code } = await post('/api/people', person)
	await first.kill()
	const { owner, waiting } = await makeRecords(engine(), records)
	const server = await first.restart()
	const cookie = await cookieOf(server.url, String(code))
	const ask = async (path: string): Promise<Record<string, unknown>> => {
		const reply = await fetch(server.url + path, { headers: { cookie } })
		if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
		return (await reply.json()) as Record<string, unknown>
	}
	const timed = async (work: () => Promise<unknown>, times = runs): Promise<number> => {
		const found: number[] = []
		for (let run = 0; run < times; run++) {
			const started = performance.now()
			await work()
			found.push(performance.now() - started)
		}
		return median(found)
	}
	const timeRequest = (path: string) => timed(() => ask(path))
	const lines = async (change: object): Promise<void> => {
		const wholeTable = {
			form: 'household',
			round: 'endline',
			values: 'codes',
			table: 'household',
			filter: '',
		}
		const page = {
			columns: ['record_id', 'record_status', 'enumerator'],
			from: 0,
			many: 100,
			isAnew: true,
			opens: false,
		}
		const reply = await fetch(`${server.url}/api/table/rows`, {
			method: 'POST',
			headers: { cookie, 'content-type': 'application/json' },
			body: JSON.stringify({ ...wholeTable, search: '', sort: null, ...page, ...change }),
		})
		if (!reply.ok) throw new Error(`the table: ${reply.status}`)
		await reply.json()
	}
	const startedAt = performance.now()
	// after a start, all checks run again in the background, after the users' requests
	const meanwhile = await timeRequest('/api/records?round=endline&waiting=1&order=worst')
	while ((await ask('/api/quality?round=endline')).outdatedDistricts !== 0) await setTimeout(5000)
	const checkedMs = performance.now() - startedAt
	// a million rows were updated at once; PostgreSQL itself would vacuum some minutes later
	if (database === 'PostgreSQL') await vacuum(engine())
	const { since } = await ask('/api/coverage?round=endline')
	const { seq } = since as { seq: number }
	const today = dayOf(Date.now())
	const requests = {
		'coverage opens': ['/api/coverage?round=endline', 1000],
		'a district opens': ['/api/coverage/PK607?round=endline', 1000],
		'charts open': ['/api/charts?round=endline', 1000],
		'charts: a district': ['/api/charts?round=endline&district=PK607', 100],
		'exact places of a district': ['/api/coverage/PK607/map?round=endline', 1000],
		'the list opens': ['/api/records?round=endline', 1000],
		'list: a district': ['/api/records?round=endline&district=PK607', 100],
		'list: done, of a district and a sex': [
			'/api/records?round=endline&district=PK607&form=household&counted=1&outcome=done&sex=male',
			100,
		],
		'list: refused': ['/api/records?round=endline&form=household&counted=1&outcome=refused', 100],
		'list: returned': ['/api/records?round=endline&status=returned', 100],
		'list: with a conflict': ['/api/records?round=endline&counted=1&disputed=1', 100],
		'list: a cluster': ['/api/records?round=endline&district=PK607&cluster=PK607-07', 100],
		'list: a day': [
			`/api/records?round=endline&form=household&counted=1&outcome=done&day=${dayAfter(today, -9)}`,
			100,
		],
		'list: new since yesterday': [
			`/api/records?round=endline&counted=1&outcome=done&finishedAfter=${seq}`,
			100,
		],
		'list: an enumerator': [`/api/records?round=endline&owner=${owner}`, 100],
		'queue: the oldest first': ['/api/records?round=endline&waiting=1&order=oldest', 100],
		'queue: most open questions first': ['/api/records?round=endline&waiting=1&order=worst', 100],
		'queue: a kind of question': ['/api/records?round=endline&waiting=1&flag=alike&order=worst', 100],
		'queue: none open, of an enumerator': [
			`/api/records?round=endline&waiting=1&flag=none&order=oldest&owner=${owner}`,
			100,
		],
		'queue: how many wait': ['/api/review/count', 100],
		'queue: numbers of the filters': ['/api/review/facets?round=endline&waiting=1', 1000],
		'queue: before and after one': [
			`/api/records/${encodeURIComponent(waiting)}/neighbours?round=endline&waiting=1&flag=any&order=worst`,
			100,
		],
		'list: part of a name, in a district': ['/api/records?round=endline&district=PK607&search=77', 100],
		'list: part of a name': ['/api/records?round=endline&search=PK607 · 77', 1000],
	} as const
	const figures = [
		figure(`${database}, ${records} records: from the start until all records are checked`, checkedMs, 'ms'),
		figure(`${database}, ${records} records: the queue, while records are checked`, meanwhile, 'ms'),
	]
	for (const [label, [path, budget]] of Object.entries(requests))
		figures.push(
			figure(`${database}, ${records} records: ${label}`, await timeRequest(path), 'ms', { budget }),
		)
	const sorted = { sort: { column: 'changed', isDescending: true } }
	const tables: Readonly<Record<string, readonly [change: object, times: number, budget?: number]>> = {
		'the table opens': [{}, 3, 1000],
		// a request before the projection is complete waits for it
		'table: the first look into columns, which are written then': [{ filter: "record_status eq 'none'" }, 1],
		'table: sorted by a column, looked for anew': [sorted, runs, 1000],
		'table: the same, another stretch': [
			{ ...sorted, isAnew: false, from: Math.round(records / 2) },
			runs,
			100,
		],
		'table: narrowed by a column': [{ filter: "record_status eq 'approved'" }, runs, 100],
		'table: narrowed by an answer': [{ filter: 'age gt 40' }, runs, 100],
		'table: a part of any cell': [{ search: 'no such words' }, runs, 1000],
	}
	for (const [label, [change, times, budget]] of Object.entries(tables)) {
		const ms = await timed(() => lines(change), times)
		figures.push(figure(`${database}, ${records} records: ${label}`, ms, 'ms', budget ? { budget } : {}))
	}
	await server.kill()
	return figures
}

async function vacuum({ dialect }: Engine): Promise<void> {
	const db = new Kysely<Tables>({ dialect })
	await sql`vacuum record`.execute(db)
	await db.destroy()
}

/**
 * Inserts the records. Returns the owner of some of them, and the id of a submitted one with an open flag.
 */
async function makeRecords(engine: Engine, records: number): Promise<{ owner: string; waiting: string }> {
	const store = await openStore({ engine, project, now: () => Date.now() })
	const districts = await allDistricts()
	const today = dayOf(Date.now())
	const { seq } = await store.head()
	const rows = generateRound({
		districts,
		round: 'endline',
		random: seededRandom(1),
		firstSeq: seq + 1,
		households: visitedOf(records, districts.length),
		firstDay: dayAfter(today, -60),
		lastDay: today,
	})
	let last = seq
	let waiting = ''
	let part: RecordRow[] = []
	const insert = async (session: Session) => {
		if (part.length > 0) {
			await session.db
				.insertInto('record')
				.values(part.map((row) => ({ ...row, project })))
				.execute()
			await session.db.insertInto('interview').values(part.map(interviewOf)).execute()
		}
		part = []
	}
	await store.write(async (session) => {
		let received = ''
		for (const row of rows) {
			last = row.last_seq
			// one in eleven has open flags
			const open_flags = last % 11 === 0 ? 1 + (last % 3) : 0
			const open_kinds = open_flags === 0 ? '' : open_flags > 1 ? ' alike ' : ' short-for-path '
			part.push({ ...row, owner: `enumerator ${last % 124}`, open_flags, open_kinds })
			if (open_flags > 0 && row.status === 'submitted') waiting = row.id
			// one revision per day is enough to find the day
			if (row.changed !== received) {
				received = row.changed
				await session.db.insertInto('revision').values(revisionAt(last, received)).execute()
			}
			if (part.length === 500) await insert(session)
		}
		await insert(session)
		await session.db
			.insertInto('interview_stamp')
			.values(districts.map(({ code }) => ({ project, round: 'endline', district: code, n: 1 })))
			.execute()
		await rebuildCounts(session)
	})
	await store.changing.db.updateTable('head').set({ seq: last }).execute()
	// PostgreSQL itself would do so a minute after so many inserts
	if (store.engine === 'postgres') await sql`analyze`.execute(store.changing.db)
	await store.close()
	return { owner: 'enumerator 7', waiting }
}

const { facts: blankFacts } = householdFacts(new Map(), [])

/** An interview of a working day, with its location. */
const interviewOf = ({
	id,
	district,
	cluster,
	owner,
	finished_on,
	changed,
	outcome,
	last_seq,
}: RecordRow) => ({
	...interviewRow(id, {
		district: district ?? '',
		cluster: cluster ?? '',
		person: owner,
		finished: changed,
		facts_version: factsVersion,
		...(outcome === 'done'
			? { done_on: finished_on, start_hour: 8 + (last_seq % 12), minutes: 20 + (last_seq % 50) }
			: {}),
		facts: JSON.stringify({
			...blankFacts,
			place: [30 + (last_seq % 997) / 1000, 70],
			area: 'rural',
			distanceMetres: 400,
			formVersion: 1,
			startedAt: Date.parse(changed),
			finishedAt: Date.parse(changed),
			clockErrorMs: 0,
		} satisfies HouseholdFacts),
	}),
	project,
	seq: last_seq,
	compared: 1 as const,
	most_similar: null,
	similarity_permille: null,
	comparison: 0,
})

const revisionAt = (seq: number, received: string) => ({
	id: `made ${seq}`,
	project,
	record: `made ${seq}`,
	seq,
	chain: '',
	author: 'a',
	device: 'd',
	role: 'enumerator',
	n: seq,
	form: 'household',
	form_version: 1,
	bytes: new Uint8Array(1),
	received,
	flag: null,
	checked: 1 as const,
	signature: null,
})
