import { expect, test } from 'vitest'
import type { ImportBatch, ImportPreview } from '#shared/import/import-api'
import type { Mapping } from '#shared/import/mapping'
import type { Rows } from '../cleaning/edit-file-tables.ts'
import type { ImportFileTables } from './import-file-tables.ts'
import { RowBatches } from './row-batches.ts'
import { type ImportProgress, noImportProgress, runImport } from './run-import.ts'

const table = (name: string, header: string[], rows: string[][]): Rows => ({
	name,
	header,
	rows: rows.map((cells, i) => ({ line: i + 2, cells })),
})
/** Tables without a worker. */
const openTables = (...tables: Rows[]): ImportFileTables => {
	const parts = new RowBatches(tables)
	const opened: Pick<ImportFileTables, 'part'> = {
		part: async (place, request) => parts.part({ table: place, ...request }),
	}
	return opened as ImportFileTables
}
const mapping: Mapping = {
	form: 'visit',
	version: 2,
	id: ['key'],
	time: 'start',
	district: null,
	interviewer: null,
	questions: { age: { columns: ['age'] } },
	repeats: {},
	blanks: [],
	days: 'day-first',
}
const visits = (count: number) =>
	table(
		'visits',
		['key', 'start', 'age', 'name'],
		Array.from({ length: count }, (_, i) => [`k${i}`, '2026-01-02', `${i}`, 'Asma']),
	)
type Line = ImportPreview['lines'][number]
const preview = (
	{ lines }: ImportBatch,
	over: (at: number) => Partial<Line> = () => ({}),
): ImportPreview => ({
	lines: lines.map(({ at }) => ({
		at,
		record: `r${at}`,
		outcome: 'new',
		faults: [],
		isOwnerUnknown: false,
		...over(at),
	})),
})
function going(tables: ImportFileTables, lines: number, over: Partial<Parameters<typeof runImport>[0]> = {}) {
	const sent: ImportBatch[] = []
	const steps: ImportProgress[] = []
	return {
		sent,
		steps,
		going: {
			tables,
			table: 0,
			lines,
			mapping,
			round: 'baseline',
			withoutFaults: false,
			isStopped: () => false,
			onStep: (gone: ImportProgress) => steps.push(gone),
			send: async (part: ImportBatch) => {
				sent.push(part)
				return preview(part)
			},
			...over,
		},
	}
}

test('rows are sent in parts, with the mapped columns, and each step is reported', async () => {
	const { sent, steps, going: given } = going(openTables(visits(900)), 900)
	const gone = await runImport(given, noImportProgress)
	expect(sent.map(({ lines }) => lines.length)).toEqual([400, 400, 100])
	expect(sent[2]).toMatchObject({
		mapping,
		round: 'baseline',
		withoutFaults: false,
		header: ['key', 'start', 'age'],
	})
	expect(steps.map(({ next, counts }) => [next, counts.new])).toEqual([
		[400, 400],
		[800, 800],
		[900, 900],
	])
	expect(gone).toEqual(steps[2])
})

test('outcomes are counted by row, and errors keep their row', async () => {
	const fault = { column: 'age', question: 'age', why: 'not-read' as const }
	const { going: given } = going(openTables(visits(4)), 4, {
		send: async (part) =>
			preview(part, (at) => ({
				outcome: (['new', 'skipped', 'existing', 'skipped'] as const)[at - 2] ?? 'new',
				faults: at % 2 === 1 ? [fault] : [],
				isOwnerUnknown: at < 4,
			})),
	})
	expect(await runImport(given, noImportProgress)).toEqual({
		next: 4,
		counts: { new: 1, reimported: 0, existing: 1, differs: 0, skipped: 2, void: 0, erased: 0 },
		faults: [
			{ ...fault, at: 3 },
			{ ...fault, at: 5 },
		],
		ownerUnknown: 2,
		orphanRows: 0,
	})
})

test('rows with a duplicate id are not sent, and count as left out', async () => {
	const twice = table(
		'visits',
		['key', 'start', 'age'],
		[
			['k1', '2026-01-02', '1'],
			['k1', '2026-01-02', '2'],
		],
	)
	const { sent, going: given } = going(openTables(twice), 2)
	const gone = await runImport(given, noImportProgress)
	expect(sent).toEqual([])
	expect(gone).toMatchObject({ next: 2, counts: { new: 0, skipped: 2 } })
	expect(gone.faults).toEqual([
		{ at: 2, column: 'key', question: '', why: 'twice' },
		{ at: 3, column: 'key', question: '', why: 'twice' },
	])
})

test('repeat rows are sent with the columns of their questions; unmatched rows are counted once', async () => {
	const rows = table(
		'rooms',
		['of', 'm_age', 'm_name'],
		[
			['k1', '40', 'Zoya'],
			['k0', '9', 'Omar'],
			['other', '3', 'Sana'],
		],
	)
	const { sent, going: given } = going(openTables(visits(401), rows), 401, {
		mapping: {
			...mapping,
			repeats: {
				members: {
					table: 'rooms',
					own: 'of',
					main: 'key',
					questions: { 'members/@/m_age': { columns: ['m_age'] } },
				},
			},
		},
	})
	const gone = await runImport(given, noImportProgress)
	expect(sent[0]?.tables).toEqual([{ repeat: 'members', header: ['m_age'] }])
	expect(sent[0]?.lines.slice(0, 3).map((line) => line.rows)).toEqual([[[['9']]], [[['40']]], [[]]])
	expect(gone.orphanRows).toBe(1)
})

test('the import stops after the current part, and continues from there with its counts', async () => {
	let isStopped = false
	const first = going(openTables(visits(900)), 900, {
		isStopped: () => isStopped,
		onStep: () => {
			isStopped = true
		},
	})
	const gone = await runImport(first.going, noImportProgress)
	expect(gone).toMatchObject({ next: 400, counts: { new: 400 } })
	const rest = going(openTables(visits(900)), 900)
	expect(await runImport(rest.going, gone)).toMatchObject({ next: 900, counts: { new: 900 } })
	expect(rest.sent[0]?.lines[0]?.at).toBe(402)
})

test('a failed part is not counted, and all earlier ones are', async () => {
	const { steps, going: given } = going(openTables(visits(900)), 900)
	const failing = async (part: ImportBatch) => {
		if (part.lines[0]?.at !== 2) throw new Error('no network')
		return preview(part)
	}
	await expect(runImport({ ...given, send: failing }, noImportProgress)).rejects.toThrow('no network')
	expect(steps.map(({ next }) => next)).toEqual([400])
})
