import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EditFilePreview, FileColumns, FilePart } from '#shared/cleaning/edit-file'
import { asProblem, Problem } from '#shared/kernel/problem'
import { foundRecord } from '../../testing/cleaning-fixtures.ts'
import { formListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { FileScreen } from './edit-file-screen.tsx'
import { type FileTable, partFrom, readTables } from './edit-file-tables.ts'
import type { FileQuestion, FileReply } from './edit-file-worker.ts'

/** Replaces the worker, which this DOM lacks: reads on the same thread. */
class ReadingHere {
	static ended = 0
	onmessage: ((event: { data: FileReply }) => void) | null = null
	onerror: ((event: { message: string }) => void) | null = null
	#tables: FileTable[] = []
	postMessage(question: FileQuestion): void {
		void this.#answer(question)
			.catch((thrown: unknown): FileReply => {
				const { code, details } = asProblem(thrown)
				return { kind: 'problem', code, details }
			})
			.then((data) => this.onmessage?.({ data }))
	}
	async #answer(question: FileQuestion): Promise<FileReply> {
		if (question.kind === 'part') {
			const table = this.#tables[question.table]
			if (!table) throw new Error('there is no such table')
			return { kind: 'part', ...partFrom(table, question.columns, question.from) }
		}
		this.#tables = await readTables(question.files)
		const tables = this.#tables.map(({ lines, ...table }) => ({ ...table, lines: lines.length }))
		return { kind: 'tables', tables }
	}
	terminate(): void {
		ReadingHere.ended++
	}
}
beforeEach(() => {
	ReadingHere.ended = 0
	vi.stubGlobal('Worker', ReadingHere)
})
afterEach(() => vi.unstubAllGlobals())

const columns = 'POST /api/edit-files/columns'
const part = 'POST /api/edit-files/preview'
const bulkEdits = 'POST /api/bulk-edits'
const uses: FileColumns = { uses: ['plain', 'plain', 'read', 'sealed', 'unknown', 'plain'] }
const buildPreview = (over: Partial<EditFilePreview> = {}): EditFilePreview => ({
	records: [{ ...foundRecord(1), seq: 77, stale: [] }],
	remarks: [],
	values: 'codes',
	...over,
})
const head = 'record_id,taken_from,rooms,told,nonsense,round'
const changed = (...lines: readonly string[]) => new File([[head, ...lines].join('\n')], 'household.csv')
const one = changed('record-1,77-AA,3,sealed,x,endline')

const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<FileScreen />, {
		path: '/desk/cleaning/file?district=PK607',
		...options,
		replies: {
			'GET /api/forms': [formListed('household', 'type  name  label\ninteger  rooms  Rooms')],
			'GET /api/bulk-edits': { bulkEdits: [], isMore: false },
			[columns]: uses,
			[part]: buildPreview(),
			...replies,
		},
	})
const field = () => screen.findByLabelText(text('cleaning.file.choose'))
const preview = () => screen.findByRole('region', { name: text('cleaning.preview') })

test('a file is compared with the state at its export, without its encrypted columns', async () => {
	const { user, server } = await render()
	await user.upload(await field(), one)
	await preview()
	expect(server.bodiesOf(columns)).toEqual([{ form: 'household', header: head.split(',') }])
	expect(server.bodiesOf(part)).toEqual([
		{
			form: 'household',
			round: 'endline',
			district: 'PK607',
			header: ['record_id', 'taken_from', 'rooms'],
			lines: [{ at: 2, cells: ['record-1', '77-AA', '3'] }],
		} satisfies FilePart,
	])
	expect(screen.getByText(text('cleaning.file.unknownColumns'), { exact: false })).toHaveTextContent(
		/nonsense$/,
	)
	expect(screen.getByText(text('cleaning.file.encryptedColumns'), { exact: false })).toHaveTextContent(
		/told$/,
	)
	expect(ReadingHere.ended).toBe(1)
})

test('previewed changes of a file are applied and then listed in the history', async () => {
	const { user, server } = await render({ replies: { [bulkEdits]: { done: ['record-1'], left: [] } } })
	await user.upload(await field(), one)
	await user.type(await screen.findByRole('textbox', { name: text('review.reason') }), 'Cleaned')
	const before = server.sent.filter(
		({ path, method }) => path === '/api/bulk-edits' && method === 'GET',
	).length
	await user.click(screen.getByRole('button', { name: text('cleaning.editCount', { count: 1 }) }))
	expect(await screen.findByText(text('cleaning.editedCount', { count: 1 }))).toBeVisible()
	expect(server.bodiesOf(bulkEdits)).toMatchObject([
		{ kind: 'from-file', why: 'Cleaned', records: [{ id: 'record-1', seq: 77 }] },
	])
	await waitFor(() =>
		expect(
			server.sent.filter(({ path, method }) => path === '/api/bulk-edits' && method === 'GET'),
		).toHaveLength(before + 1),
	)
})

