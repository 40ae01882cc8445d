import type { FormDefinition } from '#shared/forms/form-definition'
import { repeatHeaders, type TablePlan } from './table-plan.ts'

export interface RecordColumn {
	readonly header: string
	readonly meaning: string
}

/** What every line of the records' table begins with. */
export const recordColumns: readonly RecordColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record, the same in every file and every export' },
	{ header: 'form_version', meaning: 'Newest version of the form with which the record was written' },
	{ header: 'record_status', meaning: 'submitted or approved; draft and returned only where asked for' },
	{ header: 'is_void', meaning: '1 if the record was declared void' },
	{ header: 'open_cases', meaning: 'Disagreements that nobody has decided; the values here are provisional' },
	{ header: 'enumerator', meaning: 'Code of the person who began the record' },
	{ header: 'started', meaning: 'When it was begun (UTC; clock of the phone, corrected)' },
	{ header: 'changed', meaning: 'When it was last changed (UTC; clock of the phone, corrected)' },
]

const repeatMeanings: Readonly<Record<(typeof repeatHeaders)[number], string>> = {
	record_id: 'Id of the record that the row belongs to',
	row_id: 'Id of the row',
	parent_row_id: 'Id of the row around it, where repeats stand inside repeats',
	row_number: 'Place of the row, from 1',
}

/** A row per column of every file: what it is, how it was asked, which codes it can have. */
export function dictionaryLines(plan: TablePlan, definition: FormDefinition): string[][] {
	const languages = definition.languages.map(({ tag }) => tag)
	const header = [
		'file',
		'column',
		'question',
		'type',
		...languages.map((tag) => `label_${tag}`),
		'codes',
		'asked_if',
		'remark',
	]
	const blanks = languages.map(() => '')
	const lines: string[][] = [header]
	for (const table of plan.tables) {
		if (table.repeat === null)
			for (const { header: column, meaning } of recordColumns)
				lines.push([table.file, column, '', '', ...blanks, '', '', meaning])
		else
			for (const column of repeatHeaders)
				lines.push([table.file, column, '', '', ...blanks, '', '', repeatMeanings[column]])
		for (const { header: column, template, question, part } of table.columns) {
			if (!question) continue
			const choices = definition.choices[question.list ?? ''] ?? []
			const choice = part === '' ? undefined : choices.find((each) => each.name === part)
			lines.push([
				table.file,
				column,
				template ?? '',
				question.type,
				...languages.map((tag) => choice?.label[tag] ?? question.label?.[tag] ?? ''),
				choice
					? '0 = not ticked; 1 = ticked'
					: choices
							.map(({ name, label }) => `${name} = ${label.en ?? Object.values(label)[0] ?? name}`)
							.join('; '),
				question.relevant ?? '',
				part !== '' && !choice ? part.replace(/^_/, '') : '',
			])
		}
	}
	for (const { template, question, why } of plan.leftOut)
		lines.push([
			'',
			'',
			template,
			question.type,
			...languages.map((tag) => question.label?.[tag] ?? ''),
			'',
			question.relevant ?? '',
			why === 'personal' ? 'points at a person: in no file' : 'never left the phone',
		])
	return lines
}
