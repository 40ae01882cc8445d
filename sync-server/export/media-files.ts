import type { CsvRow } from '#shared/export/csv-rows'
import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import type { AttachmentExportRow } from '../storage/exports/export-records.ts'

/** An attachment as it goes into a zip. */
export interface MediaFile {
	readonly record: string
	/** Path of the question. */
	readonly question: string
	/** The answer that names it, as written in the tables. */
	readonly answer: string
	/** Path in the zip. */
	readonly file: string
	readonly hash: string
	readonly size: number
}

export const mediaHeader = ['record_id', 'question', 'answer', 'file', 'bytes']

export const formatMediaRow = ({ record, question, answer, file, size }: MediaFile): CsvRow => ({
	ids: [record],
	cells: [question, answer, file, String(size)],
})

/**
 * Yields the attachments that tables of these records name, with paths built from record id and question. An
 * attachment that no table discloses is left out: a photo that was replaced, or whose question is suppressed.
 * `prefix` precedes every path.
 */
export async function* mediaFiles(
	rows: AsyncIterable<AttachmentExportRow>,
	plan: TablePlan,
	prefix: string,
): AsyncGenerator<MediaFile> {
	let record = ''
	let questions = new Map<string, string>()
	let taken = new Map<string, number>()
	for await (const row of rows) {
		if (row.record !== record) {
			record = row.record
			questions = questionsByName(row, plan)
			taken = new Map()
		}
		const { name: answer, hash, size } = row
		const question = questions.get(answer)
		if (question === undefined) continue
		const called = question.slice(question.lastIndexOf('/') + 1)
		const number = (taken.get(called) ?? 0) + 1
		taken.set(called, number)
		const ending = answer.includes('.') ? answer.slice(answer.lastIndexOf('.')) : ''
		const file = `media/${prefix}${record}-${called}${number > 1 ? `-${number}` : ''}${ending}`
		yield { record, question, answer, file, hash, size }
	}
}

function questionsByName(
	{ answers: stored, form_version }: AttachmentExportRow,
	plan: TablePlan,
): Map<string, string> {
	const answers: Map<string, Answer> = answersInFiles(JSON.parse(stored) as StoredAnswers, form_version, plan)
	return new Map(
		[...answers]
			.filter(([path]) => plan.canDisclose(path))
			.flatMap(([path, answer]) =>
				attachmentsNamedBy([answer]).map((name): [string, string] => [name, path]),
			),
	)
}
