import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { surveyProject as project } from '#shared/study/deployments'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { administratorOf } from '../benchmarks/administrator.ts'
import { type OwnPostgres, startOwnPostgres } from '../helpers/postgres.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { checkNothingLost } from './check-durability.ts'
import { enrolTeams, planWork } from './fieldworker.ts'

const shutdowns = 4
/** Pauses before the shutdowns; the load beside them is not repeatable. */
const random = seededRandom(1)
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

let postgres: OwnPostgres
let server: ZilaServer
const noted: string[] = []
beforeAll(async () => {
	postgres = await startOwnPostgres()
	server = await startZila({ databaseUrl: postgres.url, onFailure: (what) => noted.push(what) })
})
afterAll(async () => {
	await server.kill()
	await postgres.stop()
})

test('[F45] an immediate shutdown and restart of PostgreSQL under load loses no data', async () => {
	const teams = await enrolTeams(await administratorOf(server), 3, 2)
	const everybody = teams.flat()
	const urlOf = () => server.url
	let isLoaded = true
	let planned = 0
	// any other failure than a retry fails the test
	const load = teams.map(async (team) => {
		while (isLoaded) {
			const areSent = await Promise.all(team.map((each) => each.send(urlOf)))
			if (areSent.every(Boolean)) planWork(team, { name: `round ${planned++}` })
			else await pause(20)
		}
	})
	const work = Promise.all(load)
	const shutThemDown = async () => {
		for (let i = 0; i < shutdowns; i++) {
			// the server works again and is under load
			for (const before = planned; planned < before + teams.length; ) await pause(5)
			await pause(60 * random.next())
			await postgres.stopAtOnce()
			await pause(100)
			await postgres.startAgain()
		}
	}
	await Promise.race([work, shutThemDown()])
	isLoaded = false
	await work
	// the same process, without a restart
	expect(server.child.exitCode).toBeNull()
	for (const each of everybody) expect(await each.send(urlOf)).toBe(true)
	expect(everybody.reduce((sum, { retries: cameAgain }) => sum + cameAgain, 0)).toBeGreaterThan(0)
	expect(noted.length).toBeGreaterThan(0)

	const store = await openStore({ engine: postgresEngine(postgres.url, () => {}), project, now: Date.now })
	const acked = everybody.flatMap((each) => [...each.acked.keys()])
	const { revisions } = await checkNothingLost(store, acked)
	await store.close()
	const written = everybody.flatMap((each) => each.written)
	expect([revisions, acked.length]).toEqual([written.length, written.length])
	expect(written.length).toBe(7 * planned)
})
