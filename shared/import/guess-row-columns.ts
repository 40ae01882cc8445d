import type { Choice } from '#shared/forms/form-definition'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { type ColumnContent, isDateText, isUnique, type TableContent } from './column-content.ts'
import type { ColumnsByName } from './columns-by-name.ts'
import { type ConceptName, conceptsIn } from './concepts.ts'
import { headerWords } from './header-words.ts'
import { choiceCalled } from './match-choice.ts'

/** Names that tools give to the id, time, place and author of a line; the first that exists is used. */
const usualNames = {
	id: [
		'record_id',
		'_uuid',
		'meta/instanceID',
		'instanceID',
		'KEY',
		'_id',
		'uuid',
		'SubmissionKey',
		'interview_id',
		'id',
	],
	time: [
		'start',
		'starttime',
		'started',
		'start_time',
		'interview_date',
		'today',
		'date',
		'SubmissionDate',
		'_submission_time',
		'end',
		'call_time',
		'time',
		'month',
	],
	district: [
		'district',
		'district_code',
		'district_name',
		'zila',
		'zila_district',
		'pcode',
		'adm2_pcode',
		'adm2_name',
		'adm2',
		'ضلع',
	],
	interviewer: [
		'interviewer',
		'enumerator',
		'enumerator_id',
		'interviewer_id',
		'enum_id',
		'enum',
		'username',
		'_submitted_by',
	],
} as const

/** Columns about a row as a whole. */
export interface RowColumns {
	readonly id: string | null
	readonly time: string | null
	readonly district: string | null
	readonly interviewer: string | null
}

interface RowsToGuess {
	readonly header: readonly string[]
	readonly columns: ColumnsByName
	readonly content: TableContent
	/** Names of the questions that ask for the enumerator and for the district. */
	readonly person: readonly string[]
	/** Null if the form does not ask for the district of its records by itself. */
	readonly district: { readonly names: readonly string[]; readonly choices: readonly Choice[] } | null
}

/** Finds the columns by the names that tools give, then by the words of offices, then by contents. */
export function guessRowColumns({ header, columns, content, person, district }: RowsToGuess): RowColumns {
	const firstOf = (names: readonly string[]) =>
		names
			.map((name) => columns.find((each) => each === foldForSearch(name)))
			.find((found) => found !== null) ?? null
	const meaning = (concept: ConceptName, isFitting: (columnContent: ColumnContent | undefined) => boolean) =>
		columnMeaning(concept, header, (column) => isFitting(content[column]))
	const isDay = (columnContent: ColumnContent | undefined) =>
		!columnContent || isMostly(columnContent, isDateText)
	const isNamed = (choices: readonly Choice[]) => (columnContent: ColumnContent | undefined) =>
		!columnContent ||
		choices.length === 0 ||
		isMostly(columnContent, (text) => choiceCalled(text, choices) !== null)
	return {
		id: firstOf(usualNames.id) ?? meaning('id', isUnique) ?? meaning('rowNumber', isUnique),
		time: firstOf(usualNames.time) ?? meaning('time', isDay),
		district: district
			? (firstOf([...district.names, ...usualNames.district]) ??
				meaning('district', isNamed(district.choices)))
			: null,
		interviewer: firstOf([...person, ...usualNames.interviewer]) ?? meaning('staff', () => true),
	}
}

function isMostly(columnContent: ColumnContent, is: (text: string) => boolean): boolean {
	const rows = columnContent.reduce((sum, [, many]) => sum + many, 0)
	const fitting = columnContent.reduce((sum, [text, many]) => sum + (is(text) ? many : 0), 0)
	return fitting * 2 >= rows
}

/** Returns the column that means it best: with the fewest other words. Null for none, or if two are equal. */
function columnMeaning(
	concept: ConceptName,
	header: readonly string[],
	isFitting: (column: string) => boolean,
): string | null {
	const found = header
		.flatMap((column) => {
			const words = headerWords(column)
			const rank = conceptsIn(words).get(concept)
			return rank === undefined || !isFitting(column) ? [] : [{ column, order: rank * 100 + words.size }]
		})
		.sort((a, b) => a.order - b.order)
	const [first, second] = found
	return first && first.order !== second?.order ? first.column : null
}
