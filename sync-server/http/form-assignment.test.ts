import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FormAssignment } from '#shared/forms/form-assignment'
import { type Document, replyHeaderSchema } from '#shared/sync/messages'
import { readReply } from '#shared/testing/test-phone'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

const [here, there, elsewhere] = ['PK607', 'PK608', 'PK609'] as const
/** A list that is long enough to become a separate part. */
const choices = Array.from({ length: 900 }, (_, i) => `| long | c${i} | Choice ${i} of many |`).join('\n')
const sheetsOf = (id: string, label: string, list = choices) =>
	readMarkdown(
		`## survey\n| type | name | label |\n| select_one long | one | ${label} |\n| text | district | District |\n## choices\n| list_name | name | label |\n${list}\n## settings\n| form_id |\n| ${id} |\n`,
	)

describe.each(routeEngines)('form assignment on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let administrator: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		administrator = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const publish = async (id: string, assigned?: FormAssignment, label = 'One', list?: string) => {
		const made = await manager.post('/api/forms', { name: id, sheets: sheetsOf(id, label, list), assigned })
		expect(made.status).toBe(200)
	}
	const assign = (id: string, assigned: FormAssignment) =>
		manager.post(`/api/forms/${id}/assignment`, { assigned })
	const reassign = async (person: { code: string; districts: string[]; team?: string }) => {
		const moved = await administrator.post('/api/people/import', {
			people: [{ name: person.code, role: 'enumerator', language: 'ur', ...person }],
			teams: [],
		})
		expect(moved).toMatchObject({ status: 200, body: { changed: 1 } })
	}
	/** A phone of a user in these districts, with a function that reads what is new of the form `id`. */
	const phoneIn = (code: string, ...districts: string[]) => phoneFor({ code, districts })
	async function phoneFor(options: Parameters<typeof enrolledPhone>[1]) {
		const { phone, post, person } = await enrolledPhone(server, options)
		const receivedParts = async (id: string) => {
			const documents: Document[] = []
			for (let more = true; more; ) {
				const reply = await phone.sync(post, [])
				documents.push(...reply.documents)
				more = replyHeaderSchema.parse(reply.header).more
			}
			return documents
				.filter(({ ref }) => ref.startsWith(id) || ref.startsWith('form-part:'))
				.map(({ kind, ref, body }) =>
					kind === 'form-part'
						? kind
						: kind === 'form'
							? ref
							: `${ref} ${(body as { isAssigned: boolean }).isAssigned ? 'assigned' : 'not assigned'}`,
				)
		}
		return { phone, post, person, newsOf: receivedParts }
	}
	/** Sends a record of the form. Returns its id. */
	async function submitted(id: string, { phone, post }: Awaited<ReturnType<typeof phoneFor>>) {
		const edit = rewritten(phone.edit(phone.newRecord(), { one: 'c1', district: there }), {
			form: { id, ver: 1 },
		})
		const reply = await phone.sync(post, [edit])
		expect(reply.header.acks?.map(([, code]) => code)).toEqual(['stored'])
		return edit.revision.record
	}

	test('a new form goes to the phones of the selected districts, and nothing of it to others', async () => {
		const [own, other] = [await phoneIn('own', here), await phoneIn('other', there)]
		await own.newsOf('pilot')
		await other.newsOf('pilot')
		await publish('pilot', { districts: [here], teams: [] })
		expect(await own.newsOf('pilot')).toEqual(['form-part', 'pilot assigned', 'pilot@1'])
		expect(await other.newsOf('pilot')).toEqual(['pilot not assigned'])
		const listed = (await manager.get('/api/form-versions')).body as { id: string; assigned: unknown }[]
		expect(listed.find(({ id }) => id === 'pilot')?.assigned).toEqual({ districts: [here], teams: [] })
		expect(listed.find(({ id }) => id === 'household')?.assigned).toBeNull()
	})
	test('a change notifies only those affected; a new version goes to the same users', async () => {
		await publish('changed')
		const [own, other] = [await phoneIn('own-2', here), await phoneIn('other-2', there)]
		await own.newsOf('changed')
		await other.newsOf('changed')
		expect(await assign('changed', { districts: [here], teams: [] })).toMatchObject({ status: 200 })
		expect(await own.newsOf('changed')).toEqual([])
		expect(await other.newsOf('changed')).toEqual(['changed not assigned'])
		await publish('changed', undefined, 'Once more')
		expect(await own.newsOf('changed')).toContain('changed@2')
		expect(await other.newsOf('changed')).not.toContain('changed@2')
		expect(await assign('changed', null)).toMatchObject({ status: 200, body: { assigned: null } })
		expect(await other.newsOf('changed')).toEqual(['form-part', 'changed assigned', 'changed@2'])
	})
	test('a user who changes district or team gets the forms of the new one, and loses others', async () => {
		await publish('local', { districts: [elsewhere], teams: [] })
		const mover = await phoneIn('mover', there)
		await mover.newsOf('local')
		await reassign({ code: 'mover', districts: [elsewhere] })
		expect(await mover.newsOf('local')).toEqual(['form-part', 'local assigned', 'local@1'])
		await reassign({ code: 'mover', districts: [there], team: 'Team A' })
		expect(await mover.newsOf('local')).toEqual(['local not assigned'])
		expect(await assign('local', { districts: [], teams: ['Team A'] })).toMatchObject({ status: 200 })
		expect(await mover.newsOf('local')).toContain('local@1')
	})
	test('for an older app a form of others looks retired', async () => {
		await publish('older', { districts: [there], teams: [] })
		const { phone, post } = await phoneIn('older-app', here)
		const states: unknown[] = []
		for (let more = true; more; ) {
			const reply = await readReply(await post((await phone.request([], { v: 11 })).body))
			phone.cursor = reply.header.cursor
			for (const { ref, body } of reply.documents)
				if (ref === 'older@1') states.push((body as { state: string }).state)
			more = reply.header.more
		}
		expect(states).toEqual(['retired'])
	})
	test('a record with a form that is no longer assigned is accepted like any other', async () => {
		await publish('begun')
		const { phone, post, newsOf } = await phoneIn('begun-phone', there)
		await newsOf('begun')
		await assign('begun', { districts: [here], teams: [] })
		const edit = rewritten(phone.edit('b'.repeat(22), { one: 'c1' }), { form: { id: 'begun', ver: 1 } })
		const reply = await phone.sync(post, [edit])
		expect(reply.header.acks?.map(([, code]) => code)).toEqual(['stored'])
	})
	test('a list used only by forms of others is sent with the next form that uses it', async () => {
		const list = choices.replaceAll('Choice', 'Village')
		const [own, other] = [await phoneIn('first-own', here), await phoneIn('first-other', there)]
		await own.newsOf('first-of-two')
		await other.newsOf('first-of-two')
		await publish('first-of-two', { districts: [here], teams: [] }, 'One', list)
		expect(await own.newsOf('first-of-two')).toContain('form-part')
		expect(await other.newsOf('first-of-two')).toEqual(['first-of-two not assigned'])
		await publish('second-of-two', undefined, 'One', list)
		expect(await other.newsOf('second-of-two')).toEqual(['form-part', 'second-of-two@1'])
		expect(await own.newsOf('second-of-two')).toEqual(['second-of-two@1'])
	})
	test('assigned records bring their form along, to a new phone and to a new owner', async () => {
		await publish('lying', undefined, 'One', choices.replaceAll('Choice', 'Place'))
		const [first, other] = [await phoneIn('lying-first', there), await phoneIn('lying-other', there)]
		await first.newsOf('lying')
		const record = await submitted('lying', first)
		await assign('lying', { districts: [here], teams: [] })
		const second = await phoneFor({ id: first.person })
		expect(await second.newsOf('lying')).toEqual(expect.arrayContaining(['lying not assigned', 'lying@1']))
		const late = await phoneIn('lying-late', there)
		expect(await late.newsOf('lying')).not.toContain('lying@1')
		await other.newsOf('lying')
		const coordinator = await server.desk('coordinator')
		const { seen } = (await coordinator.get(`/api/records/${record}`)).body as { seen: string }
		const handed = await coordinator.post(`/api/records/${record}/review`, {
			kind: 'reassign',
			seen,
			why: '',
			to: late.person,
			notes: [{ about: '', text: 'Please go on' }],
		})
		expect(handed.status).toBeLessThan(300)
		expect(await late.newsOf('lying')).toEqual(['form-part', 'lying not assigned', 'lying@1'])
		expect(await other.newsOf('lying')).toEqual([])
	})
	test('an empty team may stay in a changed assignment, and be removed from it', async () => {
		await publish('teams')
		await phoneIn('leaver', here)
		await reassign({ code: 'leaver', districts: [here], team: 'Team Old' })
		expect((await assign('teams', { districts: [], teams: ['Team Old'] })).status).toBe(200)
		await reassign({ code: 'leaver', districts: [here], team: 'Team New' })
		expect((await assign('teams', { districts: [there], teams: ['Team Old'] })).status).toBe(200)
		expect((await assign('teams', { districts: [there], teams: [] })).status).toBe(200)
		expect((await assign('teams', { districts: [], teams: ['Team Old'] })).status).toBe(422)
	})
	test('an empty assignment, unknown districts and unknown teams are refused, and so is an unknown form', async () => {
		const nobody = { districts: [], teams: [] }
		expect(await assign('household', nobody)).toMatchObject({
			status: 422,
			body: { problem: 'assignment-empty' },
		})
		for (const assigned of [
			{ districts: ['Lahore'], teams: [] },
			{ districts: [], teams: ['No such team'] },
		])
			expect(await assign('household', assigned)).toMatchObject({
				status: 422,
				body: { problem: 'input-invalid' },
			})
		expect((await assign('nothing', { districts: [here], teams: [] })).status).toBe(404)
		const log = await administrator.get('/api/audit-log?kind=form-assigned')
		expect(JSON.stringify(log.body)).toContain('local')
	})
})
