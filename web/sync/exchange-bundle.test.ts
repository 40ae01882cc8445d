import { allFunctions } from '#shared/expressions/functions'
import '../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { compileForm } from '#shared/forms/compile-form'
import type { PartPlace } from '#shared/forms/form-parts'
import { splitForm } from '#shared/forms/split-form'
import { fromUtf8, utf8 } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { bundleType } from '#shared/sync/protocol'
import type { FakeServer } from '#shared/testing/fake-server'
import { deflated } from '#shared/testing/test-phone'
import {
	connect,
	goodLine,
	household,
	type Line,
	serverWithForm,
	unlockedAt,
} from '../../tests/helpers/unlocked-session.ts'
import { database } from '../storage/database/database.ts'
import { createAnswerWriter } from '../storage/drafts/answer-writer.ts'
import { beginCorrection } from '../storage/drafts/begin-correction.ts'
import { discardDraft } from '../storage/drafts/discard-draft.ts'
import { beginDraft, listDrafts, openDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { outboxState } from '../storage/outbox/outbox.ts'
import { compiledForm, currentForms } from '../storage/records/documents.ts'
import { listRecords, recordOnPhone } from '../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { copyDrafts } from './save-draft-copies.ts'

vi.mock('../storage/vault/derive-pin-key.ts', async () => {
	const { argon2id } = await import('hash-wasm')
	return {
		derivePinKey: (password: string, salt: Uint8Array) =>
			argon2id({
				password,
				salt,
				memorySize: 1024,
				iterations: 1,
				parallelism: 1,
				hashLength: 32,
				outputType: 'binary',
			}),
	}
})

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const edu = 'd_about/about_2/edu'
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await send()
})
const send = (who = vaultSession) =>
	exchangeBundle(who, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
async function finish(
	answers: Record<string, string | number>,
	who = vaultSession,
	draft?: string,
): Promise<void> {
	const id = draft ?? (await beginDraft(who, { id: 'household', ver: 1 }))
	await saveRevision({
		vaultSession: who,
		draft: id,
		form,
		answersOf: () => new Map(Object.entries(answers)),
		status: 'submitted',
	})
}
const states = async (who = vaultSession) => (await listRecords(who)).map(({ sendState }) => sendState)

test('the first sync downloads the forms', async () => {
	expect(await currentForms(vaultSession)).toMatchObject([{ id: 'household', version: 1 }])
})

test('a new version of a document is read again', async () => {
	expect(await currentForms(vaultSession)).toHaveLength(1)
	server.publish({
		kind: 'form',
		ref: 'household@1',
		body: { id: 'household', version: 1, isCurrent: true, state: 'retired', definition: household },
	})
	await send()
	expect(await currentForms(vaultSession)).toEqual([])
})

describe('sending', () => {
	test('acknowledged records are marked as sent, and are on the server', async () => {
		await finish({ [age]: 34 })
		expect(await states()).toEqual(['only-here'])
		expect(await send()).toMatchObject({ sent: 1, more: false })
		expect(await states()).toEqual(['at-server'])
		const [record] = await listRecords(vaultSession)
		expect(server.fields(record?.id ?? '')).toMatchObject({ [age]: 34 })
	})
	test('a lost reply is repaired by sending again; nothing is stored twice', async () => {
		await finish({ [age]: 34 })
		connect(async (body) => {
			await server.post(body)
			throw new TypeError('network error')
		})
		await expect(send()).rejects.toMatchObject({ code: 'no-connection' })
		expect(await states()).toEqual(['only-here'])
		connect(goodLine(server))
		await send()
		expect(await states()).toEqual(['at-server'])
		expect((await listRecords(vaultSession)).length).toBe(1)
	})
	test.each<[string, Line, string]>([
		[
			'a captive portal',
			async () => new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }),
			'not-our-server',
		],
		[
			'a page that imitates the server',
			async () => new Response('<html>', { headers: { 'content-type': 'application/vnd.zila.bundle' } }),
			'not-our-server',
		],
		[
			'a rate limit of the server',
			async () => Response.json({ problem: 'server-busy', details: {} }, { status: 429 }),
			'server-busy',
		],
		['an error page of a proxy', async () => new Response('Bad gateway', { status: 502 }), 'server-busy'],
		[
			'a full server',
			async () => Response.json({ problem: 'server-disk-full', details: {} }, { status: 507 }),
			'server-disk-full',
		],
		[
			'a truncated reply',
			async (body) =>
				new Response((await server.post(body)).slice(0, -10), {
					headers: { 'content-type': 'application/vnd.zila.bundle' },
				}),
			'not-our-server',
		],
		['no network', async () => Promise.reject(new TypeError('Failed to fetch')), 'no-connection'],
	])('%s marks nothing as sent', async (_, line, code) => {
		await finish({ [age]: 34 })
		connect(line)
		await expect(send()).rejects.toMatchObject({ code })
		expect(await states()).toEqual(['only-here'])
		expect((await outboxState(vaultSession.device)).waiting).toBe(1)
	})
	test('the reply to an earlier request is not accepted for the current one', async () => {
		const replies: Uint8Array<ArrayBuffer>[] = []
		connect(async (body) => {
			replies.push(await server.post(body))
			return new Response(replies[0], { headers: { 'content-type': 'application/vnd.zila.bundle' } })
		})
		await finish({ [age]: 34 })
		await send()
		await finish({ [age]: 35 })
		await expect(send()).rejects.toMatchObject({ code: 'not-our-server' })
	})
	test('a refused record stays, is reported, and does not block the rest', async () => {
		const { below } = seededRandom(7)
		const random = Array.from({ length: 90_000 }, () => String.fromCharCode(33 + below(90)))
		const parts = Array.from(
			{ length: 9 },
			(_, i) => [`talk/t${i}/q`, random.slice(i * 10_000, (i + 1) * 10_000).join('')] as const,
		)
		await finish(Object.fromEntries(parts))
		await finish({ [age]: 34 })
		await send()
		await send()
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0, refused: 1 })
		expect((await states()).sort()).toEqual(['at-server', 'refused'])
	})
	test('a row damaged in both its copies is marked, and the others are sent', async () => {
		await finish({ [age]: 34 })
		await finish({ [age]: 35 })
		const db = await database()
		const [row] = await db.revisions.where({ device: vaultSession.device, state: 'waiting' }).toArray()
		if (row?.sealed)
			await db.revisions.put({
				...row,
				box: new ArrayBuffer(40),
				sealed: row.sealed.map((byte) => byte ^ 1),
			})
		await send()
		await send()
		expect((await states()).sort()).toEqual(['at-server', 'refused'])
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0, refused: 1 })
	})
	test('a revision damaged in transit is sent again', async () => {
		await finish({ [age]: 34 })
		connect(async (body) => {
			const damaged = body.slice()
			// a byte of the revision, after header and signature
			const [header] = readBundle(body)?.frames ?? []
			const at = (header?.bytes.length ?? 0) + 200
			damaged[at] = (damaged[at] ?? 0) ^ 1
			return goodLine(server)(damaged)
		})
		await send()
		expect(await states()).toEqual(['only-here'])
		connect(goodLine(server))
		await send()
		expect(await states()).toEqual(['at-server'])
	})
	test('several hundred are sent in several bundles', async () => {
		for (let i = 0; i < 120; i++) await finish({ [age]: 20 + (i % 60) })
		let rounds = 0
		while ((await send()).more) rounds++
		expect(rounds).toBeGreaterThanOrEqual(2)
		expect((await outboxState(vaultSession.device)).waiting).toBe(0)
	}, 30_000)
})

