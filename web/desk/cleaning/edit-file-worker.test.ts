import { beforeAll, expect, test, vi } from 'vitest'
import type { FileQuestion, FileReply } from './edit-file-worker.ts'

/** Sends a request to the worker, as a screen does. */
let ask: (question: FileQuestion) => Promise<FileReply>

beforeAll(async () => {
	let listener: (event: { data: FileQuestion }) => void = () => {}
	const posted = vi.fn<(reply: FileReply) => void>()
	vi.stubGlobal('addEventListener', (_: string, next: typeof listener) => {
		listener = next
	})
	vi.stubGlobal('postMessage', posted)
	await import('./edit-file-worker.ts')
	ask = async (data) => {
		posted.mockClear()
		listener({ data })
		await expect.poll(() => posted).toHaveBeenCalled()
		return posted.mock.calls[0]?.[0] as FileReply
	}
})

const csv = (name: string, ...lines: readonly string[]) => new File([lines.join('\n')], name)

test('the worker lists the tables, stores their rows, and returns them in parts', async () => {
	const file = csv('household.csv', 'record_id,taken_from,rooms', 'b,1-AA,3', 'a,1-AA,2')
	expect(await ask({ kind: 'read', files: [file] })).toEqual({
		kind: 'tables',
		tables: [
			{
				name: 'household.csv',
				header: ['record_id', 'taken_from', 'rooms'],
				lines: 2,
				records: 2,
				cutOff: [],
			},
		],
	})
	expect(await ask({ kind: 'part', table: 0, columns: [0, 2], from: 1 })).toEqual({
		kind: 'part',
		part: { header: ['record_id', 'rooms'], lines: [{ at: 2, cells: ['b', '3'] }] },
		next: 2,
	})
})

test('an unreadable file is reported by name, and the worker continues', async () => {
	expect(await ask({ kind: 'read', files: [csv('notes.csv', 'a,b', '1,2')] })).toEqual({
		kind: 'problem',
		code: 'edit-file-without-ids',
		details: { file: 'notes.csv' },
	})
	expect(await ask({ kind: 'part', table: 7, columns: [], from: 0 })).toMatchObject({
		kind: 'problem',
		code: 'unexpected',
	})
})
