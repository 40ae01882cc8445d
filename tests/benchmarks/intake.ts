import type { Bytes } from '#shared/kernel/bytes'
import { limits } from '#shared/sync/protocol'
import { startPostgres } from '../helpers/postgres.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { administratorOf } from './administrator.ts'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { enrolFleet, interviewBundles, postBundle, sendBundles } from './fleet.ts'

const runs = 5
const clients = 8
const bundlesPerClient = 10
const bundlesAlone = 60

/**
 * Measures how many household interviews the real server accepts: verified, decrypted, evaluated by the
 * form, folded, on disk. Eight phones at once send full bundles. The values of a run cover all its
 * requests; the medians of five runs are shown.
 */
export async function measure(): Promise<Figure[]> {
	const figures: Figure[] = []
	const sqlite = await startZila()
	figures.push(...(await intakeOf('SQLite', sqlite, [sqlite.pid])))
	await sqlite.kill()
	const postgres = await startPostgres({ durable: true })
	const server = await startZila({ databaseUrl: postgres.url })
	figures.push(
		...(await intakeOf('PostgreSQL', server, [server.pid, ...(postgres.pid ? [postgres.pid] : [])])),
	)
	await server.kill()
	await postgres.stop()
	return figures
}

async function intakeOf(database: string, server: ZilaServer, processes: number[]): Promise<Figure[]> {
	const phones = await enrolFleet(await administratorOf(server), clients)
	const post = (body: Bytes) => postBundle(server, body)
	for (const phone of phones) while ((await phone.sync(post)).header.more);
	const perSecond: number[] = []
	const cpu: number[] = []
	for (let run = 0; run < runs; run++) {
		const work = await Promise.all(phones.map((phone) => interviewBundles(phone, bundlesPerClient)))
		const cpuBefore = processes.map(cpuSeconds)
		const started = performance.now()
		await Promise.all(phones.map((phone, i) => sendBundles(phone, post, work[i] ?? [])))
		const seconds = (performance.now() - started) / 1000
		// the database still writes after the response, which counts as well
		await new Promise((later) => setTimeout(later, 1500))
		const accepted = clients * bundlesPerClient * limits.revisionsPerBundle
		perSecond.push(accepted / seconds)
		const used = processes.map((pid, i) => (cpuSeconds(pid) ?? Number.NaN) - (cpuBefore[i] ?? Number.NaN))
		cpu.push((used.reduce((sum, each) => sum + each, 0) / accepted) * 1000)
	}
	// eight phones wait for each other, so the latency of a bundle is measured with one
	const [alone] = phones
	const latencies = alone
		? (await sendBundles(alone, post, await interviewBundles(alone, bundlesAlone))).tookMs
		: []
	const central = 'ODK Central on PostgreSQL'
	return [
		figure(`${database}: interviews accepted, ${clients} phones at once`, median(perSecond), '1/s', {
			budget: 2500,
			peer: central,
			peerValue: 156,
		}),
		...(cpu.every(Number.isFinite)
			? [
					figure(`${database}: CPU of server and database per 1,000 interviews`, median(cpu), 's', {
						budget: 0.55,
						peer: central,
						peerValue: 19.7,
					}),
				]
			: []),
		figure(`${database}: a bundle of 50, one phone, p50`, quantile(latencies, 0.5), 'ms', {
			budget: 20,
			peer: `${central}, one interview`,
			peerValue: 63,
		}),
		figure(`${database}: a bundle of 50, one phone, p95`, quantile(latencies, 0.95), 'ms', {
			budget: 60,
			peer: `${central}, one interview`,
			peerValue: 103,
		}),
	]
}