describe('receiving', () => {
	test('a record from the user’s other phone can be read and corrected here', async () => {
		await finish({ [age]: 34 })
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const [record] = await listRecords(second)
		expect(record).toMatchObject({ status: 'submitted', sendState: 'at-server' })
		await finish({ [age]: 35 }, second, await beginCorrection(second, record?.id ?? ''))
		await send(second)
		await send()
		expect(server.fields(record?.id ?? '')).toMatchObject({ [age]: 35 })
	})
	test('two phones from the same state: both versions are shown as a conflict on both', async () => {
		await finish({ [age]: 34, [edu]: 'none' })
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const record = (await listRecords(second))[0]?.id ?? ''
		await finish({ [age]: 41, [edu]: 'none' }, vaultSession, await beginCorrection(vaultSession, record))
		await finish({ [age]: 43, [edu]: 'matric' }, second, await beginCorrection(second, record))
		await send()
		await send(second)
		await send()
		for (const who of [vaultSession, second]) expect((await listRecords(who))[0]?.openCases).toBe(1)
		expect(server.fields(record)[edu]).toBe('matric')
	})
	test('a draft is based on its initial state, not on later changes', async () => {
		await finish({ [age]: 34, [edu]: 'none' })
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const record = (await listRecords(second))[0]?.id ?? ''
		const correction = await beginCorrection(vaultSession, record)
		await finish({ [age]: 43, [edu]: 'none' }, second, await beginCorrection(second, record))
		await send(second)
		await send()
		expect((await openDraft(vaultSession, correction))?.answers.get(age)).toBe(34)
		await finish({ [age]: 34, [edu]: 'matric' }, vaultSession, correction)
		await send()
		expect(server.view(record)?.conflicts).toEqual([])
		expect(server.fields(record)).toMatchObject({ [age]: 43, [edu]: 'matric' })
	})
})

