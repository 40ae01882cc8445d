import { Problem } from '#shared/kernel/problem'
import type {
	ColumnValueCounts,
	ImportTableSummary,
	ImportWorkerRequest,
	ImportWorkerResponse,
} from './import-worker.ts'
import type { BatchRequest, RowBatch } from './row-batches.ts'

/** Tables of the chosen files. They stay in this browser; their rows are read in batches. */
export class ImportFileTables {
	readonly #worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' })
	#last: Promise<unknown> = Promise.resolve()

	/**
	 * @throws Problem `edit-file-unreadable`, `edit-file-too-large`, `edit-file-encoding`,
	 * `edit-file-no-table`
	 */
	async read(files: readonly File[]): Promise<readonly ImportTableSummary[]> {
		const { tables } = await this.#ask({ kind: 'read', files }, 'tables')
		if (tables.length === 0) throw new Problem('edit-file-no-table', { file: files[0]?.name ?? '' })
		return tables
	}
	async countValues(
		table: number,
		columns: readonly string[],
	): Promise<Readonly<Record<string, ColumnValueCounts>>> {
		return (await this.#ask({ kind: 'values', table, columns }, 'values')).values
	}
	part(table: number, request: Omit<BatchRequest, 'table'>): Promise<RowBatch> {
		return this.#ask({ kind: 'part', table, ...request }, 'part')
	}
	close(): void {
		this.#worker.terminate()
	}

	/** Sends one request at a time: responses have no ids. */
	#ask<Kind extends ImportWorkerResponse['kind']>(
		request: ImportWorkerRequest,
		kind: Kind,
	): Promise<Extract<ImportWorkerResponse, { kind: Kind }>> {
		const response = this.#last.then(
			() =>
				new Promise<Extract<ImportWorkerResponse, { kind: Kind }>>((done, failed) => {
					this.#worker.onmessage = ({ data }: MessageEvent<ImportWorkerResponse>) => {
						if (data.kind === 'problem') failed(new Problem(data.code, data.details))
						else if (data.kind === kind) done(data as Extract<ImportWorkerResponse, { kind: Kind }>)
					}
					this.#worker.onerror = (event) => failed(new Error(event.message))
					this.#worker.postMessage(request)
				}),
		)
		this.#last = response.catch(() => {})
		return response
	}
}
