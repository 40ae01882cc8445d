import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportJob } from '#shared/export/export-job'
import { Problem } from '#shared/kernel/problem'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { placeIn } from '../../tests/helpers/district-fixture.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import type { FileStore } from '../attachments/file-store.ts'
import { fileStoreOnDisk } from '../attachments/file-store-on-disk.ts'
import { sweepExportJobs } from '../export/export-jobs.ts'
import { invite } from '../people/invitations.ts'

const exported = { of: 'export', form: 'household', round: 'endline', values: 'codes' }

describe.each(routeEngines)('background export jobs on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let files: FileStore
	/** Hook before each part is written. */
	let beforePart: () => Promise<void> = async () => {}
	beforeAll(async () => {
		const onDisk = await fileStoreOnDisk(temporaryFolder(), { now: () => 0, leaveFree: 0 })
		files = {
			...onDisk,
			async append(...part) {
				await beforePart()
				return onDisk.append(...part)
			},
		}
		server = await serverForTests(await freshEngine(), { files })
		manager = await server.desk('data-manager')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const ask = async (body: object, desk = manager) => {
		const reply = await desk.post('/api/export-jobs', body)
		return { status: reply.status, ...(reply.body as ExportJob) }
	}
	const listed = async (desk = manager) => (await desk.get('/api/export-jobs')).body as ExportJob[]
	const find = async (id: string) => (await listed()).find((each) => each.id === id)
	async function ended(id: string): Promise<ExportJob> {
		for (;;) {
			const found = await find(id)
			if (!found) throw new Error('the export job is missing')
			if (found.state === 'done' || found.state === 'failed') return found
			await wait(10)
		}
	}
	const download = (id: string, headers: Record<string, string> = {}, { cookie } = manager) =>
		server.app.inject({ url: `/api/export-jobs/${id}/file`, headers: { cookie, ...headers } })
	const sweep = () =>
		sweepExportJobs({
			store: server.store,
			files,
			now: () => server.clock.now,
			onFailure(thrown) {
				throw thrown
			},
		})
	const hashOf = async (id: string) => String((await download(id)).headers.etag).slice(1, -1)

	test('a file equals an export at that moment, however often and in whatever ranges it is downloaded', async () => {
		const place = await placeIn(
			server,
			{ district: 'PK607', round: 'endline' },
			{ chief: manager, coordinator: await server.desk('coordinator') },
		)
		const atOnce = (await manager.get('/api/export?form=household&round=endline&values=codes')).raw
		const job = await ask(exported)
		expect(job).toMatchObject({ status: 200, state: 'waiting', bytes: null, problem: null })
		const made = await ended(job.id)
		expect(made).toMatchObject({ state: 'done', bytes: atOnce.length, progress: null })
		expect(made.name).toBe('household-endline-2026-01-15.zip')
		const whole = await download(job.id)
		expect(whole.rawPayload.equals(atOnce)).toBe(true)
		expect(whole.headers['content-disposition']).toBe(`attachment; filename="${made.name}"`)
		expect(unzip(whole.rawPayload).get('household.csv')?.toString()).toContain(place.interview)
		// The connection breaks, and the rest is requested.
		const tag = String(whole.headers.etag)
		const first = await download(job.id, { range: 'bytes=0-99' })
		const rest = await download(job.id, { range: 'bytes=100-', 'if-range': tag })
		expect([first.statusCode, rest.statusCode]).toEqual([206, 206])
		expect(Buffer.concat([first.rawPayload, rest.rawPayload]).equals(atOnce)).toBe(true)
		const other = await download(job.id, { range: 'bytes=100-', 'if-range': '"another"' })
		expect([other.statusCode, other.rawPayload.length]).toEqual([200, atOnce.length])
		const { body } = await (await server.desk('administrator')).get('/api/audit-log')
		expect(JSON.stringify(body)).toContain('export-downloaded')
	})
	test('no other user sees it, nor the same user after a change of access', async () => {
		const { id } = await ask(exported)
		await ended(id)
		const another = await server.desk('data-manager')
		expect(await listed(another)).toEqual([])
		expect((await download(id, {}, another)).statusCode).toBe(404)
		const { id: person } = manager.person
		const narrow = (districts: string) =>
			server.store.changing.db.updateTable('person').set({ districts }).where('id', '=', person).execute()
		const { districts } = await server.store.changing.db
			.selectFrom('person')
			.select('districts')
			.where('id', '=', person)
			.executeTakeFirstOrThrow()
		await narrow(JSON.stringify(['PK608']))
		expect([await listed(), (await download(id)).statusCode]).toEqual([[], 404])
		await narrow(districts)
		expect((await download(id)).statusCode).toBe(200)
	})
	test('[MF1] [MF2] while it runs it cannot be downloaded and shows its progress; cancelled, it stops and leaves nothing', async () => {
		let [release, started] = [() => {}, () => {}]
		const isHeld = new Promise<void>((done) => {
			started = done
		})
		beforePart = () => {
			started()
			return new Promise((done) => {
				release = done
			})
		}
		const [held, waiting] = [await ask(exported), await ask(exported)]
		await isHeld
		await wait(1100)
		const found = await find(held.id)
		expect(found).toMatchObject({ state: 'running', progress: { isMedia: false } })
		expect(found?.progress?.part).toBe(found?.progress?.parts)
		expect(await find(waiting.id)).toMatchObject({ state: 'waiting' })
		expect([(await download(held.id)).statusCode, (await download(waiting.id)).statusCode]).toEqual([
			404, 404,
		])
		expect((await manager.delete(`/api/export-jobs/${held.id}`)).status).toBe(204)
		expect(await find(held.id)).toBeUndefined()
		beforePart = async () => {}
		await wait(1100)
		release()
		expect(await ended(waiting.id)).toMatchObject({ state: 'done' })
		await sweep()
		expect(await files.offsetOf(`made-${held.id}`)).toBeNull()
		const rows = await server.store.changing.db.selectFrom('export_job').select('id').execute()
		expect(rows.map(({ id }) => id)).not.toContain(held.id)
	})
	test('two files of one release have the same bytes: deleting one keeps the other', async () => {
		const { body } = await manager.post('/api/releases', {
			name: 'R',
			notes: '',
			kind: 'clean',
			values: 'codes',
			mark: false,
			approvedOnly: false,
			form: 'household',
			round: 'endline',
		})
		const { id, checksum } = body as { id: string; checksum: string }
		const [one, two] = [await ask({ of: 'release', release: id }), await ask({ of: 'release', release: id })]
		expect(await ended(one.id)).toMatchObject({ state: 'done' })
		expect(await ended(two.id)).toMatchObject({ state: 'done' })
		expect([await hashOf(one.id), await hashOf(two.id)]).toEqual([checksum, checksum])
		await manager.delete(`/api/export-jobs/${one.id}`)
		await sweep()
		expect([(await download(one.id)).statusCode, (await download(two.id)).statusCode]).toEqual([404, 200])
		server.clock.now += 25 * 3_600_000
		// The session has ended as well.
		const { code } = await invite(server.store, manager.person.id, server.clock.now)
		manager = await server.deskOf(code)
		expect((await download(two.id)).statusCode).toBe(404)
		await sweep()
		expect(await files.has(checksum)).toBe(false)
	})
	test('[MF4] a full disk ends the job with the reason, and the next one runs', async () => {
		beforePart = async () => {
			beforePart = async () => {}
			throw new Problem('server-disk-full')
		}
		const [full, next] = [await ask(exported), await ask(exported)]
		expect(await ended(full.id)).toMatchObject({ state: 'failed', problem: { problem: 'server-disk-full' } })
		expect((await download(full.id)).statusCode).toBe(404)
		expect(await ended(next.id)).toMatchObject({ state: 'done' })
		expect(await files.offsetOf(`made-${full.id}`)).toBeNull()
	})
	test('[MF3] after a kill of the server no job seems to be running', async () => {
		const { id } = await ask(exported)
		await ended(id)
		await server.store.changing.db
			.updateTable('export_job')
			.set({ state: 'running' })
			.where('id', '=', id)
			.execute()
		expect(await find(id)).toMatchObject({ state: 'running' })
		server.clock.now += 61_000
		expect(await find(id)).toMatchObject({ state: 'failed', problem: { problem: 'server-stopped' } })
		// Its parts are removed before the end of the day.
		await sweep()
		expect(await find(id)).toMatchObject({ state: 'failed' })
	})
	test('an erased record is in no file that can still be downloaded', async () => {
		const place = await placeIn(
			server,
			{ district: 'PK608', round: 'endline' },
			{ chief: manager, coordinator: await server.desk('coordinator') },
		)
		const { id } = await ask(exported)
		await ended(id)
		const hash = await hashOf(id)
		const code = withdrawalCodeOf(place.interview)
		const gone = await manager.post(`/api/records/${place.interview}/erase`, { code, reason: 'withdrawal' })
		expect(gone.status).toBe(204)
		expect([await listed(), (await download(id)).statusCode]).toEqual([[], 404])
		await sweep()
		expect(await files.has(hash)).toBe(false)
	})
	test('limits of exports apply to export jobs too', async () => {
		const refused = async (body: object, desk = manager) => {
			const { status, problem } = await ask(body, desk)
			return [status, problem]
		}
		expect(await refused({ ...exported, round: 'no' })).toEqual([404, 'not-found'])
		expect(await refused({ ...exported, format: 'sav', media: '1' })).toEqual([422, 'input-invalid'])
		expect(await refused({ ...exported, of: 'table' })).toEqual([422, 'input-invalid'])
		expect(await refused({ of: 'release', release: 'no' })).toEqual([404, 'not-found'])
		expect(await refused(exported, await server.desk('coordinator'))).toEqual([403, 'not-allowed'])
		const some = await server.desk('data-manager', ['PK607'])
		expect(await refused({ of: 'release', release: 'no' }, some)).toEqual([404, 'not-found'])
	})
	test('[MF3] a server that stops ends its running job, with the reason', async () => {
		let started = () => {}
		const isHeld = new Promise<void>((done) => {
			started = done
		})
		beforePart = async () => {
			started()
			await wait(200)
		}
		const { id } = await ask(exported)
		await isHeld
		await server.app.close()
		const row = await server.store.changing.db
			.selectFrom('export_job')
			.select(['state', 'problem'])
			.where('id', '=', id)
			.executeTakeFirst()
		expect([row?.state, JSON.parse(row?.problem ?? '')]).toEqual([
			'failed',
			{ problem: 'server-stopped', details: {} },
		])
	})
})
