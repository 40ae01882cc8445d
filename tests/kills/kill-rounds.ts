import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '#shared/kernel/seeded-random'
import { surveyProject as project } from '#shared/study/deployments'
import { filesInFolder } from '../../sync-server/attachments/files-in-folder.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { administratorOf } from '../benchmarks/administrator.ts'
import { type StartOptions, startZila, type ZilaServer } from '../walks/zila-server.ts'
import { AttachmentSender } from './attachment-sender.ts'
import { checkNothingLost } from './check-durability.ts'
import { enrolTeams, planWork, type Sender } from './fieldworker.ts'

const preload = './tests/kills/die-at-statement.mjs'
const people = 2
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms).unref())
const phonesOfEach = 2

export interface KillOptions {
	readonly kills: number
	/** Null for SQLite, in a folder of its own. */
	readonly databaseUrl: string | null
	/** Statements between two kills: 1 tests every statement. */
	readonly stride: number
	/** The statement of the first kill. */
	readonly first?: number
	readonly seed?: number
	readonly onRound?: (round: number, how: string) => void
}

export interface Killed {
	readonly kills: number
	/** Kills at a statement; the others were at any moment, or after the last statement of a round. */
	readonly atStatements: number
	readonly starts: number
	readonly acknowledged: number
	readonly revisions: number
	readonly pictures: number
	/** Maximum number of statements in a round; 0 if the end of a round was not reached. */
	readonly statements: number
}

/**
 * Kills the real server with SIGKILL repeatedly while phones send: at each database statement in turn, with
 * a statement in flight, at random moments, and during its start. After each kill it restarts on the same
 * store, which is checked against all acknowledgements since the beginning; then the phones send again what
 * was not acknowledged, and continue.
 * @throws NotKept
 */
export async function killOverAndOver(options: KillOptions): Promise<Killed> {
	const { databaseUrl, kills, onRound = () => {} } = options
	const random = seededRandom(options.seed ?? 1)
	const dataFolder = mkdtempSync(join(tmpdir(), 'zila-kills-'))
	const engine = (): Engine =>
		databaseUrl ? postgresEngine(databaseUrl, () => {}) : sqliteEngine(join(dataFolder, 'zila.sqlite'))
	const start: StartOptions = { dataFolder, preload, ...(databaseUrl ? { databaseUrl } : {}) }
	let starts = 0
	let killed = 0
	let atStatements = 0
	/** Starts the server; sometimes it is killed during the start first. */
	async function startAgain(server: ZilaServer | null, diesAt: number): Promise<ZilaServer> {
		const begin = (more: StartOptions) => (server ? server.restart(more) : startZila({ ...start, ...more }))
		starts++
		if (diesAt === 0) return begin({ environment: {} })
		try {
			return await begin({ environment: { ZILA_KILL_AT_STATEMENT: String(diesAt) } })
		} catch {
			killed++
			atStatements++
			onRound(killed, `at statement ${diesAt} of its start`)
			return startAgain(server, 0)
		}
	}

	// empty store: the start creates tables and stores forms and campaign
	let server = await startAgain(null, 0 < kills ? 1 + random.below(40) : 0)
	const teams = await enrolTeams(await administratorOf(server), people, phonesOfEach + 1)
	const writers = teams.map((team) => team.slice(0, phonesOfEach))
	const readers = teams.flatMap((team) => team.slice(phonesOfEach))
	const everybody = writers.flat()
	const pictures = new AttachmentSender(everybody[0] as Sender)
	const urlOf = () => server.url
	for (const each of [...everybody, ...readers]) await each.receiveAll(urlOf)
	const work = async (each: Sender) =>
		(await each.send(urlOf)) && (each !== everybody[0] || (await pictures.send(urlOf)))

	const acked = () => everybody.flatMap((each) => [...each.acked.keys()])
	async function check(): Promise<number> {
		const store = await openStore({ engine: engine(), project, now: Date.now })
		try {
			const { revisions } = await checkNothingLost(store, acked())
			await pictures.check(filesInFolder(join(dataFolder, 'files')))
			return revisions
		} finally {
			await store.close()
		}
	}

	let at = options.first ?? 1
	let statements = 0
	while (killed < kills) {
		for (const team of writers) planWork(team, { name: `round ${killed}` })
		everybody[0]?.plan([pictures.plan()])
		const ended = once(server.child, 'exit')
		const isSent = databaseUrl !== null && random.chance(0.3)
		const isAnyMoment = random.chance(0.15)
		const soon = isAnyMoment ? setTimeout(() => server.child.kill('SIGKILL'), random.below(120)) : undefined
		if (!isAnyMoment) server.child.send({ at, isSent })
		const isAllSent = (await Promise.all(everybody.map(work))).every(Boolean)
		clearTimeout(soon)
		onRound(++killed, isAnyMoment ? 'at any moment' : `at statement ${at}${isSent ? ', which was sent' : ''}`)
		// if all was sent, no statement will trigger the kill; otherwise it has mostly happened
		const hasDied = await Promise.race([
			ended.then(() => true),
			pause(isAllSent ? 0 : 3000).then(() => false),
		])
		if (!isAnyMoment && hasDied) atStatements++
		server.child.kill('SIGKILL')
		await ended
		if (!isAnyMoment) {
			// after the last statement of a round, restart at one of the first
			if (isAllSent) statements = at
			at = isAllSent ? 1 + random.below(options.stride) : at + options.stride
		}
		server = await startAgain(server, killed < kills && random.chance(0.12) ? 1 + random.below(25) : 0)
		await check()
	}
	for (const each of everybody)
		if (!(await work(each))) throw new Error('a server that is not killed does not answer')
	const revisions = await check()
	const written = new Set(everybody.flatMap((each) => each.written.map(({ id }) => id)))
	if (revisions !== written.size)
		throw new Error(`${written.size} revisions were acknowledged, ${revisions} are stored`)
	await checkReceived(writers, readers, urlOf)
	await server.kill()
	return {
		kills: killed,
		atStatements,
		starts,
		acknowledged: acked().length,
		revisions,
		pictures: pictures.confirmed.length,
		statements,
	}
}

/** Checks that another phone of each user has received every effective revision once. */
async function checkReceived(
	writers: readonly (readonly Sender[])[],
	readers: readonly Sender[],
	urlOf: () => string,
): Promise<void> {
	for (const [i, reader] of readers.entries()) {
		await reader.receiveAll(urlOf)
		const counts = (writers[i] ?? []).flatMap((each) =>
			[...each.acked].filter(([, code]) => code !== 'quarantined').map(([id]) => id),
		)
		const isEachOnce = reader.received.length === new Set(reader.received).size
		const missing = counts.filter((id) => !reader.received.includes(id))
		if (!isEachOnce || missing.length > 0 || reader.received.length !== counts.length)
			throw new Error(`a phone received ${reader.received.length} of ${counts.length}`)
	}
}
