import { cleaningApi } from '#shared/api/cleaning'
import type { EditFilePreview, FileRemark } from '#shared/cleaning/edit-file'
import { sameAnswer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import type { FileQuestion, FileReply } from './edit-file-worker.ts'

type Record = EditFilePreview['records'][number]

/** Preview of edited files: their changes, and what changes nothing. */
export interface EditFilePreviewResult {
	readonly records: readonly Record[]
	/** Remarks, each with its table. */
	readonly remarks: readonly (FileRemark & { readonly table: string })[]
	readonly tables: readonly {
		readonly name: string
		readonly lines: number
		readonly records: number
		/** Columns that belong to no question. */
		readonly unknown: readonly string[]
		/** Columns of sealed answers. */
		readonly sealed: readonly string[]
	}[]
}

interface PreviewContext {
	readonly place: CleaningScope
	/** Reports the number of rows that were checked, and of all rows. */
	readonly onStep: (done: number, all: number) => void
	/** Aborts the preview. */
	readonly signal: AbortSignal
}

/**
 * Reads files in a worker and previews their changes batch by batch. Sealed columns are not sent: their
 * cells may be decrypted.
 * @throws Problem
 */
export async function previewEditFiles(
	files: readonly File[],
	{ place, onStep, signal }: PreviewContext,
): Promise<EditFilePreviewResult> {
	const worker = new Worker(new URL('./edit-file-worker.ts', import.meta.url), { type: 'module' })
	try {
		const read = await askWorker(worker, { kind: 'read', files }, signal)
		if (read.kind !== 'tables') throw new Error('no tables were read')
		const all = read.tables.reduce((sum, { lines }) => sum + lines, 0)
		const found = new PreviewCollector()
		const tables: EditFilePreviewResult['tables'][number][] = []
		let done = 0
		for (const [table, { name, header, lines, records, cutOff }] of read.tables.entries()) {
			const { uses } = await callRoute(cleaningApi.fileColumns, {
				body: { form: place.form, header: [...header] },
			})
			const called = (use: (typeof uses)[number]) =>
				header.filter((cell, i) => uses[i] === use && cell !== '')
			tables.push({ name, lines, records, unknown: called('unknown'), sealed: called('sealed') })
			if (cutOff.length > 0)
				found.remark(name, { why: 'cut-off', column: '', count: cutOff.length, at: cutOff.slice(0, 5) })
			const ids = ['record_id', 'row_id', 'taken_from']
			const columns = [...header.keys()].filter(
				(i) => uses[i] === 'read' || (uses[i] === 'plain' && ids.includes(header[i] ?? '')),
			)
			// one value format for all batches of a table
			let values: string | null = null
			for (let from = 0; from < lines; ) {
				const reply = await askWorker(worker, { kind: 'part', table, columns, from }, signal)
				if (reply.kind !== 'part') throw new Error('no part was given')
				const preview: EditFilePreview = await callRoute(cleaningApi.previewFile, {
					body: {
						...place,
						...reply.part,
						...(values === null ? {} : { values }),
					},
				})
				values = preview.values
				for (const remark of preview.remarks) found.remark(name, remark)
				for (const record of preview.records) found.add(name, record)
				done += reply.next - from
				from = reply.next
				onStep(done, all)
			}
		}
		return { records: found.records(), remarks: found.remarks(), tables }
	} finally {
		worker.terminate()
	}
}

function askWorker(worker: Worker, question: FileQuestion, signal: AbortSignal): Promise<FileReply> {
	return new Promise((done, failed) => {
		signal.throwIfAborted()
		signal.addEventListener('abort', () => failed(signal.reason), { once: true })
		worker.onmessage = ({ data }: MessageEvent<FileReply>) =>
			data.kind === 'problem' ? failed(new Problem(data.code, data.details)) : done(data)
		worker.onerror = (event) => failed(new Error(event.message))
		worker.postMessage(question)
	})
}

/** Merges the previews of the batches, each record once: an edit changes a record once. */
export class PreviewCollector {
	readonly #records = new Map<string, Record>()
	readonly #remarks = new Map<string, EditFilePreviewResult['remarks'][number]>()

	remark(table: string, { why, column, count, at }: FileRemark): void {
		const key = JSON.stringify([table, why, column])
		const known = this.#remarks.get(key)
		this.#remarks.set(
			key,
			known ? { ...known, count: known.count + count } : { table, why, column, count, at },
		)
	}

	add(table: string, record: Record): void {
		const known = this.#records.get(record.id)
		if (!known) this.#records.set(record.id, record)
		// only the first of two files from different exports can be compared with the data of its time
		else if (known.seq !== record.seq)
			this.remark(table, { why: 'taken-elsewhere', column: '', count: 1, at: [] })
		else {
			const changesByPath = new Map(known.changes.map((change) => [change.path, change]))
			const others = record.changes.filter(({ path }) => !changesByPath.has(path))
			const contradictory = record.changes.filter(({ path, after }) => {
				const before = changesByPath.get(path)
				return before && !sameAnswer(before.after, after)
			})
			if (contradictory.length > 0) this.remark(table, { why: 'twice', column: '', count: 1, at: [] })
			this.#records.set(record.id, {
				...known,
				changes: [...known.changes, ...others],
				stale: [...new Set([...known.stale, ...record.stale])],
				hides: [...new Set([...known.hides, ...record.hides])],
				rows: { ...known.rows, ...record.rows },
			})
		}
	}

	records(): Record[] {
		return [...this.#records.values()]
	}
	remarks(): EditFilePreviewResult['remarks'][number][] {
		return [...this.#remarks.values()]
	}
}
