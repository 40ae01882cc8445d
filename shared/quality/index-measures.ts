import type { Severity } from './severity.ts'

/** Describes how a measure of an enumerator's interviews is compared with that of the others. */
export interface IndexMeasure {
	/** Measures of one family have the same cause: only the strongest counts. */
	readonly family: string
	/** Direction that is flagged: more, or less, than the others. */
	readonly direction: 'more' | 'less'
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
	'round-ages': { family: 'ages', direction: 'more', severity: 'medium' },
	'one-adult': { family: 'roster', direction: 'more', severity: 'medium' },
	'roster-rows': { family: 'roster', direction: 'less', severity: 'medium' },
	'household-size': { family: 'roster', direction: 'less', severity: 'medium' },
	'small-households': { family: 'roster', direction: 'more', severity: 'medium' },
	'few-ticks': { family: 'lists', direction: 'less', severity: 'medium' },
	'same-in-scale': { family: 'scales', direction: 'more', severity: 'medium' },
	'more-no-answers': { family: 'knowledge', direction: 'more', severity: 'medium' },
	'few-heard': { family: 'knowledge', direction: 'more', severity: 'medium' },
	'few-messages': { family: 'messages', direction: 'more', severity: 'medium' },
	'few-answers': { family: 'knowledge', direction: 'less', severity: 'medium' },
	'own-match': { family: 'matches', direction: 'more', severity: 'medium' },
	typical: { family: 'matches', direction: 'more', severity: 'medium' },
	'fast-questions': { family: 'pace', direction: 'less', severity: 'low' },
	unread: { family: 'pace', direction: 'more', least: 0.05, severity: 'medium' },
	'pace-spread': { family: 'spread', direction: 'more', severity: 'medium' },
	'hour-spread': { family: 'hours', direction: 'less', severity: 'medium' },
	farther: { family: 'place', direction: 'more', least: 0.05, severity: 'medium' },
	'first-visit': { family: 'visits', direction: 'more', severity: 'medium' },
	'more-replaced': { family: 'replaced', direction: 'more', severity: 'low' },
} as const satisfies Readonly<Record<string, IndexMeasure>>
export type IndexMeasureName = keyof typeof indexMeasures
export const indexMeasureNames = Object.keys(indexMeasures) as IndexMeasureName[]
