import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
	RuleListResponse,
	RuleViolationsResponse,
	SaveRuleRequest,
	TryRuleResponse,
} from '#shared/cleaning/rules'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { BulkResult } from '#shared/review/bulk-review'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { patientLeases } from '../../tests/helpers/run-projections.ts'
import { createProjectionRunner } from '../background/projection-runner.ts'
import { createRuleChecks } from '../cleaning/rule-projection.ts'
import { startRuleRunner } from '../cleaning/rule-runner.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import type { Store } from '../storage/store.ts'
import { publishForms } from '../sync/publish-form.ts'

const round = 'endline'
const visits = { form: 'visit', demonstration: 0 } as const
const yesNo = [
	{ name: 'yes', label: { en: 'Yes' } },
	{ name: 'no', label: { en: 'No' } },
]
const form: FormDefinition = {
	id: 'visit',
	title: { en: 'Visit' },
	defaultLanguage: 'en',
	choices: { yes_no: yesNo },
	body: [
		{ kind: 'question', type: 'text', name: 'round', label: { en: 'Round' } },
		{ kind: 'question', type: 'text', name: 'district', label: { en: 'District' } },
		{ kind: 'question', type: 'integer', name: 'people', label: { en: 'People' }, constraint: '. < 900' },
		{ kind: 'question', type: 'integer', name: 'rooms', label: { en: 'Rooms' } },
		{ kind: 'question', type: 'select-one', list: 'yes_no', name: 'alone', label: { en: 'Alone' } },
		{
			kind: 'question',
			type: 'text',
			name: 'secret',
			label: { en: 'Secret' },
			sealedTo: 'helpline-operator',
		},
		{
			kind: 'repeat',
			name: 'members',
			label: { en: 'Members' },
			parts: [
				{ kind: 'question', type: 'integer', name: 'age', label: { en: 'Age' } },
				{ kind: 'question', type: 'select-one', list: 'yes_no', name: 'wed', label: { en: 'Married' } },
			],
		},
	],
} as unknown as FormDefinition