describe('a draft copy on the server', () => {
	const keep = async (draft: string, path: string, answer: string | number) => {
		const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
		keeper.write(path, answer)
		await keeper.whenSaved()
	}
	test('is sent with the changes, again only after a change, and never with first names', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await keep(draft, 'b_household/roster/members/@one/m_label', 'Bano')
		await copyDrafts(vaultSession)
		await send()
		await copyDrafts(vaultSession)
		expect((await outboxState(vaultSession.device)).waiting).toBe(0)
		const [listed] = await listDrafts(vaultSession)
		expect(listed?.isCopied).toBe(true)
		const view = server.view(listed?.record ?? '')
		expect(view?.status).toBe('draft')
		expect(JSON.stringify([...(view?.fields ?? [])])).not.toContain('Bano')
		expect(
			(await openDraft(vaultSession, draft))?.answers.get('b_household/roster/members/@one/m_label'),
		).toBe('Bano')
	})
	test('is not sent if the draft was deleted before; the phone keeps nothing of it', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await copyDrafts(vaultSession)
		const record = (await listDrafts(vaultSession))[0]?.record ?? ''
		await discardDraft(vaultSession, draft)
		await send()
		expect(server.view(record)).toBeNull()
		const own = await (await database()).revisions.where({ device: vaultSession.device, record }).toArray()
		expect(own).toEqual([])
	})
	test('continued on another phone and deleted does not return', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await copyDrafts(vaultSession)
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const record = (await listRecords(second))[0]?.id ?? ''
		await discardDraft(second, await beginCorrection(second, record))
		await send(second)
		expect(await listRecords(second)).toEqual([])
	})
	test('is made from the stored state: a draft deleted in the meantime is not sent', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await Promise.all([copyDrafts(vaultSession), discardDraft(vaultSession, draft)])
		expect((await outboxState(vaultSession.device)).waiting).toBe(0)
		expect(await listDrafts(vaultSession)).toEqual([])
	})
	test('conflicts with a finished version of another phone that it has not seen; after that it is held', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await copyDrafts(vaultSession)
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const record = (await listRecords(second))[0]?.id ?? ''
		await finish({ [age]: 35 }, second, await beginCorrection(second, record))
		await send(second)
		// this phone has not received the finished revision: the incomplete answer is sent as a draft
		await keep(draft, age, 3)
		await copyDrafts(vaultSession)
		await send()
		expect(server.view(record)?.status).toBe('draft')
		expect(server.view(record)?.conflicts.map(({ kind }) => kind)).toContain('status')
		// it has received it now, and does not send its draft
		await finish({ [age]: 36 }, second, await reopened(second, record))
		await send(second)
		await send()
		await keep(draft, age, 4)
		await copyDrafts(vaultSession)
		await send()
		expect(server.view(record)?.status).toBe('submitted')
		expect(server.fields(record)[age]).toBe(36)
	})
	test('contains the answers at its creation; later answers make a new copy', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		const copying = copyDrafts(vaultSession)
		await keep(draft, edu, 'matric')
		await copying
		await copyDrafts(vaultSession)
		await send()
		const record = (await listDrafts(vaultSession))[0]?.record ?? ''
		expect(server.fields(record)).toMatchObject({ [age]: 34, [edu]: 'matric' })
	})
	test('does not prevent finishing: the final revision is based on it', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await copyDrafts(vaultSession)
		await send()
		await keep(draft, age, 35)
		await finish({ [age]: 35 }, vaultSession, draft)
		await send()
		const record = (await listRecords(vaultSession))[0]?.id ?? ''
		expect(server.view(record)).toMatchObject({ status: 'submitted', conflicts: [] })
		expect(server.fields(record)[age]).toBe(35)
	})
	test('can be continued on another phone when this one is lost', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		await keep(draft, age, 34)
		await copyDrafts(vaultSession)
		await send()
		const second = await unlockedAt(server, vaultSession.person.id)
		await send(second)
		const [record] = await listRecords(second)
		expect(record?.status).toBe('draft')
		const taken = await openDraft(second, await beginCorrection(second, record?.id ?? ''))
		expect(taken?.answers.get(age)).toBe(34)
		expect(taken?.about.isCorrection).toBe(false)
	})
	test('of a correction is not made: half a correction would be a wrong record', async () => {
		await finish({ [age]: 34 })
		await send()
		const record = (await listRecords(vaultSession))[0]?.id ?? ''
		await keep(await beginCorrection(vaultSession, record), age, 99)
		await copyDrafts(vaultSession)
		await send()
		expect(server.fields(record)[age]).toBe(34)
	})
})

