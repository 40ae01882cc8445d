import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { isAtServer } from '#shared/sync/messages'
import { formOf } from '#shared/testing/scenario'
import type { Edit } from '#shared/testing/test-phone'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { publishForms } from '../sync/publish-form.ts'
import { retrySlowRecords } from '../sync/reproject-records.ts'

/** A common pattern: 41 letters with another ending cost a backtracking engine hours. */
const mail = String.raw`^([a-zA-Z0-9]+[._-]?)+[a-zA-Z0-9]+@[a-z]+\.[a-z]+$`
const poison = `${'a'.repeat(41)}!`

const calculating = (id: string, calculation: string) => ({
	...formOf(`type | name | label | calculation\ntext | said | Said\ncalculate | is_it | - | ${calculation}`),
	id,
})

describe.each(routeEngines)('a form whose rules take too long, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let sender: Awaited<ReturnType<typeof enrolledPhone>>
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		sender = await enrolledPhone(server)
		await publishForms(
			server.store,
			server.forms,
			[
				calculating('mail', `if(regex(\${said}, '${mail}'), 1, 0)`),
				calculating('ahead', `if(regex(\${said}, '^(?=a)(a+)+$'), 1, 0)`),
				{
					...formOf(
						[
							'type | name | label | repeat_count | calculation',
							'integer | many | Many | - | -',
							'begin repeat | outer | Outer | ${many} | -',
							'begin repeat | inner | Inner | ${many} | -',
							'calculate | c | - | - | 1',
							'end repeat | - | - | - | -',
							'end repeat | - | - | - | -',
						].join('\n'),
					),
					id: 'rows',
				},
			],
			'2026-01-15T00:00:00.000Z',
		)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const edit = (form: string, set: Record<string, Answer>): Edit =>
		rewritten(sender.phone.edit(sender.phone.newRecord(), set), { form: { id: form, ver: 1 } })
	const rowOf = (record: string) =>
		server.store.reading.db
			.selectFrom('record')
			.select(['projection_error', 'answers'])
			.where('id', '=', record)
			.executeTakeFirstOrThrow()
	/** Sends edits. Returns their codes, and the time. */
	async function send(edits: readonly Edit[]) {
		const began = performance.now()
		const { header } = await sender.phone.sync(sender.post, edits)
		return { codes: header.acks.map(([, code]) => code), ms: performance.now() - began }
	}

	test('a common e-mail pattern takes no longer for a text of forty letters than another', async () => {
		const sent = edit('mail', { said: poison })
		const { codes, ms } = await send([sent])
		expect(codes).toEqual(['stored'])
		expect(ms).toBeLessThan(2000)
		expect((await rowOf(sent.revision.record)).projection_error).toBeNull()
	})
	test.each([
		['a pattern that looks ahead, in a form of before', 'ahead', { said: poison }],
		['a million rows', 'rows', { many: 1000 }],
	])(
		'with %s the record is stored, acknowledged, marked and listed, and others in the bundle are processed',
		async (_, form, set) => {
			const [slow, other] = [edit(form, set as never), edit('mail', { said: 'a@b.pk' })]
			const { codes, ms } = await send([slow, other])
			expect(codes).toEqual(['stored', 'stored'])
			expect(ms).toBeLessThan(3000)
			expect((await rowOf(slow.revision.record)).projection_error).toBe('TooSlow')
			expect((await rowOf(other.revision.record)).projection_error).toBeNull()
			// The phone need not resend it, and the desk can open it.
			expect((await send([slow])).codes).toEqual(['dup'])
			expect((await manager.get(`/api/records/${slow.revision.record}`)).status).toBe(200)
			const listed = (await manager.get('/api/records?notUnderstood=1')).body as {
				records: { id: string; answersError: string | null }[]
			}
			expect(listed.records.map(({ id }) => id)).toContain(slow.revision.record)
			expect(listed.records.every(({ answersError }) => answersError !== null)).toBe(true)
		},
	)
	test('a bundle full of them delays the server by two or three seconds in total', async () => {
		const slow = Array.from({ length: 50 }, () => edit('ahead', { said: poison }))
		const { codes, ms } = await send(slow)
		expect(codes.every(isAtServer)).toBe(true)
		expect(ms).toBeLessThan(8000)
	})
	test('a restarted server answers at once, and retries them later one by one', async () => {
		const began = performance.now()
		await publishForms(server.store, server.forms, [], '')
		expect(performance.now() - began).toBeLessThan(3000)
		const one = edit('mail', { said: 'a@b.pk' })
		await send([one])
		await server.store.changing.db
			.updateTable('record')
			.set({ projection_error: 'TooSlow' })
			.where('id', '=', one.revision.record)
			.execute()
		await server.store.changing.db.deleteFrom('record').where('form', '=', 'ahead').execute()
		await retrySlowRecords(server.store, server.forms, { pauseMs: 0 })
		expect((await rowOf(one.revision.record)).projection_error).toBeNull()
	})
	test.each([
		['looks ahead', '^(?=a).*$'],
		['looks back', '^.*(?<!a)$'],
		['asks for what it found before', String.raw`^(a+)\1$`],
	])('a form with a pattern that %s is not published, and the pattern is named', async (_, pattern) => {
		const sheets = readMarkdown(
			`## survey\n| type | name | label | constraint |\n| text | said | Said | regex(., '${pattern}') |\n## settings\n| form_id |\n| looking |\n`,
		)
		expect(await manager.post('/api/forms', { name: 'file', sheets })).toMatchObject({
			status: 422,
			body: { problem: 'pattern-not-allowed', details: { part: pattern } },
		})
	})
	test('the patterns of the shipped forms can be published by a user too', async () => {
		const { publishableFunctions } = await import('../forms/safe-functions.ts')
		const { compileForm } = await import('#shared/forms/compile-form')
		for (const { id, definition } of await server.forms.current()) {
			if (id === 'ahead') continue
			expect('form' in compileForm(definition, publishableFunctions), id).toBe(true)
		}
	})
})
