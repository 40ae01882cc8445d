import { isAudit, type Question } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { questionTypes } from '#shared/forms/question-types'
import { recordColumns, repeatColumns } from './metadata-columns.ts'
import type { FormVersion } from './parts-across-versions.ts'

/** Names of columns and files, stable from export to export. */
export interface ColumnNames {
	/**
	 * `ending`: suffix of a part of the answer (`_latitude`), or `/` with a choice; '' for the answer itself.
	 */
	header(template: string, ending: string): string
	/** Name of the file of a repeat or of the audit. */
	file(template: string): string
}

/**
 * Names the columns. A name is decided at the first publication and stays, whatever later versions add: the
 * question's own name, or its path if two questions of one name were published together or an earlier one has
 * the name. A name that another column has gets a number as suffix.
 */
export function nameColumns(versions: readonly FormVersion[]): ColumnNames {
	const headers = new Map<string, string>()
	const taken = new Set<string>([...recordColumns, ...repeatColumns].map(({ header }) => header))
	const files = new Map<string, string>()
	const takenFiles = new Set<string>()
	const baseOf = new Map<string, string>()
	const usedNames = new Set<string>()
	const takeFile = (template: string, name: string) => {
		const file = firstFree(name, (each) => !takenFiles.has(each))
		takenFiles.add(file)
		files.set(template, file)
	}
	for (const { definition } of versions) {
		const nodes = nodesOf(definition)
		const uses = new Map<string, number>()
		for (const { part, template } of nodes)
			if (part.kind === 'question' && !isAudit(part) && !baseOf.has(template))
				uses.set(part.name, (uses.get(part.name) ?? 0) + 1)
		const ownName = (name: string, template: string) =>
			uses.get(name) === 1 && !usedNames.has(name) ? name : plainPath(template)
		for (const { part, template } of nodes) {
			if (isAudit(part)) {
				if (!files.has(template)) takeFile(template, 'audit')
				continue
			}
			if (part.kind === 'repeat' && !files.has(template)) {
				const name = plainPath(template).replaceAll('/', '-')
				takeFile(template, takenFiles.has(part.name) ? name : part.name)
			}
			if (part.kind !== 'question') continue
			const endings = listColumnSuffixes(
				part,
				(definition.choices[part.list ?? ''] ?? []).map(({ name }) => name),
			)
			const base =
				baseOf.get(template) ??
				firstFree(ownName(part.name, template), (each) =>
					endings.every((ending) => !taken.has(each + ending)),
				)
			baseOf.set(template, base)
			for (const ending of endings) {
				const key = keyOf(template, ending)
				if (headers.has(key)) continue
				const header = firstFree(base + ending, (each) => !taken.has(each))
				taken.add(header)
				headers.set(key, header)
			}
		}
		for (const name of uses.keys()) usedNames.add(name)
	}
	return {
		header: (template, ending) => headers.get(keyOf(template, ending)) ?? plainPath(template) + ending,
		file: (template) => files.get(template) ?? plainPath(template).replaceAll('/', '-'),
	}
}

/** Returns the suffixes of a question's columns. */
export function listColumnSuffixes(question: Question, choices: readonly string[]): string[] {
	// one column per choice, as statistics programs expect
	if (question.type === 'select-many') return ['', ...choices.map((choice) => `/${choice}`)]
	return questionTypes[question.type].columns.map(({ ending }) => ending)
}

const keyOf = (template: string, ending: string): string => `${template} ${ending}`
const plainPath = (template: string): string => template.replaceAll('/@', '')

/** Returns the name; if it is taken, with the first free number as suffix. */
export function firstFree(name: string, isFree: (name: string) => boolean): string {
	let found = name
	for (let number = 2; !isFree(found); number++) found = `${name}_${number}`
	return found
}
