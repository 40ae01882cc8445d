import type { FormDefinition, FormPart, LocalizedText } from '../forms/form-definition.ts'
import { nodesOf } from '../forms/form-nodes.ts'

/**
 * Findings of the automated test runs of a form. A problem blocks or loses something; a hint may be intended.
 */
export const exerciseFindingKinds = {
	'not-reached': 'problem',
	'constraint-unmet': 'problem',
	'nothing-offered': 'problem',
	'count-unbounded': 'problem',
	'count-of-itself': 'problem',
	'not-a-number': 'problem',
	'blank-number': 'hint',
	'relevance-always': 'hint',
	'constraint-always': 'hint',
	'not-translated': 'hint',
} as const satisfies Readonly<Record<string, 'problem' | 'hint'>>
export type ExerciseFindingKind = keyof typeof exerciseFindingKinds

export interface ExerciseFinding {
	readonly kind: ExerciseFindingKind
	/** Template of the part concerned; '' for the whole form. */
	readonly template: string
	/** The expression concerned, if there is one. */
	readonly expression?: string
	/** True if the question is required: an enumerator who reaches it cannot finish. */
	readonly isStuck?: true
	/** Number of questions inside of a part, or of answers tried. */
	readonly count?: number
	/** Names of the questions or choices concerned. */
	readonly names?: readonly string[]
	/** Tag of the language, and the column, without a translation. */
	readonly language?: string
	readonly column?: TranslatedColumn
}

export const isHint = ({ kind }: ExerciseFinding): boolean => exerciseFindingKinds[kind] === 'hint'
export const problemsFirst = (findings: readonly ExerciseFinding[]): ExerciseFinding[] =>
	[...findings].sort((a, b) => Number(isHint(a)) - Number(isHint(b)))

export type TranslatedColumn =
	| 'label'
	| 'hint'
	| 'requiredMessage'
	| 'constraintMessage'
	| 'warningMessage'
	| 'choice'

/**
 * Finds texts that one language has and another has not: one finding for a language and a column, with all
 * names.
 */
export function missingTranslations(definition: FormDefinition): ExerciseFinding[] {
	const found = new Map<string, ExerciseFinding & { names: string[] }>()
	const collectMissing = (texts: LocalizedText | undefined, column: TranslatedColumn, name: string) => {
		for (const { tag } of texts ? definition.languages : []) {
			if (texts?.[tag] !== undefined) continue
			const key = `${tag} ${column}`
			const finding = found.get(key) ?? {
				kind: 'not-translated',
				template: '',
				language: tag,
				column,
				names: [],
			}
			finding.names.push(name)
			found.set(key, finding)
		}
	}
	for (const { part } of nodesOf(definition))
		for (const [column, texts] of textsOf(part)) collectMissing(texts, column, part.name)
	for (const [list, choices] of Object.entries(definition.choices))
		for (const { name, label } of choices) collectMissing(label, 'choice', `${list}: ${name}`)
	return [...found.values()]
}

const textsOf = (part: FormPart): [TranslatedColumn, LocalizedText | undefined][] => [
	['label', part.label],
	...(part.kind === 'question'
		? (['hint', 'requiredMessage', 'constraintMessage', 'warningMessage'] as const).map(
				(column): [TranslatedColumn, LocalizedText | undefined] => [column, part[column]],
			)
		: []),
]
