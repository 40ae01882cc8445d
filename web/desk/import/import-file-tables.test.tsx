import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { replaceWorkers, type WorkerForTests } from '../../testing/workers.ts'
import { ImportFileTables } from './import-file-tables.ts'
import type { ImportWorkerResponse } from './import-worker.ts'

const summary = { name: 'kobo.csv', header: ['KEY', 'age'], lines: 2, content: {} }
const file = new File(['KEY,age\n'], 'kobo.csv')
function open(): {
	tables: ImportFileTables
	worker: WorkerForTests
	reply: (reply: ImportWorkerResponse) => Promise<void>
} {
	const workers = replaceWorkers()
	const tables = new ImportFileTables()
	const worker = workers[0] as WorkerForTests
	return { tables, worker, reply: worker.answer }
}

test('files are read in a worker, which returns their tables', async () => {
	const { tables, worker, reply } = open()
	const read = tables.read([file])
	await Promise.resolve()
	expect(worker.sent).toEqual([{ kind: 'read', files: [file] }])
	await reply({ kind: 'tables', tables: [summary] })
	expect(await read).toEqual([summary])
})

test('files without a table are refused by the name of the first', async () => {
	const { tables, reply } = open()
	const read = tables.read([file, new File([''], 'other.csv')])
	await Promise.resolve()
	const refused = expect(read).rejects.toMatchObject({
		code: 'edit-file-no-table',
		details: { file: 'kobo.csv' },
	})
	await reply({ kind: 'tables', tables: [] })
	await refused
})

test('requests to the worker are sent one after the other, since replies have no ids', async () => {
	const { tables, worker, reply } = open()
	const first = tables.countValues(0, ['age'])
	const second = tables.countValues(1, ['of'])
	await Promise.resolve()
	expect(worker.sent).toEqual([{ kind: 'values', table: 0, columns: ['age'] }])
	await reply({ kind: 'values', values: { age: [['34', 1]] } })
	expect(await first).toEqual({ age: [['34', 1]] })
	expect(worker.sent[1]).toEqual({ kind: 'values', table: 1, columns: ['of'] })
	await reply({ kind: 'values', values: {} })
	expect(await second).toEqual({})
})

test('a part of the rows is requested with its columns', async () => {
	const { tables, worker, reply } = open()
	const request = { columns: ['KEY'], id: ['KEY'], repeats: [], from: 400 }
	const part = tables.part(1, request)
	await Promise.resolve()
	expect(worker.sent).toEqual([{ kind: 'part', table: 1, ...request }])
	const given = { part: { header: ['KEY'], lines: [] }, left: [], unjoined: 0, next: 401 }
	await reply({ kind: 'part', ...given })
	expect(await part).toMatchObject(given)
})

test('a failed request does not block the following ones', async () => {
	const { tables, worker, reply } = open()
	const read = tables.read([file])
	const values = tables.countValues(0, ['age'])
	await Promise.resolve()
	const refused = expect(read).rejects.toEqual(new Problem('edit-file-too-large', { file: 'kobo.csv' }))
	await reply({ kind: 'problem', code: 'edit-file-too-large', details: { file: 'kobo.csv' } })
	await refused
	expect(worker.sent).toHaveLength(2)
	const failed = expect(values).rejects.toThrow('out of memory')
	await worker.fail('out of memory')
	await failed
})

test('the tables are released with their worker', () => {
	const { tables, worker } = open()
	expect(worker.isOver()).toBe(false)
	tables.close()
	expect(worker.isOver()).toBe(true)
})
