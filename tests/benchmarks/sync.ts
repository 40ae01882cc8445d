import type { Bytes } from '#shared/kernel/bytes'
import { limits } from '#shared/sync/protocol'
import { startPostgres } from '../helpers/postgres.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { administratorOf, type Post } from './administrator.ts'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { firstSyncs } from './first-sync.ts'
import {
	type BundlesSent,
	enrolFleet,
	fetchAllNews,
	framesOf,
	householdInterviews,
	interviewBundles,
	postBundle,
	sendBundles,
} from './fleet.ts'
import { pouchFigures } from './pouch.ts'
import { quietSync } from './wire.ts'

const runs = 5
const bundlesOfAll = 32
/**
 * ODK Central on PostgreSQL 15, measured on a similar machine: clients, interviews per second, p95 of a
 * request in ms.
 */
const central = 'ODK Central on PostgreSQL'
const centralPerSecond: Readonly<Record<number, number>> = { 1: 90, 8: 156, 32: 134 }
const returning = 100
const interviewsOfEach = 93

/**
 * Measures the cost of syncs for the server, on both stores: phones that send at once, a hundred that
 * return on one day, a new desk and a new phone. Sums are of bodies; the sync without news is counted on
 * the socket.
 */
export async function measure(): Promise<Figure[]> {
	const idleBytes = await quietSync()
	const sqlite = await startZila()
	const figures = await syncOf('SQLite', sqlite, [sqlite.pid])
	await sqlite.kill()
	const postgres = await startPostgres({ durable: true })
	const server = await startZila({ databaseUrl: postgres.url })
	figures.push(...(await syncOf('PostgreSQL', server, [server.pid, ...(postgres.pid ? [postgres.pid] : [])])))
	await server.kill()
	await postgres.stop()
	return [
		...figures,
		figure('an idle sync, both ways, with the headers of HTTP/1.1', idleBytes, 'bytes', {
			budget: 999,
		}),
		...(await pouchFigures(returning, interviewsOfEach)),
	]
}

interface Burst {
	readonly perSecond: number
	readonly cpuPerThousand: number
	readonly tookMs: number[]
	readonly upPerThousand: number
	readonly downPerThousand: number
	readonly seconds: number
}

/** All phones send their data at the same moment. */
async function burst(processes: readonly number[], interviews: number, send: () => Promise<BundlesSent[]>) {
	const before = processes.map(cpuSeconds)
	const started = performance.now()
	const sent = await send()
	const seconds = (performance.now() - started) / 1000
	// the database still writes after the response, which counts as well
	await new Promise((later) => setTimeout(later, 1500))
	const cpu = processes.reduce(
		(sum, pid, i) => sum + (cpuSeconds(pid) ?? Number.NaN) - (before[i] ?? Number.NaN),
		0,
	)
	const sum = (of: (each: BundlesSent) => number) => sent.reduce((all, each) => all + of(each), 0)
	return {
		seconds,
		perSecond: interviews / seconds,
		cpuPerThousand: (cpu / interviews) * 1000,
		tookMs: sent.flatMap(({ tookMs }) => tookMs),
		upPerThousand: (sum(({ up }) => up) / interviews) * 1000,
		downPerThousand: (sum(({ down }) => down) / interviews) * 1000,
	} satisfies Burst
}

async function syncOf(database: string, server: ZilaServer, processes: number[]): Promise<Figure[]> {
	const administrator = await administratorOf(server)
	const post = (body: Bytes) => postBundle(server, body)
	const phones = await enrolFleet(administrator, 32)
	for (const phone of phones) await fetchAllNews(phone, post)
	const figures: Figure[] = []
	for (const atOnce of [1, 8, 32]) {
		const bursts: Burst[] = []
		for (let run = 0; run < runs; run++) {
			const senders = phones.slice(0, atOnce)
			const work = await Promise.all(senders.map((phone) => interviewBundles(phone, bundlesOfAll / atOnce)))
			bursts.push(
				await burst(processes, bundlesOfAll * limits.revisionsPerBundle, () =>
					Promise.all(senders.map((phone, i) => sendBundles(phone, post, work[i] ?? []))),
				),
			)
		}
		figures.push(...burstFigures(`${database}, ${atOnce} at once`, bursts, atOnce))
	}
	figures.push(...(await syncAfterWeeks(database, server, administrator, processes)))
	figures.push(...(await firstSyncs(database, server, administrator, processes)))
	return figures
}

function burstFigures(of: string, bursts: readonly Burst[], atOnce: number): Figure[] {
	const middle = (value: (each: Burst) => number) => median(bursts.map(value))
	const tookMs = bursts.flatMap((each) => each.tookMs)
	return [
		figure(
			`${of}: revisions accepted`,
			middle(({ perSecond }) => perSecond),
			'1/s',
			{
				...(atOnce === 8 ? { budget: 2500 } : {}),
				peer: central,
				peerValue: centralPerSecond[atOnce] ?? Number.NaN,
			},
		),
		figure(`${of}: a bundle of 50, p95`, quantile(tookMs, 0.95), 'ms', {
			...(atOnce === 1 ? { budget: 60 } : {}),
			peer: `${central}, one interview, 8 at once`,
			peerValue: 103,
		}),
		...cpuFigure(
			of,
			middle(({ cpuPerThousand }) => cpuPerThousand),
			19.7,
		),
		...(atOnce === 8
			? [
					figure(`${of}: up, 1,000 interviews`, middle(({ upPerThousand }) => upPerThousand) / 1000, 'kB', {
						budget: 2000,
						peer: central,
						peerValue: 3258,
					}),
					figure(
						`${of}: down, 1,000 interviews`,
						middle(({ downPerThousand }) => downPerThousand) / 1000,
						'kB',
						{
							budget: 100,
							peer: central,
							peerValue: 503,
						},
					),
				]
			: []),
	]
}

/** Returns nothing without /proc. */
const cpuFigure = (of: string, value: number, peerValue: number): Figure[] =>
	Number.isFinite(value)
		? [
				figure(`${of}: CPU of server and database per 1,000 interviews`, value, 's', {
					budget: 0.55,
					peer: central,
					peerValue,
				}),
			]
		: []

/**
 * A hundred phones that have not synced since their enrolment, each with forty days of work, on the same
 * evening.
 */
async function syncAfterWeeks(
	database: string,
	server: ZilaServer,
	administrator: Post,
	processes: readonly number[],
): Promise<Figure[]> {
	const post = (body: Bytes) => postBundle(server, body)
	const phones = await enrolFleet(administrator, returning, 100)
	for (const phone of phones) await fetchAllNews(phone, post)
	const interviews = returning * interviewsOfEach
	const answers = await householdInterviews(interviews)
	const work: Awaited<ReturnType<typeof framesOf>>[] = []
	for (const [i, phone] of phones.entries())
		work.push(await framesOf(phone, answers.slice(i * interviewsOfEach, (i + 1) * interviewsOfEach)))
	const { seconds, cpuPerThousand, tookMs } = await burst(processes, interviews, () =>
		Promise.all(
			phones.map(async (phone, i) => {
				const sent = await sendBundles(phone, post, work[i] ?? [])
				await fetchAllNews(phone, post)
				return sent
			}),
		),
	)
	const of = `${database}, ${returning} phones after 40 days, ${interviews} interviews`
	return [
		figure(`${of}: until the last is done`, seconds, 's', {
			peer: `${central}, as fast as it took 9,300`,
			peerValue: 96,
		}),
		figure(`${of}: a bundle, p95`, quantile(tookMs, 0.95), 'ms'),
		...cpuFigure(of, cpuPerThousand, 23.1),
	]
}