test('a revision damaged here after it was sent is fetched by its id', async () => {
	connect(async (body) => {
		await server.post(body)
		throw new TypeError('the reply was lost')
	})
	await finish({ [age]: 34 })
	await send().catch(() => undefined)
	const db = await database()
	const [row] = await db.revisions.where({ device: vaultSession.device, state: 'waiting' }).toArray()
	if (row) await db.revisions.put({ ...row, box: row.box.slice(1) })
	connect(goodLine(server))
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	for (let more = true; more; ) more = (await exchangeBundle(vaultSession, line, 'test')).more
	expect(await states()).toEqual(['at-server'])
	const [listed] = await listRecords(vaultSession)
	expect((await recordOnPhone(vaultSession, listed?.id ?? ''))?.state.fields.get(age)).toBe(34)
})

test('missing revisions are requested twenty at a time, each once: those the server lacks are not requested repeatedly', async () => {
	await send()
	const lacking = Array.from({ length: 25 }, (_, i) => `${i}`.padStart(32, 'A'))
	const db = await database()
	const row = await db.enrolments.get(vaultSession.device)
	if (row) await db.enrolments.put({ ...row, wants: lacking })
	const requests: string[][] = []
	connect(async (body) => {
		const [header] = readBundle(body)?.frames ?? []
		const { wants } = JSON.parse(fromUtf8(header?.bytes ?? utf8('{}'))) as { wants?: string[] }
		if (wants) requests.push(wants)
		return goodLine(server)(body)
	})
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	for (let more = true; more; ) more = (await exchangeBundle(vaultSession, line, 'test')).more
	await exchangeBundle(vaultSession, line, 'test')
	expect(requests.map(({ length }) => length)).toEqual([20, 5])
	expect(requests.flat()).toEqual(lacking)
})

async function reopened(who: VaultSession, record: string): Promise<string> {
	await send(who)
	return beginCorrection(who, record)
}

test('what an old app does not understand is requested again by a newer one', async () => {
	const unknown = await deflated(utf8(JSON.stringify({ kind: 'from-the-future', ref: 'x', body: {} })))
	server.publish({
		kind: 'form',
		ref: 'later@1',
		body: { id: 'later', version: 1, isCurrent: true, definition: {} },
	})
	server.extra = { frames: [{ type: frameTypes.document, bytes: unknown }], authors: {} }
	await send()
	server.extra = { frames: [], authors: {} }
	await send()
	const cursors: number[] = []
	const first = server.post.bind(server)
	connect(async (body) => {
		const [header] = readBundle(body)?.frames ?? []
		cursors.push((JSON.parse(fromUtf8(header?.bytes ?? new Uint8Array())) as { cursor: number }).cursor)
		return new Response(await first(body), { headers: { 'content-type': bundleType } })
	})
	await send()
	await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'newer')
	const [before = 0, again = 0] = cursors
	expect(again).toBeLessThan(before)
})

