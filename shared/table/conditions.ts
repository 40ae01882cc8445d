import { latinDigits } from '#shared/forms/digits'
import type { DataColumn } from '../integrations/odata-tables.ts'
import type { TableSpec } from './table-view.ts'

/** Comparison of a column with a value, or a test for a missing answer. */
export const comparisons = ['eq', 'ne', 'contains', 'gt', 'ge', 'lt', 'le', 'missing', 'answered'] as const
export type Comparison = (typeof comparisons)[number]

export interface TableCondition {
	readonly column: string
	readonly comparison: Comparison
	/** As typed; '' if the comparison needs none. */
	readonly value: string
}

export const needsValue = (comparison: Comparison): boolean =>
	comparison !== 'missing' && comparison !== 'answered'

/** Returns the comparisons of a column; a sealed one can only be tested for an answer. */
export const comparisonsOf = ({ type, sealedTo }: DataColumn): readonly Comparison[] =>
	sealedTo
		? ['missing', 'answered']
		: type === 'Edm.String'
			? ['eq', 'ne', 'contains', 'missing', 'answered']
			: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'missing', 'answered']

/**
 * Formats conditions that must all be true as OData's $filter. Null if a value does not have its column's
 * type.
 */
export function filterOf(
	conditions: readonly TableCondition[],
	columns: readonly DataColumn[],
): string | null {
	const parts = conditions.map(({ column, comparison, value }) => {
		const type = columns.find(({ name }) => name === column)?.type
		if (!type) return null
		if (comparison === 'missing') return `${column} eq null`
		if (comparison === 'answered') return `${column} ne null`
		const literal = literalOf(value, type)
		if (literal === null) return null
		return comparison === 'contains' ? `contains(${column},${literal})` : `${column} ${comparison} ${literal}`
	})
	return parts.includes(null) ? null : parts.join(' and ')
}

function literalOf(value: string, type: DataColumn['type']): string | null {
	switch (type) {
		case 'Edm.String':
			return `'${value.replaceAll("'", "''")}'`
		case 'Edm.Int64':
		case 'Edm.Double': {
			const number = latinDigits(value)
			return /^-?\d{1,15}(\.\d{1,15})?(e[+-]?\d{1,3})?$/.test(number) ? number : null
		}
		case 'Edm.Date':
			return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null
		case 'Edm.DateTimeOffset':
			return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value)
				? value
				: null
	}
}

const one =
	/(?:contains\((\w+),'((?:[^']|'')*)'\)|(\w+) (eq|ne|gt|ge|lt|le) (?:'((?:[^']|'')*)'|(null|[^\s']+)))(?: and (?=.)|$)/y

/** Parses a filter of `filterOf`; null for any other filter. */
export function parseConditions(filter: string): TableCondition[] | null {
	const found: TableCondition[] = []
	one.lastIndex = 0
	while (one.lastIndex < filter.length) {
		const match = one.exec(filter)
		if (!match) return null
		const [, contained, part, column, comparison, text, plain] = match
		const value = (part ?? text ?? plain ?? '').replaceAll("''", "'")
		if (contained !== undefined) found.push({ column: contained, comparison: 'contains', value })
		else if (plain === 'null')
			found.push({
				column: column ?? '',
				comparison: comparison === 'eq' ? 'missing' : 'answered',
				value: '',
			})
		else found.push({ column: column ?? '', comparison: comparison as Comparison, value })
	}
	return found
}

/** True if a column can contain free text. */
const holdsWords = ({ type, codes, own }: DataColumn): boolean =>
	type === 'Edm.String' && codes.length === 0 && !own

/**
 * Returns a table view without its search and without conditions on free text, for saving: these are answers,
 * and would remain when their record is erased. Null for a filter that is not from `filterOf`.
 */
export function withoutWords<Spec extends Pick<TableSpec, 'filter' | 'search'>>(
	spec: Spec,
	columns: readonly DataColumn[],
): Spec | null {
	const retained = parseConditions(spec.filter)?.filter(({ column, comparison, value }) => {
		const of = columns.find(({ name }) => name === column)
		// a part of a label can be any text
		const isWord =
			of && of.codes.length > 0 ? !of.codes.some(({ code }) => code === value) : of && holdsWords(of)
		return of !== undefined && !(needsValue(comparison) && isWord)
	})
	const filter = retained && filterOf(retained, columns)
	return filter == null ? null : { ...spec, filter, search: '' }
}
