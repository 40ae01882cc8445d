import type { TreeNode } from './tree.ts'
import type { Value } from './values.ts'

/**
 * Everything that an expression may read from outside; passed in, so that the same inputs give the same
 * result.
 */
export interface EvaluationContext {
	/** Milliseconds since 1970. */
	readonly now: () => number
	/** Offset of dates in minutes east of UTC (Pakistan: 300). */
	readonly offsetMinutes: number
	/** In [0, 1). */
	readonly random: () => number
	/** A random id for `uuid()`. */
	readonly uuid: () => string
	/** The id of the record; absent if there is no record yet. */
	readonly record?: string
	/** When the record began, ms since 1970. */
	readonly startedAt?: number
	/** Id of the phone. */
	readonly device?: string
	/** Language of labels from `jr:choice-name`. */
	readonly language: string
	/** Language in which the screen shows the questions now. */
	readonly shownIn?: () => string
	/** Version of the form, if it was published. */
	readonly formVersion?: number
	/** Code with which respondents can have their answers erased; absent if the record is only read. */
	readonly withdrawalCode?: string
}

/**
 * Context for reading a record: no result may depend on when or where it is read, so the time is that of the
 * record.
 */
export const buildReadingContext = (ms: number): EvaluationContext => ({
	now: () => ms,
	offsetMinutes: 300,
	random: () => 0,
	uuid: () => '',
	language: 'en',
})

/** Answers as expressions read them. */
export interface AnswerSource {
	/** The answer at an instance path; '' when blank or not asked. */
	read(path: string): Value
	/** False for a part that other answers have hidden, and for one that does not exist. */
	isRelevant(path: string): boolean
	/** Rows of a repeat (`household/members`) in order, as instance paths (`household/members/@id`). */
	rows(repeatPath: string): readonly string[]
	/** A choice list or an attached file by its name; null if there is none. */
	instance(id: string): TreeNode | null
	/** Answer of the last saved record of this form on this phone at that path. */
	lastSaved(path: string): Value
}

/** Answers for an expression that reads only the answer under test. */
export const noAnswers: AnswerSource = {
	read: () => '',
	isRelevant: () => true,
	rows: () => [],
	instance: () => null,
	lastSaved: () => '',
}

/** The node that is tested with brackets. */
export interface NodePosition {
	readonly node: TreeNode
	/** Position among the nodes tested, from 1. */
	readonly position: number
	readonly size: number
}

/** Context of an expression during its evaluation. */
export interface Scope {
	readonly answers: AnswerSource
	readonly context: EvaluationContext
	/** The value of `.`: the answer under test, or the stored value of a calculation. */
	readonly self: Value
	/** Row of the expression: `household/members/@id`, or '' outside of repeats. */
	readonly row: string
	/** Item under test inside of brackets and in a choice filter; null elsewhere. */
	readonly position: NodePosition | null
}

/** A compiled expression. */
export type Evaluate = (scope: Scope) => Value
