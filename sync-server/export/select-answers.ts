import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import type { RecordInFiles } from '../storage/exports/export-records.ts'

/** Returns the answers of a record as files disclose them, by path. */
export const answersOf = ({ answers, form_version }: RecordInFiles, plan: TablePlan): Map<string, Answer> =>
	answersInFiles(JSON.parse(answers) as StoredAnswers, form_version, plan)

/** Rows between two yields to the event loop: reading SQLite is synchronous. */
const rowBatchSize = 200
export const yieldToEventLoop = (): Promise<void> => new Promise((later) => setImmediate(later))

/** Yields the rows, and gives control to the event loop after every 200. */
export async function* withYields<Row>(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Row> {
	let read = 0
	for await (const row of rows) {
		if (++read % rowBatchSize === 0) await yieldToEventLoop()
		yield row
	}
}
