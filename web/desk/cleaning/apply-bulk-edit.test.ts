import { expect, test } from 'vitest'
import type { BulkEditRecordsResponse, FoundChanges } from '#shared/cleaning/bulk-edit'
import { Problem } from '#shared/kernel/problem'
import { maxBulkRecords } from '#shared/review/bulk-review'
import { offline, type SentRequest, serveReplies } from '../../testing/server-replies.ts'
import {
	applyBulkEditInSteps,
	type BulkEditProgress,
	noBulkEditProgress,
	undoBulkEditInSteps,
} from './apply-bulk-edit.ts'

const route = 'POST /api/bulk-edits'
const record = (n: number): FoundChanges['records'][number] => ({
	id: `record-${n}`,
	name: `House ${n}`,
	formVersion: 1,
	changes: [{ path: 'rooms', before: 2, after: 3 }],
	hides: ['roof'],
	rows: {},
})
const records = (many: number) => Array.from({ length: many }, (_, i) => record(i))
const idsIn = ({ body }: SentRequest) => (body as { records: { id: string }[] }).records.map(({ id }) => id)
const allDone = (request: SentRequest) => ({ done: idsIn(request), left: [] })

function sending(over: { isStopped?: () => boolean } = {}) {
	const steps: BulkEditProgress[] = []
	return {
		steps,
		bulkEditId: 'edit-1',
		why: 'Mistyped',
		onStep: (sent: BulkEditProgress) => void steps.push(sent),
		isStopped: over.isStopped ?? (() => false),
	}
}

test('records are edited in batches, as one edit, and each step is reported', async () => {
	const server = serveReplies({ [route]: allDone })
	const context = sending()
	const sent = await applyBulkEditInSteps(
		{ kind: 'edit', records: records(maxBulkRecords + 2) },
		noBulkEditProgress,
		context,
	)
	expect(sent).toEqual({ reached: maxBulkRecords + 2, done: maxBulkRecords + 2, left: [] })
	expect(context.steps.map(({ reached }) => reached)).toEqual([maxBulkRecords, maxBulkRecords + 2])
	expect(server.bodiesOf(route)[1]).toEqual({
		kind: 'edit',
		bulkEditId: 'edit-1',
		why: 'Mistyped',
		records: [maxBulkRecords, maxBulkRecords + 1].map((n) => ({
			id: `record-${n}`,
			changes: [{ path: 'rooms', before: 2, after: 3 }],
			hides: ['roof'],
		})),
	})
})

test('edits from a file carry the marker of the exported state for each record', async () => {
	const server = serveReplies({ [route]: allDone })
	await applyBulkEditInSteps(
		{ kind: 'from-file', records: [{ ...record(1), seq: 77, stale: [] }] },
		noBulkEditProgress,
		sending(),
	)
	expect(server.bodiesOf(route)).toMatchObject([{ kind: 'from-file', records: [{ seq: 77 }] }])
})

test('skipped records count as processed, and are reported with their reason', async () => {
	serveReplies({ [route]: { done: ['record-0'], left: [{ id: 'record-1', why: 'changed' }] } })
	expect(
		await applyBulkEditInSteps({ kind: 'edit', records: records(2) }, noBulkEditProgress, sending()),
	).toEqual({
		reached: 2,
		done: 1,
		left: [{ id: 'record-1', why: 'changed' }],
	})
})

test('the edit stops where the server cannot continue, and resumes from there', async () => {
	const server = serveReplies({
		[route]: { done: ['record-0'], left: [{ id: 'record-1', why: 'not-reached' }] },
	})
	const edits = { kind: 'edit' as const, records: records(2) }
	const before = await applyBulkEditInSteps(edits, noBulkEditProgress, sending())
	expect(before).toEqual({ reached: 1, done: 1, left: [] })
	server.reply({ [route]: allDone })
	expect(await applyBulkEditInSteps(edits, before, sending())).toEqual({ reached: 2, done: 2, left: [] })
	expect(idsIn(server.sent[1] as SentRequest)).toEqual(['record-1'])
})

test('the edit can be stopped between two steps', async () => {
	const server = serveReplies({ [route]: allDone })
	const context = sending({ isStopped: () => context.steps.length > 0 })
	const sent = await applyBulkEditInSteps(
		{ kind: 'edit', records: records(maxBulkRecords + 1) },
		noBulkEditProgress,
		context,
	)
	expect(sent.reached).toBe(maxBulkRecords)
	expect(server.sent).toHaveLength(1)
})

test('steps before a network failure have been reported', async () => {
	const server = serveReplies({ [route]: allDone })
	const context = sending()
	const onStep = (sent: BulkEditProgress) => {
		context.onStep(sent)
		server.reply({ [route]: offline })
	}
	await expect(
		applyBulkEditInSteps({ kind: 'edit', records: records(maxBulkRecords + 1) }, noBulkEditProgress, {
			...context,
			onStep,
		}),
	).rejects.toThrow(new Problem('no-connection'))
	expect(context.steps).toMatchObject([{ reached: maxBulkRecords }])
})

test('an edit is undone in one record without searching for others', async () => {
	const server = serveReplies({ [route]: allDone })
	const sent = await undoBulkEditInSteps('edit-0', { record: 'record-1' }, sending())
	expect(sent).toEqual({ reached: 1, done: 1, left: [] })
	expect(server.sent.map(({ body }) => body)).toEqual([
		{
			kind: 'undo',
			bulkEditId: 'edit-1',
			undoes: 'edit-0',
			why: 'Mistyped',
			records: [{ id: 'record-1' }],
		},
	])
})

test('an edit is undone in all its records, page by page, each record once', async () => {
	const changed = (id: string, seq: number): BulkEditRecordsResponse['records'][number] => ({
		id,
		name: id,
		form: 'visit',
		formVersion: 1,
		seq,
		changes: [],
		rows: {},
	})
	const pages: Readonly<Record<string, BulkEditRecordsResponse>> = {
		0: { records: [changed('record-1', 5), changed('record-1', 6)], isMore: true },
		6: { records: [changed('record-2', 9)], isMore: false },
	}
	const server = serveReplies({
		'GET /api/bulk-edits/edit-0': ({ query }: SentRequest) => pages[query.get('after') ?? '0'],
		[route]: (request: SentRequest) =>
			idsIn(request).includes('record-2')
				? { done: [], left: [{ id: 'record-2', why: 'changed' }] }
				: allDone(request),
	})
	const place = { form: 'visit', round: 'endline', district: 'PK607' }
	expect(await undoBulkEditInSteps('edit-0', place, sending())).toEqual({
		reached: 2,
		done: 1,
		left: [{ id: 'record-2', why: 'changed' }],
	})
	expect(server.sent.filter(({ method }) => method === 'POST').map(idsIn)).toEqual([
		['record-1'],
		['record-2'],
	])
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ ...place, after: '0' })
})