describe('the device inventory', () => {
	const inventories = () =>
		server.inventories.filter(({ device }) => device === vaultSession.device).map(({ holds }) => holds)
	const nothing = {
		waiting: 0,
		records: 0,
		days: 0,
		drafts: 0,
		stuck: 0,
		files: { count: 0, bytes: 0 },
	}
	// without this, a clock that differs from the server's would be reported too
	beforeEach(async () => {
		server.now = () => Date.now()
		await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	})
	test('is reported once, and again only after a change', async () => {
		const line = { batchBytes: minBatchBytes, lastInventory: '' }
		server.inventories.length = 0
		for (let i = 0; i < 3; i++) await exchangeBundle(vaultSession, line, 'test')
		expect(inventories()).toEqual([nothing])
		await beginDraft(vaultSession, { id: 'household', ver: 1 })
		for (let i = 0; i < 3; i++) await exchangeBundle(vaultSession, line, 'test')
		expect(inventories()).toEqual([nothing, { ...nothing, drafts: 1 }])
	})
	test('is what remains after this request, not what is sent with it', async () => {
		server.inventories.length = 0
		for (const value of [34, 35, 36]) await finish({ [age]: value })
		const line = { batchBytes: 1, lastInventory: '' }
		while ((await exchangeBundle(vaultSession, line, 'test')).more) line.batchBytes = 1
		const left = inventories().map(({ waiting, records }) => [waiting, records])
		expect(left).toEqual([
			[2, 2],
			[1, 1],
			[0, 0],
		])
	})
	test('is reported again if it is unknown whether it arrived', async () => {
		const line = { batchBytes: minBatchBytes, lastInventory: '' }
		connect(async () => {
			throw new TypeError('network error')
		})
		await expect(exchangeBundle(vaultSession, line, 'test')).rejects.toThrow()
		connect(goodLine(server))
		server.inventories.length = 0
		await exchangeBundle(vaultSession, line, 'test')
		expect(inventories()).toEqual([nothing])
	})
})

test('the cursor moves only with the data that it covers', async () => {
	server.publish({ kind: 'campaign', ref: 'later', body: {} })
	const before = (await (await database()).enrolments.get(vaultSession.device))?.cursor
	connect(
		async (body) =>
			new Response((await server.post(body)).slice(0, -40), {
				headers: { 'content-type': 'application/vnd.zila.bundle' },
			}),
	)
	await expect(send()).rejects.toThrow()
	expect((await (await database()).enrolments.get(vaultSession.device))?.cursor).toBe(before)
})

test('a form is joined from the parts received before it; without the rows of a list there is no form', async () => {
	const towns = Array.from({ length: 3000 }, (_, i) => ({ name: `t${i}`, label: { en: `Town ${i}` } }))
	const whole = { ...household, choices: { ...household.choices, towns } }
	const { definition, parts, contents } = splitForm(whole)
	expect(contents.size).toBeGreaterThan(0)
	const publish = (version: number, places: readonly PartPlace[]) =>
		server.publish({
			kind: 'form',
			ref: `household@${version}`,
			body: { id: 'household', version, isCurrent: true, definition, parts: places },
		})
	for (const [ref, body] of contents) server.publish({ kind: 'form-part', ref, body })
	publish(12, parts)
	publish(13, [{ in: 'choices', name: 'towns', refs: ['form-part:nowhere'] }])
	await send()
	await send()
	expect((await compiledForm(vaultSession, 'household', 12))?.definition).toEqual(whole)
	expect(await compiledForm(vaultSession, 'household', 13)).toBeNull()
})

test('a form with a long table is stored in pieces below 48 KiB and opens; a short one replacing it leaves none of them', async () => {
	const random = seededRandom(5)
	const letters = Array.from(random.bytes(300_000), (byte) => String.fromCodePoint(97 + (byte % 26))).join('')
	const publish = (definition: object) =>
		server.publish({
			kind: 'form',
			ref: 'household@2',
			body: { id: 'household', version: 2, isCurrent: true, definition: { ...household, ...definition } },
		})
	const rows = async () =>
		(await (await database()).documents.toArray()).filter(({ device }) => device === vaultSession.device)
	const pieces = async () => (await rows()).filter(({ kind }) => kind === 'piece').length
	publish({ title: { en: letters } })
	await send()
	expect(await pieces()).toBeGreaterThan(2)
	expect(Math.max(...(await rows()).map(({ box }) => box.byteLength))).toBeLessThan(48 * 1024)
	expect((await compiledForm(vaultSession, 'household', 2))?.definition.title).toEqual({ en: letters })
	publish({})
	await send()
	expect(await pieces()).toBe(0)
})