test('a long file is previewed in parts, in the format of the first part', async () => {
	const lines = Array.from({ length: 500 }, (_, i) => `record-${1000 + i},77-AA,3,,,endline`)
	const { user, server } = await render({
		replies: {
			[part]: ({ body }: SentRequest) => {
				const { lines: some } = body as FilePart
				const [id = ''] = some[0]?.cells ?? []
				return buildPreview({
					records: [{ ...foundRecord(1, { id }), seq: 77, stale: [] }],
					remarks: [{ why: 'twice', column: 'rooms', count: some.length, at: [2] }],
				})
			},
		},
	})
	await user.upload(await field(), changed(...lines))
	await preview()
	const parts = server.bodiesOf(part) as FilePart[]
	expect(parts.map((each) => [each.lines.length, each.values])).toEqual([
		[400, undefined],
		[100, 'codes'],
	])
	// remarks of both batches are merged
	expect(screen.getByText(text('cleaning.file.reason.twice'), { exact: false })).toHaveTextContent(
		text('cleaning.file.cellCount', { count: 500, cells: '500', lines: '2 …' }),
	)
	expect(screen.getByRole('button', { name: text('cleaning.editCount', { count: 2 }) })).toBeVisible()
})

test('rows that end too early are reported', async () => {
	const { user } = await render()
	await user.upload(await field(), changed('record-1,77-AA,3,sealed,x,endline', 'record-2,77-AA'))
	await preview()
	expect(screen.getByText(text('cleaning.file.reason.cut-off'), { exact: false })).toHaveTextContent(
		'household.csv',
	)
})

test.each([
	['without ids', new File(['a,b\n1,2'], 'notes.csv'), 'edit-file-without-ids'],
	[
		'in an unknown encoding',
		new File([new Uint8Array([0x61, 0xe9, 0x62])], 'latin.csv'),
		'edit-file-encoding',
	],
] as const)('a file %s is refused by name, and another one can be chosen', async (_, file, code) => {
	const { user, server } = await render()
	await user.upload(await field(), file)
	expect(await screen.findByRole('alert')).toHaveTextContent(text(`problem.${code}`, { file: file.name }))
	expect(server.bodiesOf(columns)).toEqual([])
	await user.upload(await field(), one)
	await preview()
	expect(screen.queryByRole('alert')).toBeNull()
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('server-busy'), 'desk.problem.server-busy'],
] as const)('after %s the file is chosen again', async (_, reply, problem) => {
	const { user, server } = await render({ replies: { [part]: reply } })
	await user.upload(await field(), one)
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(ReadingHere.ended).toBe(1)
	server.reply({ [part]: buildPreview() })
	await user.upload(await field(), one)
	await preview()
})

test('while the preview runs this is shown, no other file can be chosen, and it can be stopped', async () => {
	let answer: (reply: EditFilePreview) => void = () => {}
	const { user, server } = await render({
		replies: {
			[part]: () =>
				new Promise((done) => {
					answer = done
				}),
		},
	})
	const lines = Array.from({ length: 500 }, (_, i) => `record-${1000 + i},77-AA,3,,,endline`)
	await user.upload(await field(), changed(...lines))
	await waitFor(() => expect(server.bodiesOf(part)).toHaveLength(1))
	expect(screen.getByRole('progressbar')).toBeVisible()
	expect(await field()).toBeDisabled()
	await user.click(screen.getByRole('button', { name: text('cleaning.stop') }))
	answer(buildPreview())
	await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
	// no further batch, and no error for stopping
	expect(server.bodiesOf(part)).toHaveLength(1)
	expect(screen.queryByRole('alert')).toBeNull()
	expect(screen.queryByRole('region', { name: text('cleaning.preview') })).toBeNull()
	expect(await field()).toBeEnabled()
})

test('no file is previewed for an unknown form', async () => {
	await render({ path: '/desk/cleaning/file?form=lost' })
	await screen.findByRole('combobox', { name: text('review.form') })
	expect(screen.queryByLabelText(text('cleaning.file.choose'))).toBeNull()
})
