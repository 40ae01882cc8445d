import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { surveyProject as project } from '#shared/study/deployments'
import { sheetsOf } from '#shared/testing/scenario'
import type { Edit } from '#shared/testing/test-phone'
import { fileStoreInS3 } from '../../sync-server/attachments/file-store-in-s3.ts'
import type { S3Settings } from '../../sync-server/attachments/s3-bucket.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { findRecord } from '../../sync-server/storage/records/records.ts'
import { cookieOf, postAs, publish } from '../benchmarks/administrator.ts'
import { freshDatabase } from '../helpers/fresh-engines.ts'
import { rewritten } from '../helpers/phone.ts'
import { type S3ForTests, startS3 } from '../helpers/s3.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { AttachmentSender } from './attachment-sender.ts'
import { checkNothingLost } from './check-durability.ts'
import { enrolTeams, planWork, type Sender } from './fieldworker.ts'

const rounds = 8
const writersOfAll = 8

let databaseUrl: string
let servers: readonly ZilaServer[]
let s3: S3ForTests
let bucket: S3Settings
/** Session cookie of the first administrator. */
let cookie: string
beforeAll(async () => {
	databaseUrl = await freshDatabase(inject('postgresUrl'))
	s3 = await startS3()
	bucket = await s3.freshBucket()
	const environment = {
		FILES_S3_URL: bucket.url,
		AWS_ACCESS_KEY_ID: bucket.accessKeyId,
		AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
	}
	// each has a folder of its own, with nothing that the other needs; both start on an empty database at once
	servers = await Promise.all([0, 1].map(() => startZila({ databaseUrl, environment })))
	cookie = await administratorCookie()
})
afterAll(async () => {
	await Promise.all(servers.map((server) => server.kill()))
	await s3.close()
})
/** Returns the addresses in turn, as a load balancer does. */
function rotateServers(first: number): () => string {
	let i = first
	return () => servers[i++ % servers.length]?.url ?? ''
}
const completely = async (work: () => Promise<boolean>) => {
	for (let tries = 0; !(await work()); tries++) if (tries > 20) throw new Error('the sync does not succeed')
}

/** Signs in as the first administrator. If servers start at once, the enrolment code created last is valid. */
async function administratorCookie(): Promise<string> {
	for (const { url, administratorCode } of servers) {
		const cookie = await cookieOf(url, administratorCode).catch(() => null)
		if (cookie !== null) return cookie
	}
	throw new Error('no code was accepted')
}
const [first, second] = [() => servers[0] as ZilaServer, () => servers[1] as ZilaServer]

test('[F43] two servers on one PostgreSQL: eight phones write through both, and a ninth that pages through both at the same time misses nothing', async () => {
	const [team] = await enrolTeams(postAs(first().url, cookie), 1, writersOfAll + 1)
	const writers = team?.slice(0, writersOfAll) ?? []
	const reader = team?.[writersOfAll] as Sender
	const pictures = new AttachmentSender(writers[0] as Sender)
	let isWriting = true
	const write = async (pair: Sender[], urlOf: () => string) => {
		for (let round = 0; round < rounds; round++) {
			planWork(pair, { name: `round ${round}` })
			if (pair[0] === writers[0]) pair[0]?.plan([pictures.plan()])
			// both at once, through any server
			await Promise.all(pair.map((each) => completely(() => each.send(urlOf))))
			if (pair[0] === writers[0]) await completely(() => pictures.send(urlOf))
		}
	}
	const page = async () => {
		const urlOf = rotateServers(0)
		while (isWriting) await completely(() => reader.receiveAll(urlOf))
		await completely(() => reader.receiveAll(urlOf))
	}
	const paging = page()
	await Promise.all([0, 2, 4, 6].map((i) => write(writers.slice(i, i + 2), rotateServers(i / 2))))
	isWriting = false
	await paging

	const acked = writers.flatMap((each) => [...each.acked])
	expect(acked).toHaveLength(rounds * 4 * 7 + rounds)
	const counts = acked.filter(([, code]) => code !== 'quarantined').map(([id]) => id)
	expect(reader.received).toHaveLength(counts.length)
	expect(new Set(reader.received)).toEqual(new Set(counts))

	const store = await openStore({ engine: postgresEngine(databaseUrl, () => {}), project, now: Date.now })
	await checkNothingLost(
		store,
		acked.map(([id]) => id),
	)
	await store.close()
	expect(pictures.confirmed).toHaveLength(rounds)
	await pictures.check(await fileStoreInS3(bucket, { now: Date.now }))

	// the desk: a session of one server is valid at the other, and both show the same of every record
	const { code } = await postAs(second().url, cookie)('/api/people', {
		name: 'Sadia',
		code: 'sadia',
		role: 'data-manager',
		districts: 'all',
		language: 'en',
	})
	const managers = await cookieOf(first().url, String(code))
	const records = new Set(writers.flatMap((each) => each.written.map(({ revision }) => revision.record)))
	expect(records.size).toBe(rounds * 4 * 3 + rounds)
	for (const record of records) {
		const [here, there] = await Promise.all(
			servers.map(async ({ url }) => {
				const reply = await fetch(`${url}/api/records/${record}`, { headers: { cookie: managers } })
				expect(reply.status).toBe(200)
				return reply.text()
			}),
		)
		expect(there).toBe(here)
	}
})

test('a form published through one server is known to the other, even if it was requested there before', async () => {
	const [team] = await enrolTeams(postAs(first().url, cookie), 1, 1, 1)
	const sender = team?.[0] as Sender
	const write = (age: number) =>
		rewritten(sender.phone.edit(sender.phone.newRecord(), { age }), { form: { id: 'scenario', ver: 1 } })
	const early = write(30)
	sender.plan([early])
	await completely(() => sender.send(() => second().url))
	await publish(postAs(first().url, cookie), sheetsOf('type | name | label\ninteger | age | Age'))
	const errorOf = async ({ revision }: Edit) => {
		const store = await openStore({ engine: postgresEngine(databaseUrl, () => {}), project, now: Date.now })
		const row = await findRecord(store.reading, revision.record)
		await store.close()
		return row?.projection_error
	}
	// publishing the form makes waiting records readable; the other server checks again after two seconds
	await expect.poll(() => errorOf(early)).toBeNull()
	await expect
		.poll(
			async () => {
				const late = write(31)
				sender.plan([late])
				await completely(() => sender.send(() => second().url))
				return errorOf(late)
			},
			{ interval: 500 },
		)
		.toBeNull()
})
