import { Problem } from '#shared/kernel/problem'
import type { LinePart, PartAsked } from './line-parts.ts'
import type { OlderQuestion, OlderReply, SaidIn, TableTold } from './older-worker.ts'

/** The tables of files that somebody chose; they stay in this browser, and lines of them are asked for part by part. */
export class OpenTables {
	readonly #worker = new Worker(new URL('./older-worker.ts', import.meta.url), { type: 'module' })
	#last: Promise<unknown> = Promise.resolve()

	/** @throws Problem `answers-file-unreadable`, `answers-file-too-large`, `answers-file-letters`, `answers-file-no-table` */
	async read(files: readonly File[]): Promise<readonly TableTold[]> {
		const { tables } = await this.#ask({ kind: 'read', files }, 'tables')
		if (tables.length === 0) throw new Problem('answers-file-no-table', { file: files[0]?.name ?? '' })
		return tables
	}
	async said(table: number, columns: readonly string[]): Promise<Readonly<Record<string, SaidIn>>> {
		return (await this.#ask({ kind: 'said', table, columns }, 'said')).said
	}
	part(table: number, asked: Omit<PartAsked, 'table'>): Promise<LinePart> {
		return this.#ask({ kind: 'part', table, ...asked }, 'part')
	}
	close(): void {
		this.#worker.terminate()
	}

	/** One after the other: replies have no names. */
	#ask<Kind extends OlderReply['kind']>(
		question: OlderQuestion,
		kind: Kind,
	): Promise<Extract<OlderReply, { kind: Kind }>> {
		const asked = this.#last.then(
			() =>
				new Promise<Extract<OlderReply, { kind: Kind }>>((done, failed) => {
					this.#worker.onmessage = ({ data }: MessageEvent<OlderReply>) => {
						if (data.kind === 'problem') failed(new Problem(data.code, data.details))
						else if (data.kind === kind) done(data as Extract<OlderReply, { kind: Kind }>)
					}
					this.#worker.onerror = (event) => failed(new Error(event.message))
					this.#worker.postMessage(question)
				}),
		)
		this.#last = asked.catch(() => {})
		return asked
	}
}
