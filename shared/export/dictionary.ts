import { isLocation } from '#shared/forms/form-nodes'
import { geomaskCellDegrees } from '#shared/forms/geomask'
import { withoutReferences } from '#shared/forms/label-text'
import { formAuditColumns } from './form-audit-rows.ts'
import type { KnownChoice, KnownQuestion } from './parts-across-versions.ts'
import type { ExportColumn, TablePlan } from './table-plan.ts'
import { transcriptColumns } from './transcript-columns.ts'

/** Returns one row per column of every file: its question, type, labels, codes, condition and versions. */
export function buildDictionaryRows(plan: TablePlan): string[][] {
	const tags = plan.languages.map(({ tag }) => tag)
	const blanks = tags.map(() => '')
	const header = [
		'file',
		'column',
		'question',
		'type',
		...tags.map((tag) => `label_${tag}`),
		'codes',
		'asked_if',
		'versions',
		'remark',
	]
	const lines: string[][] = [header]
	for (const { file, plain: before, columns } of plan.tables) {
		for (const plain of before) lines.push([file, plain.header, '', '', ...blanks, '', '', '', plain.meaning])
		for (const column of columns) {
			const { of, choice, part, row } = column
			lines.push([
				file,
				column.header,
				...buildQuestionRow(
					of,
					(tag) => withoutReferences(choice?.label[tag] ?? of.question.label?.[tag] ?? ''),
					tags,
					codesOf(column),
				),
				(choice ?? of).versions.join(' '),
				[
					row ? `row ${row.place.join('.')}` : '',
					choice ? '' : part.replace(/^_/, ''),
					plan.isBlurred && isLocation({ part: of.question }) ? blurred : '',
					...(plan.disclosure?.quasiIdentifiers.some(({ template }) => template === of.template)
						? describeDisclosure(of)
						: []),
				]
					.filter(Boolean)
					.join('; '),
			])
		}
	}
	if (plan.audit)
		for (const { header: column, meaning } of formAuditColumns)
			lines.push([plan.audit.file, column, '', '', ...blanks, '', '', '', meaning])
	if (plan.turnsFile !== null)
		for (const { header: column, meaning } of transcriptColumns)
			lines.push([plan.turnsFile, column, '', '', ...blanks, '', '', '', meaning])
	for (const known of plan.leftOut)
		lines.push([
			'',
			'',
			...buildQuestionRow(known, (tag) => withoutReferences(known.question.label?.[tag] ?? ''), tags, ''),
			known.versions.join(' '),
			remarks[known.leftOut ?? 'for-others'],
		])
	return lines
}

const remarks: Readonly<Record<NonNullable<KnownQuestion['leftOut']> | 'for-others', string>> = {
	personal: 'points at a person: in no file',
	'on-phone-only': 'never left the phone',
	'for-others': 'could tell who somebody is: in no file for others',
	'for-the-form': 'for the form alone',
	audit: 'in a file of its own',
}

const describeDisclosure = ({ trait }: KnownQuestion): string[] => [
	...(trait?.band === undefined ? [] : [`told as the lower end of a band of ${trait.band}`]),
	'blank where too few are alike, see zila_hidden',
]

const blurred = `rounded to ${geomaskCellDegrees} degrees, about 5 km`

const buildQuestionRow = (
	{ template, question }: KnownQuestion,
	label: (tag: string) => string,
	tags: readonly string[],
	codes: string,
): string[] => [template, question.type, ...tags.map(label), codes, question.relevant ?? '']

function codesOf({ choice, of }: ExportColumn): string {
	if (choice) return '0 = not ticked; 1 = ticked'
	return of.choices.map((each) => describeCode(each, of)).join('; ')
}

/** Formats a code, `tv = Television`; one that not all versions offer names those that do. */
function describeCode({ name, label, versions }: KnownChoice, of: KnownQuestion): string {
	const meaning = `${name} = ${withoutReferences(label.en ?? Object.values(label)[0] ?? name)}`
	return versions.length === of.versions.length ? meaning : `${meaning} (only in ${versions.join(', ')})`
}
