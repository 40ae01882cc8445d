import { deflateRawSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { frameTypes } from '#shared/sync/bundle'
import { requestWindowMs } from '#shared/sync/request-proof'
import { formOf } from '#shared/testing/scenario'
import { type Edit, readReply, type TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { buildApp } from '../http/build-app.ts'
import type { Deps } from '../http/deps.ts'
import { findRevisions, recordDetail } from '../review/record-history.ts'
import { DocumentFrames } from './document-frames.ts'
import { answerSync, bodyOf } from './handle-sync-request.ts'
import { deleteOldNonces } from './identify-request.ts'
import { publishForms } from './publish-form.ts'

describe.each(enginesOfOwner)('received bundles on %s', (_, freshEngine) => {
	let server: ServerForTests
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const enrolled = await enrolledPhone(server)
		phone = enrolled.phone
		post = enrolled.post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const codesOf = async (edits: readonly Edit[], through = post) =>
		(await phone.sync(through, edits)).header.acks.map(([, code]) => code)
	const rowOf = (record: string) =>
		server.store.reading.db
			.selectFrom('record')
			.selectAll()
			.where('id', '=', record)
			.executeTakeFirstOrThrow()
	/** Starts another server on the same store. */
	async function secondApp(change: Partial<Deps>): Promise<{
		app: FastifyInstance
		failures: string[]
		through: Parameters<TestPhone['sync']>[0]
	}> {
		const failures: string[] = []
		const { store, forms, signer, sealing, identifiers, study, files, clock } = server
		const app = await buildApp({
			store,
			forms,
			signer,
			sealing,
			identifiers,
			study: study,
			files,
			now: () => clock.now,
			...change,
			onFailure: (what) => failures.push(what),
		})
		const through = async (body: Bytes) =>
			(await app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) }))
				.rawPayload as unknown as Bytes
		return { app, failures, through }
	}
	test('nonces are deleted once their requests are too old to be accepted', async () => {
		const nonces = async () => {
			const rows = await server.store.reading.db.selectFrom('request_nonce').selectAll().execute()
			return rows.length
		}
		await phone.sync(post)
		const { now } = server.clock
		await deleteOldNonces(server.store, now)
		expect(await nonces()).toBeGreaterThan(0)
		await deleteOldNonces(server.store, now + 2 * requestWindowMs + 1)
		expect(await nonces()).toBe(0)
	})
	test.each([
		['a clock that is out of every range', { wall: '2026-01-15T05:00:00.000Z', tz: 0, off: 9e15 }],
		['a time that is none', { wall: 'yesterday', tz: 0, off: 0 }],
	])('a stored revision with %s breaks nobody’s bundle', async (_what, at) => {
		const record = phone.newRecord()
		const root = rewritten(phone.edit(record, { a: 1 }), { at })
		const { author, device, n, form } = root.revision
		await server.store.write((session) =>
			session.appendRevisions([
				{
					id: root.id,
					record,
					author,
					device,
					role: 'enumerator',
					n,
					form: form.id,
					formVersion: form.ver,
					bytes: deflateRawSync(root.bytes),
					flag: null,
					checked: 1,
					signature: null,
				},
			]),
		)
		const child = phone.edit(record, { a: 2 }, [root])
		const other = phone.edit(phone.newRecord(), { a: 1 })
		expect(await codesOf([child, other])).toEqual(['stored', 'stored'])
		expect(await rowOf(record)).toMatchObject({
			projection_error: null,
			started: new Date(server.clock.now).toISOString(),
		})
		const found = await findRevisions(server.store, server.forms, record)
		const row = {
			projection_error: null,
			open_flags: 0,
			demonstration: 0,
			district: null,
			owner: '',
			started: '',
		} as const
		expect(found && (await recordDetail(server.store, found, row)).history).toHaveLength(2)
	})
	test.each([
		['was never deflated', utf8('this was never deflated')],
		['is another one now', deflateRawSync(utf8('{"v":1}'))],
	])('a stored revision that %s breaks nobody’s bundle; the projection stays', async (_what, bytes) => {
		const record = phone.newRecord()
		const root = phone.edit(record, { 'a_visit/line/district': 'PK607' })
		await codesOf([root])
		await server.store.changing.db.updateTable('revision').set({ bytes }).where('id', '=', root.id).execute()
		const child = phone.edit(record, { b: 2 }, [root])
		const other = phone.edit(phone.newRecord(), { a: 1 })
		expect(await codesOf([child, other])).toEqual(['waiting-parent', 'stored'])
		expect(await rowOf(record)).toMatchObject({
			projection_error: 'DamagedRevision',
			district: 'PK607',
			status: 'submitted',
		})
		expect((await rowOf(other.revision.record)).projection_error).toBeNull()
		const manager = await server.desk('data-manager')
		expect((await manager.get(`/api/records/${record}`)).status).toBe(200)
	})
	test('a phone that once signed is refused unsigned revisions, also by a store that forgot its version', async () => {
		const { phone: older, post: send } = await enrolledPhone(server)
		await older.sync(send, [older.edit(older.newRecord(), { age: 30 })])
		// as a store from before the versions were recorded, or one that was restored
		await server.store.changing.db
			.updateTable('device')
			.set({ protocol: 0, access_key: null, reply_key: null })
			.where('id', '=', older.enrolled.device)
			.execute()
		const edit = older.edit(older.newRecord(), { age: 31 })
		const { body } = await older.request(await older.unsignedFrames([edit]), { v: 2 }, 'at rest')
		expect((await readReply(await send(body))).header.acks).toEqual([[edit.id, 'bad-hash']])
		expect((await older.sync(send, [edit])).header.acks).toEqual([[edit.id, 'stored']])
	})
	test('a rule that throws when answers are merged breaks nobody’s bundle, and the record is projected when it no longer does', async () => {
		const throwing = {
			...server.forms,
			async compiled(id: string, version: number) {
				const form = await server.forms.compiled(id, version)
				const get = (template: string) => {
					if (template === 'poison') throw new RangeError('no rule for this')
					return form?.byTemplate.get(template)
				}
				return form && { ...form, byTemplate: Object.assign(new Map(form.byTemplate), { get }) }
			},
		}
		const { app, failures, through } = await secondApp({ forms: throwing })
		const record = phone.newRecord()
		const root = phone.edit(record, { poison: ['a'] })
		const sides = [
			phone.edit(record, { poison: ['a', 'b'] }, [root]),
			phone.edit(record, { poison: ['a', 'c'] }, [root]),
		]
		const onTop = phone.edit(record, { b: 1 }, [root, ...sides])
		const other = phone.edit(phone.newRecord(), { a: 1 })
		expect(await codesOf([root, ...sides, onTop, other], through)).toEqual(Array(5).fill('stored'))
		expect((await rowOf(record)).projection_error).toBe('RangeError')
		expect((await rowOf(other.revision.record)).projection_error).toBeNull()
		expect(failures).toEqual([])
		await publishForms(server.store, server.forms, [], '')
		expect(await rowOf(record)).toMatchObject({ projection_error: null, open_conflicts: 0 })
		await app.close()
	})
	test('[F36] a record of a form version that comes later is projected once that arrives', async () => {
		const definition = (label: string) => formOf(`type | name | label\ninteger | age | ${label}`)
		await publishForms(server.store, server.forms, [definition('Age')], '2026-01-15T00:00:00.000Z')
		const record = phone.newRecord()
		const edit = rewritten(phone.edit(record, { age: 30 }), { form: { id: 'scenario', ver: 2 } })
		expect(await codesOf([edit])).toEqual(['stored'])
		const before = await rowOf(record)
		expect(before.projection_error).toBe('form-unknown')
		await publishForms(server.store, server.forms, [definition('How old?')], '2026-01-15T00:00:00.000Z')
		expect(await rowOf(record)).toEqual({ ...before, projection_error: null })
	})
	test('a frame too short for an id is not acknowledged, and the reply can be read', async () => {
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const frames = await phone.frames([edit])
		const short = [0, 1, 23].map((length) => ({ type: frameTypes.revision, bytes: new Uint8Array(length) }))
		const { body } = await phone.request([...short, ...frames])
		expect((await readReply(await post(body))).header.acks).toEqual([[edit.id, 'stored']])
	})
	test('a sync is recorded also when nothing arrived complete', async () => {
		server.clock.now += 3_600_000
		const id = phone.enrolled.device
		const seen = async () =>
			(
				await server.store.reading.db
					.selectFrom('device')
					.select('last_seen')
					.where('id', '=', id)
					.executeTakeFirstOrThrow()
			).last_seen
		const { body } = await phone.request([{ type: frameTypes.revision, bytes: new Uint8Array(40) }])
		expect((await readReply(await post(body))).header.acks.map(([, code]) => code)).toEqual(['bad-hash'])
		expect(await seen()).toBe(new Date(server.clock.now).toISOString())
	})
	test('an unexpected internal error tells a phone to retry, and any other client that it is an error', async () => {
		const broken = {
			...server.forms,
			compiled: () => Promise.reject(new TypeError('a bug')),
			current: () => Promise.reject(new TypeError('a bug')),
		}
		const { app, failures } = await secondApp({ forms: broken })
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const { body } = await phone.request(await phone.frames([edit]))
		const answer = await app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		expect([answer.statusCode, answer.json()]).toEqual([
			503,
			{ problem: 'server-busy', details: { requestId: expect.any(String) } },
		])
		const { cookie } = await server.desk('data-manager')
		const response = await app.inject({ url: '/api/forms', headers: { cookie } })
		expect([response.statusCode, response.json()]).toEqual([
			500,
			{ problem: 'unexpected', details: { requestId: expect.any(String) } },
		])
		expect(failures).toHaveLength(2)
		expect(failures.join()).not.toContain('a bug')
		expect(await codesOf([edit])).toEqual(['stored'])
		await app.close()
	})
	test('more phones at once than there are connections, before any form is ready', async () => {
		const { app, failures, through } = await secondApp({ forms: createFormRepository(server.store) })
		const phones = await Promise.all(Array.from({ length: 30 }, () => enrolledPhone(server)))
		const replies = await Promise.all(
			phones.map(({ phone: each }) => each.sync(through, [each.edit(each.newRecord(), { a: 1 })])),
		)
		expect(replies.flatMap(({ header }) => header.acks.map(([, code]) => code))).toEqual(
			Array(30).fill('stored'),
		)
		expect(failures).toEqual([])
		await app.close()
	})
	test('of an unknown enrolment no more than the beginning is read', async () => {
		const { body } = await phone.request([], { device: phone.newRecord() })
		const guarded = {
			...bodyOf(body),
			whole: () => Promise.reject(new Error('the whole body was read')),
		}
		const { store, forms, signer, sealing, clock } = server
		await expect(
			answerSync(
				{
					...{ store, forms, signer, sealing, now: () => clock.now },
					receiveOfflineParts: async () => [],
					documentFrames: new DocumentFrames(),
				},
				guarded,
			),
		).rejects.toMatchObject({
			code: 'phone-unknown',
		})
	})
	test('NUL in metadata of a phone is removed', async () => {
		server.clock.now += 3_600_000
		const { body } = await phone.request([], { app: 'v1\0' } as object)
		expect((await readReply(await post(body))).header.acks).toEqual([])
	})
})
