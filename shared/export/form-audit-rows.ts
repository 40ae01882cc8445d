import { type Answers, rowOf, templateOf } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/form-audit'
import { addedUp } from '#shared/forms/merge-form-audits'
import type { CsvRow } from './csv-rows.ts'
import type { PlainColumn } from './metadata-columns.ts'

/** The export file of form audits: how each record was filled in. */
export interface FormAuditTable {
	readonly file: string
	/** Templates of the audit questions of all versions. */
	readonly templates: readonly string[]
}

/** Columns of the file. The first two are ids. */
export const formAuditColumns: readonly PlainColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record' },
	{ header: 'row_id', meaning: 'Id of the row of a repeat in which the question stands' },
	{
		header: 'question',
		meaning:
			'As the column "question" here names it; blank for the record as a whole, * for what no longer fitted on a line of its own',
	},
	{
		header: 'seconds',
		meaning: 'On the screen and attended to, while the app was not put aside; a phone counts it',
	},
	{
		header: 'changes',
		meaning: 'How often the answer became another one, the first time among them; of the record: of all',
	},
	{
		header: 'visits',
		meaning:
			'How often the question came on the screen: once, and once more for every time back; of the record: of all',
	},
	{ header: 'pauses', meaning: 'How often the app was put aside; of the record only' },
]

/** Returns one row for the record, then one for each question; empty if no audit was recorded. */
export function buildFormAuditRows(
	{ templates }: FormAuditTable,
	record: string,
	answers: Answers,
): CsvRow[] {
	const audits = templates.flatMap((template) => parseFormAudit(answers.get(template)) ?? [])
	if (audits.length === 0) return []
	const { ms, pauses, questions } = addedUp(audits)
	const all = [...questions.values()]
	const changes = all.reduce((sum, one) => sum + one.changes, 0)
	const visits = all.reduce((sum, one) => sum + one.visits, 0)
	return [
		{ ids: [record, ''], cells: ['', seconds(ms), String(changes), String(visits), String(pauses)] },
		...[...questions].map(([path, one]) => ({
			ids: [record, rowOf(path).replace(/^.*@/, '')],
			cells: [templateOf(path), seconds(one.ms), String(one.changes), String(one.visits), ''],
		})),
	]
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)
