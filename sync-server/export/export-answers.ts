import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import type { RecordInFiles } from '../storage/export-queries.ts'

/** What the files tell of a record's answers, by path. */
export const answersOf = ({ view, form_version }: RecordInFiles, plan: TablePlan): Map<string, Answer> =>
	answersInFiles(JSON.parse(view) as StoredAnswers, form_version, plan)

/** Rows after which others have their turn: reading SQLite leaves nobody any. */
const rowsAtATime = 200
export const yieldToEventLoop = (): Promise<void> => new Promise((later) => setImmediate(later))

/** The same rows, with turns for others in between. */
export async function* withYields<Row>(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Row> {
	let read = 0
	for await (const row of rows) {
		if (++read % rowsAtATime === 0) await yieldToEventLoop()
		yield row
	}
}
