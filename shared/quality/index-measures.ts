import type { Severity } from './severity.ts'

/** Describes how a measure of an enumerator's interviews is compared with that of the others. */
export interface IndexMeasure {
	/** Measures of one family have the same cause: only the strongest counts. */
	readonly family: string
	/** Direction that is flagged: more, or less, than the others. */
	readonly asked: 'more' | 'less'
	/** Standard deviation of a negligible difference, for measures that hardly vary. */
	readonly least?: number
	/** Low if a difficult area explains the difference as well. */
	readonly severity: Severity
}

/**
 * Measures by which an enumerator is compared with others in the same clusters; each is a kind of quality
 * flag.
 */
export const indexMeasures = {
	'round-ages': { family: 'ages', asked: 'more', severity: 'medium' },
	'one-adult': { family: 'roster', asked: 'more', severity: 'medium' },
	'roster-rows': { family: 'roster', asked: 'less', severity: 'medium' },
	'household-size': { family: 'roster', asked: 'less', severity: 'medium' },
	'small-households': { family: 'roster', asked: 'more', severity: 'medium' },
	'few-ticks': { family: 'lists', asked: 'less', severity: 'medium' },
	'same-in-scale': { family: 'scales', asked: 'more', severity: 'medium' },
	'more-no-answers': { family: 'knowledge', asked: 'more', severity: 'medium' },
	'few-heard': { family: 'knowledge', asked: 'more', severity: 'medium' },
	'few-messages': { family: 'messages', asked: 'more', severity: 'medium' },
	'few-answers': { family: 'knowledge', asked: 'less', severity: 'medium' },
	'own-match': { family: 'matches', asked: 'more', severity: 'medium' },
	typical: { family: 'matches', asked: 'more', severity: 'medium' },
	'fast-questions': { family: 'pace', asked: 'less', severity: 'low' },
	unread: { family: 'pace', asked: 'more', least: 0.05, severity: 'medium' },
	'pace-spread': { family: 'spread', asked: 'more', severity: 'medium' },
	'hour-spread': { family: 'hours', asked: 'less', severity: 'medium' },
	farther: { family: 'place', asked: 'more', least: 0.05, severity: 'medium' },
	'first-visit': { family: 'visits', asked: 'more', severity: 'medium' },
	'more-replaced': { family: 'replaced', asked: 'more', severity: 'low' },
} as const satisfies Readonly<Record<string, IndexMeasure>>
export type IndexMeasureName = keyof typeof indexMeasures
export const indexMeasureNames = Object.keys(indexMeasures) as IndexMeasureName[]
