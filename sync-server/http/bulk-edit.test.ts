import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
	BulkEditListItem,
	BulkEditPreviewRequest,
	BulkEditRecordsResponse,
	FoundChanges,
	WrittenTexts,
} from '#shared/cleaning/bulk-edit'
import type { Answer } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { BulkResult } from '#shared/review/bulk-review'
import type { RecordDetail } from '#shared/review/record-response'
import fc from '#shared/testing/fast-check'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

const [round, district] = ['endline', 'PK607']
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const planted = plantRound({
	seed: 8,
	round,
	districts: [district],
	perDistrict: 24,
	pathOf,
	habitOf: () => 'plain' as const,
})
const [size, age, which, other] = ['hh_size', 'm_age', 'help_which', 'help_other'].map(pathOf) as [
	string,
	string,
	string,
	string,
]

describe.each(routeEngines)('bulk edits on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let enrolled: Awaited<ReturnType<typeof enrolledPhone>>
	/** First revisions by record. */
	const roots = new Map<string, Edit>()
	const newId = () => randomId(random.bytes)
	const random = seededRandom(11)
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		enrolled = await enrolledPhone(server, { districts: [district] })
		const { phone, post } = enrolled
		const edits = planted
			.flatMap(({ interviews }) => interviews)
			.map(({ answers, finishedAt }, i) => {
				const texts = ['Edhi 115', 'edhi  115 ', 'Madadgar', 'the imam']
				const more = { [which]: ['othernum'], [other]: texts[i % texts.length] as string }
				return rewritten(
					phone.edit(phone.newRecord(), {
						...Object.fromEntries(answers),
						[pathOf('help_any')]: 'yes',
						...more,
					}),
					{ at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 } },
				)
			})
		await phone.sync(post, edits)
		for (const edit of edits) roots.set(edit.revision.record, edit)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const detail = async (id: string) => (await manager.get(`/api/records/${id}`)).body as RecordDetail
	const listed = async (by = manager) =>
		((await by.get('/api/bulk-edits')).body as { bulkEdits: BulkEditListItem[] }).bulkEdits
	const changed = async (id: string) =>
		(await manager.get(`/api/bulk-edits/${id}`)).body as BulkEditRecordsResponse
	type Changes = { path: string; before: Answer | null; after: Answer | null }[]
	const correct = async (
		edits: readonly { id: string; changes: Changes; hides?: string[] }[],
		{ bulkEditId = newId(), why = 'checked by telephone', by = manager } = {},
	) => {
		const records = edits.map(({ id, changes, hides = [] }) => ({ id, changes, hides }))
		const { status, body } = await by.post('/api/bulk-edits', { kind: 'edit', bulkEditId, why, records })
		return { status, bulkEditId, ...(body as BulkResult) }
	}
	const undo = async (undoes: string, ids: readonly string[]) => {
		const records = ids.map((id) => ({ id }))
		const bulkEditId = newId()
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId,
			undoes,
			why: 'was wrong',
			records,
		})
		return { bulkEditId, ...(body as BulkResult) }
	}
	const preview = async (query: Pick<BulkEditPreviewRequest, 'question' | 'where' | 'into'>) => {
		const { status, body } = await manager.post('/api/bulk-edits/preview', {
			form: 'household',
			round,
			...query,
		})
		return { status, ...(body as FoundChanges & { problem?: string; details?: object }) }
	}
	/** Finished interviews with household members, without edits. */
	const unedited = async (count: number) => {
		const found: RecordDetail[] = []
		for (const id of roots.keys()) {
			const record = await detail(id)
			if (record.history.length === 1 && typeof record.answers[size] === 'number') found.push(record)
			if (found.length === count) return found
		}
		throw new Error('there are too few records')
	}

	test('an answer is edited with a reason, listed in the history and in the list, and undone', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const before = record.answers[size] as number
		const changes = [{ path: size, before, after: before + 1 }]
		const { bulkEditId, done, left } = await correct([{ id: record.id, changes }])
		expect({ done, left }).toEqual({ done: [record.id], left: [] })
		// A repeated request is applied once.
		expect((await correct([{ id: record.id, changes }], { bulkEditId })).done).toEqual([record.id])
		const after = await detail(record.id)
		expect(after.answers[size]).toBe(before + 1)
		expect(after.status).toBe('submitted')
		expect(after.history.at(-1)).toMatchObject({ role: 'data-manager', why: 'checked by telephone', changes })
		expect((await listed())[0]).toMatchObject({
			id: bulkEditId,
			undoes: null,
			why: 'checked by telephone',
			records: 1,
			undoneRecords: 0,
			author: manager.person.name,
		})
		expect(await changed(bulkEditId)).toMatchObject({ records: [{ id: record.id, changes }], isMore: false })

		const back = await undo(bulkEditId, [record.id])
		expect(back.done).toEqual([record.id])
		expect((await detail(record.id)).answers[size]).toBe(before)
		expect((await listed()).slice(0, 2)).toMatchObject([
			{ id: back.bulkEditId, undoes: bulkEditId, records: 1 },
			{ id: bulkEditId, undoneRecords: 1 },
		])
		// Nothing of the edit is current any more.
		expect((await undo(bulkEditId, [record.id])).left).toEqual([{ id: record.id, why: 'changed' }])
		// Undoing the undo restores the edit.
		await undo(back.bulkEditId, [record.id])
		expect((await detail(record.id)).answers[size]).toBe(before + 1)
		expect((await listed()).find(({ id }) => id === bulkEditId)?.undoneRecords).toBe(0)
		// The phone receives it.
		const { phone, post } = enrolled
		const reply = await phone.sync(post, [])
		expect(reply.revisions.length).toBeGreaterThan(0)
	})
	test('records that changed, have a conflict, are incomplete or invalid are skipped, and the others are done', async () => {
		const [good, stale, disputed] = (await unedited(3)) as [RecordDetail, RecordDetail, RecordDetail]
		const { phone, post } = enrolled
		const draft = phone.edit(phone.newRecord(), {
			$status: 'draft',
			[pathOf('round')]: round,
			[pathOf('district')]: district,
			[size]: 4,
		})
		const { phone: second, post: postSecond } = await enrolledPhone(server, { id: enrolled.person })
		const root = roots.get(disputed.id) as Edit
		await phone.sync(post, [draft, phone.edit(disputed.id, { [size]: 9, $status: 'submitted' }, [root])])
		await second.sync(postSecond, [second.edit(disputed.id, { [size]: 8, $status: 'submitted' }, [root])])
		const from = (record: RecordDetail, after: Answer | null = 7, path = size) => ({
			id: record.id,
			changes: [{ path, before: record.answers[path] ?? null, after }],
		})
		const { done, left } = await correct([
			from({ ...stale, answers: { [size]: 15 } }),
			from(await detail(disputed.id)),
			{ id: draft.revision.record, changes: [{ path: size, before: 4, after: 5 }] },
			{ id: 'nobody', changes: [{ path: size, before: 4, after: 5 }] },
			from(good),
		])
		expect(done).toEqual([good.id])
		expect(left).toEqual([
			{ id: stale.id, why: 'changed' },
			{ id: disputed.id, why: 'conflict' },
			{ id: draft.revision.record, why: 'not-finished' },
			{ id: 'nobody', why: 'gone' },
		])
		const found = await preview({ question: size, where: '', into: { kind: 'answer', value: 7 } })
		expect(found.disputed).toBe(1)
		expect(found.records.map(({ id }) => id)).not.toContain(disputed.id)
		const impossible: [string, Answer | null][] = [
			[size, 'many'],
			[size, -3],
			[which, ['nobody-knows-this']],
			[pathOf('consent'), 'yes'],
			[pathOf('consent'), null],
			[pathOf('consent_time'), '2026-01-01T00:00:00Z'],
			['no/such/question', 1],
			// Irrelevant by other answers.
			[pathOf('replaced_hh_no'), 3],
			// Filled in by the app.
			[pathOf('district'), 'PK608'],
			// Not a change.
			[size, stale.answers[size] ?? null],
		]
		for (const [path, after] of impossible) {
			const tried = await correct([from(stale, after, path)])
			expect(tried.left, `${path} ${after}`).toEqual([{ id: stale.id, why: 'not-possible' }])
		}
		expect((await detail(stale.id)).history).toHaveLength(1)
		expect((await correct([from(stale)], { why: '  ' })).status).toBe(422)
	})
	test('an approved record stays approved, and later revisions of its phone are late as before', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		await deskEdit(server, manager.person, record.id, { $status: 'approved' })
		const before = record.answers[size] as number
		await correct([{ id: record.id, changes: [{ path: size, before, after: 11 }] }])
		const root = roots.get(record.id) as Edit
		await enrolled.phone.sync(enrolled.post, [enrolled.phone.edit(record.id, { [size]: 2 }, [root])])
		const after = await detail(record.id)
		expect(after).toMatchObject({
			status: 'approved',
			answers: { [size]: 11 },
			conflicts: [{ kind: 'late' }],
		})
	})
	test('a preview finds answers by a condition, also in rows, and computes new values; nothing is written', async () => {
		const rows = await preview({
			question: age,
			where: `\${m_age} >= 40`,
			into: { kind: 'expression', value: `\${m_age} + 1` },
		})
		expect(rows.status).toBe(200)
		expect(rows.records.length).toBeGreaterThan(3)
		for (const { changes } of rows.records)
			for (const { path, before, after } of changes) {
				expect(path).toMatch(/members\/@[^/]+\/m_age$/)
				expect(before).toBeGreaterThanOrEqual(40)
				expect(after).toBe(Number(before) + 1)
			}
		expect(rows.searchedRecords).toBeGreaterThanOrEqual(rows.records.length)
		const same = { question: size, where: '', into: { kind: 'expression', value: `\${hh_size}` } } as const
		expect((await preview(same)).records).toEqual([])
		// Invalid and blank results are counted: they remove no answer.
		for (const value of ["'many'", "''", '-1', "if(${hh_size} > 100, 1, '')"]) {
			const none = await preview({ ...same, into: { kind: 'expression', value } })
			expect(none.notPossible, value).toBeGreaterThan(3)
			expect(none.records, value).toEqual([])
		}
		// Rows are named by their positions.
		const [inRow] = rows.records
		const [rowPath = ''] = inRow?.changes.map(({ path }) => path.slice(0, path.lastIndexOf('/'))) ?? []
		expect(inRow?.rows[rowPath]).toBeGreaterThan(0)
		const [first] = rows.records
		const [change] = first?.changes ?? []
		expect((await detail(first?.id ?? '')).answers[change?.path ?? '']).toBe(change?.before)
	})
	test('an invalid condition is reported with its wrong part', async () => {
		const into = { kind: 'answer', value: 3 } as const
		for (const [where, part] of [
			[`\${no_such} > 1`, 'no_such'],
			[`\${hh_size} >`, ''],
			['nothing(3)', 'nothing'],
			['/data/no/such > 2', '/data/no/such'],
			// Encrypted answers, time functions, and the question itself.
			[`\${recontact_phone} != ''`, 'recontact_phone'],
			["today() > '2026-01-01'", 'today()'],
			['. > 9', '.'],
			[`\${last-saved#hh_size} > 2`, ''],
		] as const)
			expect(await preview({ question: size, where, into }), where).toMatchObject({
				status: 422,
				problem: 'expression-invalid',
				details: { part: expect.stringContaining(part) },
			})
		expect((await preview({ question: pathOf('consent'), where: '', into })).status).toBe(422)
		expect((await preview({ question: 'no/such', where: '', into })).status).toBe(404)
		for (const question of [pathOf('consent_time'), size, 'no/such'])
			expect(
				(await manager.post('/api/bulk-edits/texts', { form: 'household', round, question })).status,
			).toBe(422)
	})
	test('hiding other answers is announced first, and skipped unless confirmed', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const [adults, helpline1991] = [pathOf('n_adults'), pathOf('help_1991')]
		const found = await preview({ question: adults, where: '', into: { kind: 'answer', value: 0 } })
		const mine = found.records.find(({ id }) => id === record.id)
		expect(mine?.hides.length).toBeGreaterThan(0)
		const changes = mine?.changes ?? []
		expect((await correct([{ id: record.id, changes }])).left).toEqual([
			{ id: record.id, why: 'hides-others' },
		])
		expect((await detail(record.id)).answers[adults]).toBe(record.answers[adults])
		const { done, bulkEditId } = await correct([{ id: record.id, changes, hides: mine?.hides ?? [] }])
		expect(done).toEqual([record.id])
		expect(Object.keys((await detail(record.id)).leftOver)).toEqual(expect.arrayContaining(mine?.hides ?? []))
		await undo(bulkEditId, [record.id])
		const again = await detail(record.id)
		expect(again.answers[helpline1991]).toBe(record.answers[helpline1991])
		expect(again.answers[adults]).toBe(record.answers[adults])
	})
	test('undo skips answers that were edited again, also where the value is the same', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const start = record.answers[size] as number
		const step = async (before: number, after: number) =>
			(await correct([{ id: record.id, changes: [{ path: size, before, after }] }])).bulkEditId
		const first = await step(start, start + 1)
		await step(start + 1, start + 2)
		await step(start + 2, start + 1)
		expect((await undo(first, [record.id])).left).toEqual([{ id: record.id, why: 'changed' }])
		expect((await detail(record.id)).answers[size]).toBe(start + 1)
	})
	test('where one enumerator answered twice the later value can be chosen in bulk, and never where two enumerators disagree', async () => {
		const [own, others] = (await unedited(2)) as [RecordDetail, RecordDetail]
		const { phone, post } = enrolled
		const { phone: second, post: postSecond } = await enrolledPhone(server, { id: enrolled.person })
		const at = (edit: Edit, wall: string) => rewritten(edit, { at: { wall, tz: 300, off: 0 } })
		const rootOf = (record: RecordDetail) => roots.get(record.id) as Edit
		await phone.sync(post, [
			at(phone.edit(own.id, { [size]: 9 }, [rootOf(own)]), '2026-01-14T09:00:00.000Z'),
			at(phone.edit(others.id, { [size]: 9 }, [rootOf(others)]), '2026-01-14T09:00:00.000Z'),
		])
		await second.sync(postSecond, [
			at(second.edit(own.id, { [size]: 8 }, [rootOf(own)]), '2026-01-14T10:00:00.000Z'),
		])
		// A conflict between the enumerator and the desk.
		const before = (await detail(others.id)).answers[size] ?? null
		await correct([{ id: others.id, changes: [{ path: size, before, after: 7 }] }])
		await second.sync(postSecond, [second.edit(others.id, { [size]: 6 }, [rootOf(others)])])
		expect((await detail(others.id)).conflicts).toHaveLength(1)
		const ask = async () =>
			(await manager.post('/api/bulk-edits/self-conflicts', { form: 'household', round }))
				.body as FoundChanges
		const { records } = await ask()
		const mine = records.find(({ id }) => id === own.id)
		expect(mine?.changes).toMatchObject([{ path: size, after: 8 }])
		expect(records.map(({ id }) => id)).not.toContain(others.id)
		const send = async (changes: Changes) => {
			const { body } = await manager.post('/api/bulk-edits', {
				kind: 'accept-later',
				bulkEditId: newId(),
				why: 'she said so later',
				records: [{ id: own.id, changes, hides: [] }],
			})
			return body as BulkResult
		}
		const wrong = (mine?.changes ?? []).map((each) => ({ ...each, after: 5 }))
		expect((await send(wrong)).left).toEqual([{ id: own.id, why: 'changed' }])
		expect((await send(mine?.changes ?? [])).done).toEqual([own.id])
		expect(await detail(own.id)).toMatchObject({ answers: { [size]: 8 }, conflicts: [] })
		expect((await ask()).records.map(({ id }) => id)).not.toContain(own.id)
	})
	test('texts are recoded, several requests as one bulk edit, which is undone as one', async () => {
		const texts = (
			(await manager.post('/api/bulk-edits/texts', { form: 'household', round, question: other }))
				.body as WrittenTexts
		).texts
		expect(texts.map(({ text }) => text.toLowerCase())).toEqual(['edhi 115', 'madadgar', 'the imam'])
		expect(texts[0]?.records).toBeGreaterThan(texts[1]?.records ?? 0)
		const into: BulkEditPreviewRequest['into'] = {
			kind: 'by-text',
			text: other,
			instead: 'othernum',
			codes: [{ text: 'EDHI 115', code: '1991' }],
		}
		const found = await preview({ question: which, where: '', into })
		expect(found.records).toHaveLength(texts[0]?.records ?? 0)
		const bulkEditId = newId()
		for (const record of found.records)
			expect((await correct([record], { bulkEditId, why: 'coded' })).done).toEqual([record.id])
		const [sum] = await listed()
		expect(sum).toMatchObject({ id: bulkEditId, records: found.records.length, undoneRecords: 0 })
		const some = await detail(found.records[0]?.id ?? '')
		expect(some.answers[which]).toEqual(['1991'])
		// The former text is kept in `leftOver`.
		expect(String(some.leftOver[other]).toLowerCase()).toMatch(/^edhi\s+115\s*$/)
		expect((await preview({ question: which, where: '', into })).records).toEqual([])
		await undo(
			bulkEditId,
			found.records.map(({ id }) => id),
		)
		expect((await listed())[1]).toMatchObject({ id: bulkEditId, undoneRecords: found.records.length })
		expect((await detail(some.id)).answers[which]).toEqual(['othernum'])
	})
	test('only a data manager edits in bulk, and only in her own districts', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const changes = [{ path: size, before: record.answers[size] ?? null, after: 3 }]
		const coordinator = await server.desk('coordinator', [district])
		expect((await correct([{ id: record.id, changes }], { by: coordinator })).status).toBe(403)
		const elsewhere = await server.desk('data-manager', ['PK608'])
		expect((await correct([{ id: record.id, changes }], { by: elsewhere })).left).toEqual([
			{ id: record.id, why: 'gone' },
		])
		expect((await listed()).length).toBeGreaterThan(0)
		expect(await listed(elsewhere)).toEqual([])
	})
	test('for any order of bulk edits and undos, replaying the list from the first answers gives the current ones', async () => {
		const ids = (await unedited(4)).map(({ id }) => id)
		const first = new Map<string, Answer | null>()
		for (const id of ids) first.set(id, (await detail(id)).answers[size] ?? null)
		const made: string[] = []
		const step = fc.oneof(
			fc.record({
				kind: fc.constant('edit' as const),
				of: fc.subarray(ids, { minLength: 1 }),
				after: fc.integer({ min: 1, max: 15 }),
			}),
			fc.record({
				kind: fc.constant('back' as const),
				which: fc.nat(),
				of: fc.subarray(ids, { minLength: 1 }),
			}),
		)
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
				for (const each of steps) {
					if (each.kind === 'back') {
						const of = made[each.which % Math.max(1, made.length)]
						if (of !== undefined) made.push((await undo(of, each.of)).bulkEditId)
						continue
					}
					const records = await Promise.all(
						each.of.map(async (id) => {
							const before = (await detail(id)).answers[size] ?? null
							return { id, changes: [{ path: size, before, after: each.after }] }
						}),
					)
					made.push((await correct(records)).bulkEditId)
				}
				const written = (
					await Promise.all([...new Set(made)].map(async (id) => (await changed(id)).records))
				).flat()
				const replayed = new Map(first)
				for (const { id, changes } of written.sort((a, b) => a.seq - b.seq))
					for (const { before, after } of changes) {
						expect(replayed.get(id)).toEqual(before)
						replayed.set(id, after)
					}
				for (const id of ids) expect((await detail(id)).answers[size] ?? null).toEqual(replayed.get(id))
			}),
			{ numRuns: 12, seed: 5 },
		)
	})
})
