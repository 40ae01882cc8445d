import type { TreeNode } from './tree.ts'
import type { Value } from './values.ts'

/** What an expression may ask of the outside; handed in, so that the same inputs give the same result. */
export interface EvaluationContext {
	/** Milliseconds since 1970. */
	readonly now: () => number
	/** Minutes east of UTC in which dates are told (Pakistan: 300). */
	readonly offsetMinutes: number
	/** In [0, 1). */
	readonly random: () => number
	/** A random id for `uuid()`. */
	readonly uuid: () => string
	/** The id of the record; absent where nothing is a record yet. */
	readonly record?: string
	/** When the record began, ms since 1970. */
	readonly startedAt?: number
	/** The phone. */
	readonly device?: string
	/** The language in which `jr:choice-name` tells a label. */
	readonly language: string
	/** The language in which the questions stand on the screen now. */
	readonly shownIn?: () => string
	/** The version of the form, where it was published. */
	readonly formVersion?: number
	/** With it a person can have their answers destroyed; absent where the record is only read. */
	readonly withdrawalCode?: string
}

/** For reading what was answered: nothing may depend on when or where it is read, so that time is that of the record. */
export const buildReadingContext = (ms: number): EvaluationContext => ({
	now: () => ms,
	offsetMinutes: 300,
	random: () => 0,
	uuid: () => '',
	language: 'en',
})

/** The answers as an expression sees them. */
export interface AnswerSource {
	/** The answer at an instance path; '' when blank or not asked. */
	read(path: string): Value
	/** False for what other answers have hidden, and for what is not there. */
	isAsked(path: string): boolean
	/** The rows of a repeat (`household/members`) in their order, as instance paths (`household/members/@id`). */
	rows(repeatPath: string): readonly string[]
	/** A choice list or an attached file by its name; null if there is none. */
	instance(id: string): TreeNode | null
	/** What the last record of this form on this phone said at that path. */
	lastSaved(path: string): Value
}

/** For an expression that looks at nothing but the answer under test. */
export const noAnswers: AnswerSource = {
	read: () => '',
	isAsked: () => true,
	rows: () => [],
	instance: () => null,
	lastSaved: () => '',
}

/** The node that brackets are tried on. */
export interface NodePosition {
	readonly node: TreeNode
	/** From 1, among the nodes tried. */
	readonly position: number
	readonly size: number
}

/** Where an expression stands while it is evaluated. */
export interface Scope {
	readonly answers: AnswerSource
	readonly context: EvaluationContext
	/** The value of `.`: the answer under test, or the stored value of a calculation. */
	readonly self: Value
	/** The row in which it stands: `household/members/@id`, or '' outside of repeats. */
	readonly row: string
	/** Inside of brackets and in a choice filter: the item under test. */
	readonly position: NodePosition | null
}

/** A compiled expression. */
export type Evaluate = (scope: Scope) => Value
