import { isRowPath } from '#shared/forms/answers'
import { isAudit, isForFormOnly } from '#shared/forms/form-definition'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import type { RecordDetail } from '#shared/review/record-response'
import type { FormReading } from '../kit/form-labels.ts'

/** Answers of one section of a form. */
export interface RecordSection {
	/** Path of the group; '' for answers outside of any. */
	readonly id: string
	readonly title: string
	/** In the order of the form, those of rows after the others. */
	readonly paths: readonly string[]
}

/** True for a value that the form calculated for itself: a label is for people to read. */
export const isCalculated = (reading: FormReading, path: string): boolean => {
	const part = reading.nodeAt(path)?.part
	return (
		part?.kind === 'question' &&
		part.type === 'calculate' &&
		Object.values(part.label ?? {}).every((text) => text === '')
	)
}

/** Groups the answers of a record by the outermost groups of its form; sections without an answer are left out. */
export function recordSections(
	record: Pick<RecordDetail, 'answers'>,
	reading: FormReading,
	{ hasCalculated }: { readonly hasCalculated: boolean },
): RecordSection[] {
	const order = new Map(reading.nodes.map((node) => [node.template, node.index]))
	const rows = [...rowNumbersOf(Object.entries(record.answers)).keys()]
	const place = (path: string) => order.get(reading.nodeAt(path)?.template ?? '') ?? Number.MAX_SAFE_INTEGER
	const rowOf = (path: string) => rows.findIndex((row) => path.startsWith(`${row}/`))
	const isShown = (path: string) => {
		const part = reading.nodeAt(path)?.part
		if (part?.kind === 'question' && (isForFormOnly(part) || isAudit(part))) return false
		return hasCalculated || !isCalculated(reading, path)
	}
	const bySection = new Map<string, string[]>()
	for (const path of Object.keys(record.answers)
		.filter((each) => !isRowPath(each) && isShown(each))
		.sort((a, b) => rowOf(a) - rowOf(b) || place(a) - place(b))) {
		const id = sectionOf(reading, path)
		bySection.set(id, [...(bySection.get(id) ?? []), path])
	}
	const first = (paths: readonly string[]) => Math.min(...paths.map(place))
	return [...bySection]
		.map(([id, paths]) => ({ id, title: id === '' ? '' : reading.label(id), paths }))
		.sort((a, b) => first(a.paths) - first(b.paths))
}

/** Outermost group of an answer; '' if it is in none. */
function sectionOf(reading: FormReading, path: string): string {
	const [start = ''] = path.split('/')
	return start !== path && reading.nodeAt(start)?.part.kind === 'group' ? start : ''
}
