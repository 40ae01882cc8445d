import type { FormDefinition, FormPart, LocalizedText } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/** What the runs through a form found. A problem stops or loses something; a hint may be meant so. */
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
	/** The part that it is about; '' for the whole form. */
	readonly template: string
	/** The expression, where it is about one. */
	readonly expression?: string
	/** The question is required: whoever comes to it cannot finish. */
	readonly isStuck?: true
	/** Questions inside of a part, or answers tried. */
	readonly count?: number
	/** Names of questions or choices that it is about. */
	readonly names?: readonly string[]
	/** Tag of the language, and the column, that lacks a translation. */
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

/** Texts that one language has and another has not: one finding for a language and a column, with all names. */
export function missingTranslations(definition: FormDefinition): ExerciseFinding[] {
	const found = new Map<string, ExerciseFinding & { names: string[] }>()
	const look = (texts: LocalizedText | undefined, column: TranslatedColumn, name: string) => {
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
		for (const [column, texts] of textsOf(part)) look(texts, column, part.name)
	for (const [list, choices] of Object.entries(definition.choices))
		for (const { name, label } of choices) look(label, 'choice', `${list}: ${name}`)
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
