import type { FilePart } from '#shared/cleaning/edit-file'
import { asProblem, type ProblemCode } from '#shared/kernel/problem'
import { type FileTable, partFrom, readTables } from './edit-file-tables.ts'

/** Reads files in a worker and returns them in batches: a large file stays in the worker. */
export type FileQuestion =
	| { readonly kind: 'read'; readonly files: readonly File[] }
	| {
			readonly kind: 'part'
			readonly table: number
			readonly columns: readonly number[]
			readonly from: number
	  }

export type EditFileTableSummary = Omit<FileTable, 'lines'> & { readonly lines: number }
export type FileReply =
	| { readonly kind: 'tables'; readonly tables: readonly EditFileTableSummary[] }
	| { readonly kind: 'part'; readonly part: Pick<FilePart, 'header' | 'lines'>; readonly next: number }
	| {
			readonly kind: 'problem'
			readonly code: ProblemCode
			readonly details: Readonly<Record<string, string | number>>
	  }

/** State of the worker, which serves one screen. */
let tables: FileTable[] = []

async function answer(question: FileQuestion): Promise<FileReply> {
	if (question.kind === 'read') {
		tables = await readTables(question.files)
		return {
			kind: 'tables',
			tables: tables.map(({ lines, ...table }) => ({ ...table, lines: lines.length })),
		}
	}
	const table = tables[question.table]
	if (!table) throw new Error('there is no such table')
	return { kind: 'part', ...partFrom(table, question.columns, question.from) }
}

addEventListener('message', ({ data }: MessageEvent<FileQuestion>) => {
	void answer(data)
		.catch((thrown: unknown): FileReply => {
			const { code, details } = asProblem(thrown)
			return { kind: 'problem', code, details }
		})
		.then((reply) => postMessage(reply))
})