describe.each(routeEngines)('rules on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let enrolled: Awaited<ReturnType<typeof enrolledPhone>>
	const random = seededRandom(5)
	const newId = () => randomId(random.bytes)
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		enrolled = await enrolledPhone(server, { districts: ['PK607', 'PK608'] })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** Checks rules as another process on the same store. */
	const startProcess = (store: Store, onFailure: (thrown: unknown) => void) => {
		const checks = createRuleChecks({ store, forms: server.forms, onFailure })
		const leases = patientLeases(store)
		const projections = [checks.projection]
		const runner = createProjectionRunner({ store, leases, projections, onFailure })
		return { ...startRuleRunner(checks, runner), stop: () => runner.stop() }
	}
	/** Sends records of a separate round, so that tests do not affect each other. */
	const send = async (records: readonly Readonly<Record<string, Answer>>[]): Promise<Edit[]> => {
		const { phone, post } = enrolled
		const edits = records.map((answers) =>
			rewritten(
				phone.edit(phone.newRecord(), { $status: 'submitted', round, district: 'PK607', ...answers }),
				{ form: { id: 'visit', ver: 1 } },
			),
		)
		await phone.sync(post, edits)
		return edits
	}
	/** Continues a record that consists of these edits. */
	const editAgain = async (edits: readonly Edit[], answers: Readonly<Record<string, Answer | null>>) => {
		const { phone, post } = enrolled
		const [record = ''] = edits.map(({ revision }) => revision.record)
		const next = rewritten(phone.edit(record, answers, edits), { form: { id: 'visit', ver: 1 } })
		await phone.sync(post, [next])
		return [...edits, next]
	}
	const crowded = {
		name: 'Crowded',
		question: 'people',
		holds: `\${people} <= 10 * \${rooms}`,
		message: 'Count again',
		into: null,
	} as const
	/** Current version number by rule. */
	const wordings = new Map<string, number>()
	const saveRule = async (rule: Partial<SaveRuleRequest>, by = manager) => {
		const id = rule.id ?? newId()
		const request = { ...crowded, form: 'visit', isOn: true, instead: wordings.get(id) ?? 0, ...rule, id }
		const { status, body } = await by.post('/api/rules', request)
		const reply = body as { n?: number; problem?: string; details?: object }
		if (reply.n !== undefined) wordings.set(id, reply.n)
		return { id, status, body: reply }
	}
	const query = `form=visit&round=${round}`
	const rules = async (more = '', by = manager) => {
		for (;;) {
			const { body } = await by.get(`/api/rules?${query}${more}`)
			const listed = body as RuleListResponse
			if (listed.uncheckedRecords === 0) return listed.rules
		}
	}
	const ruleOf = async (id: string, more = '') => (await rules(more)).find((each) => each.id === id)
	const violationsOf = async (rule: string, more = '', by = manager) => {
		await rules('', by)
		const { body } = await by.get(`/api/rules/violations?${query}&rule=${rule}${more}`)
		return (body as RuleViolationsResponse).violations
	}
	const decide = async (
		kind: 'right' | 'ask-again',
		places: readonly Pick<RuleViolationsResponse['violations'][number], 'id' | 'rule' | 'path' | 'reads'>[],
		why = 'asked by telephone',
	) => {
		const accepted = places.map(({ id, rule, path, reads }) => ({ id, rule, path, reads }))
		const { status, body } = await manager.post('/api/rules/acceptances', { kind, why, places: accepted })
		return { status, ...(body as BulkResult) }
	}
	const correct = async (found: RuleViolationsResponse['violations']) => {
		const bulkEditId = newId()
		const records = found.map(({ id, path, reads, suggested }) => ({
			id,
			hides: suggested?.hides ?? [],
			changes: [{ path, before: reads[0]?.answer ?? null, after: suggested?.after ?? null }],
		}))
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'edit',
			bulkEditId,
			why: 'as the rule says',
			records,
		})
		return { bulkEditId, ...(body as BulkResult) }
	}
	const undo = (undoes: string, id: string) =>
		manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId: newId(),
			undoes,
			why: 'was wrong',
			records: [{ id }],
		})

	test('a rule finds its violations, also in later records; corrected ones leave the list', async () => {
		const [bad] = (await send([
			{ people: 31, rooms: 3 },
			{ people: 30, rooms: 3 },
			// Not applicable: an input is blank.
			{ people: 31 },
			{ rooms: 3 },
		])) as [Edit]
		const draft = await send([{ people: 99, rooms: 1, $status: 'draft' }])
		const { id, status } = await saveRule({})
		expect(status).toBe(200)
		expect(await ruleOf(id)).toMatchObject({
			name: 'Crowded',
			by: manager.person.name,
			isOn: true,
			open: 1,
			right: 0,
			earlier: [],
		})
		expect(await violationsOf(id)).toMatchObject([
			{
				id: bad.revision.record,
				rule: id,
				path: 'people',
				district: 'PK607',
				suggested: null,
				reads: [
					{ path: 'people', answer: 31 },
					{ path: 'rooms', answer: 3 },
				],
				right: null,
			},
		])
		// A new batch, and a draft that is finished.
		const [later] = (await send([{ people: 50, rooms: 1 }])) as [Edit]
		await editAgain(draft, { $status: 'submitted' })
		const found = (await violationsOf(id)).map((each) => each.id)
		expect(found).toEqual([bad, draft[0], later].map((each) => each?.revision.record))
		await editAgain([bad], { rooms: 4, $status: 'submitted' })
		await deskEdit(server, manager.person, later.revision.record, { $void: 'test' })
		expect((await violationsOf(id)).map((each) => each.id)).toEqual([draft[0]?.revision.record])
		expect(await ruleOf(id)).toMatchObject({ open: 1 })
		// Restricted to the user's districts.
		expect((await ruleOf(id, '&district=PK608'))?.open).toBe(0)
		const away = await server.desk('data-manager', ['PK608'])
		expect((await rules('', away)).find((each) => each.id === id)?.open).toBe(0)
		expect(await violationsOf(id, '', away)).toEqual([])
		// Inactive, it finds nothing; active again, it does.
		await saveRule({ id, isOn: false })
		expect(await violationsOf(id)).toEqual([])
		expect(await ruleOf(id)).toMatchObject({ isOn: false, open: 0, earlier: [{ isOn: true }] })
		await saveRule({ id })
		expect(await violationsOf(id)).toHaveLength(1)
		await deskEdit(server, manager.person, draft[0]?.revision.record ?? '', { $void: 'test' })
		expect(await violationsOf(id)).toEqual([])
		await saveRule({ id, isOn: false })
	})
	test('each repeat row is checked alone; a suggestion is accepted, and the violation returns when that is undone', async () => {
		const [record] = (await send([
			{
				people: 3,
				'members/@a': 1,
				'members/@a/age': 112,
				'members/@b': 2,
				'members/@b/age': 40,
				'members/@c': 3,
				'members/@c/age': 300,
			},
		])) as [Edit]
		const { id } = await saveRule({
			question: 'members/@/age',
			holds: `\${age} < 100`,
			name: 'Age',
			into: { kind: 'expression', value: `if(\${age} < 200, \${age} - 100, '')` },
		})
		const found = await violationsOf(id)
		expect(found).toMatchObject([
			{ path: 'members/@a/age', suggested: { after: 12 }, rows: { 'members/@a': 1 } },
			// Blank results suggest nothing.
			{ path: 'members/@c/age', suggested: null, rows: { 'members/@c': 3 } },
		])
		const { bulkEditId, done } = await correct(found.slice(0, 1))
		expect(done).toEqual([record.revision.record])
		expect((await violationsOf(id)).map(({ path }) => path)).toEqual(['members/@c/age'])
		await undo(bulkEditId, record.revision.record)
		expect((await violationsOf(id)).map(({ path }) => path)).toEqual(['members/@a/age', 'members/@c/age'])
		await saveRule({ id, question: 'members/@/age', holds: 'true()', isOn: false })
	})
	test('[RU4] a violation marked as right stays so, until an answer read by the rule changes', async () => {
		const [first, second] = (await send([
			{ people: 60, rooms: 2, alone: 'no' },
			{ people: 70, rooms: 2, alone: 'no' },
		])) as [Edit, Edit]
		const { id } = await saveRule({ holds: `\${people} <= 20 * \${rooms}` })
		const found = (await violationsOf(id)).filter((each) =>
			[first, second].some(({ revision }) => revision.record === each.id),
		)
		expect((await decide('right', found, ' ')).status).toBe(422)
		expect((await decide('right', found)).done).toHaveLength(2)
		expect(await violationsOf(id)).toEqual([])
		expect(await ruleOf(id)).toMatchObject({ open: 0, right: 2 })
		expect(await violationsOf(id, '&right=1')).toMatchObject([
			{ right: { by: manager.person.name, why: 'asked by telephone' } },
			{ right: { why: 'asked by telephone' } },
		])
		// Another answer, or the same one under a new version of the rule: it is not asked again.
		const firstAndNext = await editAgain([first], { alone: 'yes', $status: 'submitted' })
		await saveRule({ id, holds: `\${people} <= 21 * \${rooms}` })
		expect(await violationsOf(id)).toEqual([])
		expect(await ruleOf(id)).toMatchObject({ right: 2, earlier: [{ holds: `\${people} <= 20 * \${rooms}` }] })
		await editAgain(firstAndNext, { people: 61, $status: 'submitted' })
		expect((await violationsOf(id)).map((each) => each.reads[0]?.answer)).toEqual([61])
		// The listed violation does not exist any more.
		expect((await decide('right', found.slice(0, 1))).left).toEqual([
			{ id: first.revision.record, why: 'changed' },
		])
		await decide('ask-again', found.slice(1))
		expect(await violationsOf(id)).toHaveLength(2)
		await saveRule({ id, isOn: false })
	})
	/** Sends a record with `count` rows, each with an age. Returns its id. */
	const sendRows = async (count: number) => {
		const rows = Array.from({ length: count }, (_, i): [string, Answer][] => [
			[`members/@r${i}`, i + 1],
			[`members/@r${i}/age`, 40],
		]).flat()
		let edits = await send([{ people: 5 }])
		// A revision cannot hold all of it.
		for (let at = 0; at < rows.length; at += 1_500)
			edits = await editAgain(edits, {
				...Object.fromEntries(rows.slice(at, at + 1_500)),
				$status: 'submitted',
			})
		return edits[0]?.revision.record ?? ''
	}
	test('a record with more changes than a revision allows is skipped and reported, and blocks no other', async () => {
		const large = await sendRows(2_000)
		const [small] = (await send([{ people: 5 }])) as [Edit]
		const correctAges = async (count: number) => {
			const path = (i: number) => `members/@r${i}/age`
			const records = [
				{
					id: large,
					changes: Array.from({ length: count }, (_, i) => ({ path: path(i), before: 40, after: 41 })),
				},
				{ id: small.revision.record, changes: [{ path: 'people', before: 5, after: 6 }] },
			].map((each) => ({ ...each, hides: [] }))
			const request = { kind: 'edit', bulkEditId: newId(), why: 'all of them', records }
			return (await manager.post('/api/bulk-edits', request)).body as BulkResult
		}
		expect(await correctAges(2_000)).toEqual({
			done: [small.revision.record],
			left: [{ id: large, why: 'too-many' }],
		})
		expect((await correctAges(1_500)).done).toEqual([large])
	})
	test('a violation whose rule reads very many rows is decided like any other', async () => {
		await sendRows(1_050)
		const { id } = await saveRule({ holds: `sum(\${age}) < 1000` })
		const found = await violationsOf(id)
		expect(found[0]?.reads.length).toBeGreaterThan(1_000)
		// Larger than a request may usually be.
		const manyPlaces = found.flatMap((each) => Array.from({ length: 8 }, () => each))
		expect((await decide('right', manyPlaces)).status).toBe(200)
		expect(await violationsOf(id)).toEqual([])
		await saveRule({ id, isOn: false })
	})
	test('a rule that was edited meanwhile keeps its new wording, and the other user is notified', async () => {
		const { id } = await saveRule({})
		const { n = 0 } = (await ruleOf(id)) ?? {}
		await saveRule({ id, holds: `\${people} < 20` })
		const stale = { status: 409, body: { problem: 'rule-changed' } }
		expect(await saveRule({ id, isOn: false, instead: n })).toMatchObject(stale)
		expect(await saveRule({ id, holds: `\${people} < 30`, instead: n })).toMatchObject(stale)
		expect(await saveRule({ id, holds: `\${people} < 30`, instead: 0 })).toMatchObject(stale)
		expect(await ruleOf(id)).toMatchObject({ isOn: true, holds: `\${people} < 20`, n: 2 })
		// A repeated request after a lost response.
		expect((await saveRule({ id, holds: `\${people} < 20`, instead: n })).status).toBe(200)
		await saveRule({ id, isOn: false })
	})
	test('a rule is tried before it is saved, and its errors are reported', async () => {
		await send([{ people: 500, rooms: 1 }])
		const { body } = await manager.post('/api/rules/try', {
			...crowded,
			holds: `\${people} < 400`,
			form: 'visit',
			round,
			into: { kind: 'expression', value: `\${people} div 10` },
		})
		expect(body as TryRuleResponse).toMatchObject({
			records: 1,
			isMore: false,
			skipped: 0,
			violations: [{ path: 'people', suggested: { after: 50 } }],
		})
		for (const [holds, part] of [
			[`\${peeple} < 4`, 'peeple'],
			[`\${people} <`, ''],
			[`\${secret} = 'x'`, 'secret'],
			['. < 4', '.'],
			[`\${zila_into} = 'x'`, 'zila_into'],
			[`../zila_where = 'x'`, 'zila_where'],
			[`\${people} < 4) or (true()`, ')'],
		] as const)
			expect(await saveRule({ holds }), holds).toMatchObject({
				status: 422,
				body: { problem: 'expression-invalid', details: { part: expect.stringContaining(part) } },
			})
		expect((await saveRule({ question: 'secret', holds: 'true()' })).status).toBe(422)
		expect((await saveRule({ question: 'nobody' })).status).toBe(404)
		expect((await saveRule({ form: 'other' })).status).toBe(404)
	})
	test('nothing remains of an erased record', async () => {
		const [record] = (await send([{ people: 80, rooms: 2 }])) as [Edit]
		const { id } = await saveRule({ holds: `\${people} < 80` })
		const found = (await violationsOf(id)).filter((each) => each.id === record.revision.record)
		await decide('right', found)
		await server.store.write((session) => session.eraseRevisions(record.revision.record, [record.id]))
		for (const table of ['rule_violation', 'rule_acceptance'] as const) {
			const rows = await server.store.changing.db.selectFrom(table).select('record').execute()
			expect(rows.map((row) => row.record)).not.toContain(record.revision.record)
		}
		await saveRule({ id, isOn: false })
	})
	test('of many records all are checked, in steps', async () => {
		await send(Array.from({ length: 260 }, (_, i) => ({ people: 200 + i, rooms: 1 })))
		const { id } = await saveRule({ holds: `\${people} < 300` })
		expect((await ruleOf(id))?.open).toBeGreaterThanOrEqual(160)
		const first = (await manager.get(`/api/rules/violations?${query}&rule=${id}`))
			.body as RuleViolationsResponse
		expect(first.violations).toHaveLength(50)
		const next = (await manager.get(`/api/rules/violations?${query}&rule=${id}&after=${first.next}`)).body
		const ids = new Set(
			[...first.violations, ...(next as RuleViolationsResponse).violations].map((each) => each.id),
		)
		expect(ids.size).toBe(100)
		await saveRule({ id, isOn: false })
	})
	test('[RU3] an interrupted check continues from there', async () => {
		await send(Array.from({ length: 150 }, () => ({ people: 400, rooms: 1 })))
		const { id } = await saveRule({ holds: `\${people} < 300` })
		const { store } = server
		const failed: unknown[] = []
		const startRunner = (of = store) => startProcess(of, (thrown) => failed.push(thrown))
		const marked = () =>
			store.changing.db
				.selectFrom('rule_violation')
				.select('record')
				.where('rule', '=', id)
				.orderBy('record')
				.execute()
		let stop = async () => {}
		const first = startRunner({
			...store,
			async write(work) {
				const found = await store.write(work)
				// After the first batch.
				void stop()
				return found
			},
		})
		stop = first.stop
		await first.catchUp(visits)
		await first.stop()
		const known = await marked()
		expect(known.length).toBeGreaterThan(0)
		// Checked records are not checked again, so these are not found.
		await store.changing.db.deleteFrom('rule_violation').where('rule', '=', id).execute()
		const second = startRunner()
		while ((await second.catchUp(visits)).uncheckedRecords > 0);
		const later = await marked()
		expect(later.length).toBeGreaterThan(0)
		expect(known.filter(({ record }) => later.some((each) => each.record === record))).toEqual([])
		expect(failed).toEqual([])
		await saveRule({ id, isOn: false })
	})
	test('[RU5] a record that cannot be checked blocks no other, and is listed until it can be', async () => {
		const records = (await send([
			{ people: 700, rooms: 1 },
			{ people: 701, rooms: 1 },
		])) as [Edit, Edit]
		const { store } = server
		const [bad] = records.map(({ revision }) => revision.record).sort()
		const setAnswers = (answers: string) =>
			store.changing.db
				.updateTable('record')
				.set({ answers, rules_checked: 0 })
				.where('id', '=', bad ?? '')
				.execute()
		const { answers } = await store.changing.db
			.selectFrom('record')
			.select('answers')
			.where('id', '=', bad ?? '')
			.executeTakeFirstOrThrow()
		await setAnswers('{')
		const { id } = await saveRule({ holds: `\${people} < 700` })
		const failed: unknown[] = []
		const held = startProcess(store, (thrown) => failed.push(thrown))
		const catchUp = async () => {
			let caught = await held.catchUp(visits)
			// On a busy machine it takes several calls.
			while (caught.uncheckedRecords > 0) caught = await held.catchUp(visits)
			return caught.failed
		}
		expect(await catchUp()).toEqual([bad])
		expect(failed).toHaveLength(1)
		const countViolations = async () =>
			(await store.changing.db.selectFrom('rule_violation').select('record').where('rule', '=', id).execute())
				.length
		expect(await countViolations()).toBe(1)
		// The list names the record without waiting for it, except to users who may not read it.
		const failedRecords = async (by: Desk) => {
			for (;;) {
				const { uncheckedRecords, failed } = (await by.get(`/api/rules?${query}`)).body as RuleListResponse
				if (uncheckedRecords === 0) return failed.map((each) => each.id)
			}
		}
		expect(await failedRecords(manager)).toEqual([bad])
		expect(await failedRecords(await server.desk('data-manager', ['PK608']))).toEqual([])
		expect(server.failures.splice(0)).toHaveLength(1)
		await setAnswers(answers)
		expect(await catchUp()).toEqual([])
		expect(await failedRecords(manager)).toEqual([])
		expect(await countViolations()).toBe(2)
		await saveRule({ id, isOn: false })
	})
	test('the menu counts violations in the user’s districts, and is updated with new ones', async () => {
		const { id } = await saveRule({ holds: `\${rooms} != 4321`, question: 'rooms' })
		const waiting = async (by: Desk) =>
			(await by.get('/api/rules/violations/count')).body as { total: number }
		const [there, here] = await Promise.all(
			['PK608', 'PK607'].map((district) => server.desk('data-manager', [district])),
		)
		if (!here || !there) throw new Error('nobody is signed in')
		const before = [await waiting(manager), await waiting(here), await waiting(there)].map(
			(each) => each.total,
		)
		const both = await send([
			{ people: 1, rooms: 4321 },
			{ people: 1, rooms: 4321, district: 'PK608' },
		])
		await expect
			.poll(async () => [await waiting(manager), await waiting(here), await waiting(there)])
			.toEqual([2, 1, 1].map((more, i) => ({ total: (before[i] ?? 0) + more, isMore: false })))
		const [one] = await violationsOf(id)
		expect(both.map(({ revision }) => revision.record)).toContain(one?.id)
		await decide('right', one ? [one] : [])
		expect((await waiting(manager)).total).toBe((before[0] ?? 0) + 1)
		await saveRule({ id, holds: `\${rooms} != 4321`, question: 'rooms', isOn: false })
		expect((await waiting(manager)).total).toBe(before[0])
	})
	test('violations that cannot be stored leave the records counted', async () => {
		await send([{ people: 800, rooms: 1 }])
		const { id } = await saveRule({ holds: `\${people} < 800` })
		const failed: unknown[] = []
		const store = { ...server.store, write: () => Promise.reject(new Error('the disk is full')) }
		const held = startProcess(store, (thrown) => failed.push(thrown))
		expect((await held.catchUp(visits)).uncheckedRecords).toBeGreaterThan(0)
		expect(failed).toHaveLength(1)
		await saveRule({ id, isOn: false })
	})
	test('[RU6] rules of a demonstration check demonstration records only, and others real ones', async () => {
		const [real, madeUp] = (await send([
			{ people: 850, rooms: 1 },
			{ people: 850, rooms: 1 },
		])) as [Edit, Edit]
		await server.store.changing.db
			.updateTable('record')
			.set({ demonstration: 1 })
			.where('id', '=', madeUp.revision.record)
			.execute()
		const { id: person } = await addPerson(
			server.store,
			server.study,
			{
				name: 'Shows it',
				code: 'shows-it',
				role: 'data-manager',
				districts: 'all',
				language: 'en',
				demonstration: true,
			},
			server.clock.now,
		)
		const shown = await server.deskOf((await invite(server.store, person, server.clock.now)).code)
		const own = await saveRule({ holds: `\${people} < 850` })
		const theirs = await saveRule({ holds: `\${people} < 850` }, shown)
		await rules()
		await rules('', shown)
		const recordsViolating = async (id: string) =>
			(
				await server.store.changing.db
					.selectFrom('rule_violation')
					.select('record')
					.where('rule', '=', id)
					.execute()
			).map(({ record }) => record)
		expect(await recordsViolating(theirs.id)).toEqual([madeUp.revision.record])
		expect(await recordsViolating(own.id)).toEqual([real.revision.record])
		await saveRule({ id: own.id, isOn: false })
		await saveRule({ id: theirs.id, isOn: false }, shown)
	})
	test('[RU1] for any sequence of sends, edits, undos and decisions, the list equals that of a fresh check', async () => {
		const { id } = await saveRule({ into: { kind: 'expression', value: `10 * \${rooms}` } })
		const own = new Map<string, Edit[]>()
		const right = new Set<string>()
		const fromSeed = seededRandom(7)
		let corrected: { bulkEditId: string; id: string } | null = null
		for (let step = 0; step < 30; step++) {
			const answers = { people: 5 + fromSeed.below(30), rooms: 1 + fromSeed.below(3) }
			const act = fromSeed.below(4)
			const [record, edits = []] = [...own][fromSeed.below(own.size)] ?? ['']
			if (act === 0 || own.size === 0) {
				const [edit] = (await send([answers])) as [Edit]
				own.set(edit.revision.record, [edit])
			} else if (act === 1) {
				own.set(record, await editAgain(edits, { ...answers, $status: 'submitted' }))
				right.delete(record)
			} else if (corrected) {
				await undo(corrected.bulkEditId, corrected.id)
				corrected = null
			} else {
				const open = (await violationsOf(id)).filter((each) => own.has(each.id))
				const [first] = open
				if (first && act === 2) await decide('right', [first]).then(() => right.add(first.id))
				if (first && act === 3) {
					const { bulkEditId, done } = await correct([first])
					if (done.length > 0) corrected = { bulkEditId, id: first.id }
					own.delete(first.id)
				}
			}
			const rule = { ...crowded, form: 'visit', round }
			const fresh = ((await manager.post('/api/rules/try', rule)).body as TryRuleResponse).records
			const { open, right: called } = (await ruleOf(id)) ?? { open: -1, right: -1 }
			expect([step, open + called, called]).toEqual([step, fresh, [...right].length])
		}
		await saveRule({ id, isOn: false })
	})
	test('[RU2] the location of a violation is stored, and no answer', async () => {
		const [record] = (await send([{ people: 8_675_309, rooms: 2 }])) as [Edit]
		const { id } = await saveRule({ holds: `\${people} < 8000000` })
		expect((await violationsOf(id)).map((each) => each.reads[0]?.answer)).toEqual([8_675_309])
		const rows = await server.store.changing.db
			.selectFrom('rule_violation')
			.selectAll()
			.where('rule', '=', id)
			.execute()
		expect(rows.map((row) => row.record)).toEqual([record.revision.record])
		expect(JSON.stringify(rows)).not.toContain('8675309')
		await saveRule({ id, isOn: false })
	})
})
