import type { RoundThresholds } from './round-thresholds.ts'
import type { Severity } from './severity.ts'

/** A check that flags an enumerator if a measure holds for more than a share of the interviews. */
interface ShareCheck {
	readonly check: `Q${string}`
	readonly severity: Severity
	/** Family of the flag, as in `flagKinds`. */
	readonly family: string
	/** Name in `measures`. */
	readonly measure: string
	/** Highest share without a flag. */
	readonly limit: keyof RoundThresholds
}

/** Checks on the share of an enumerator's interviews with a property, by the kind of their flags. */
export const shareChecks = {
	'often-short': {
		check: 'Q03',
		severity: 'medium',
		family: 'pace',
		measure: 'short',
		limit: 'q03MostShort',
	},
	'often-soon': { check: 'Q04', severity: 'medium', family: '', measure: 'soon', limit: 'q04MostSoon' },
	'often-odd-hour': { check: 'Q04', severity: 'low', family: '', measure: 'odd-hour', limit: 'q04MostHours' },
	'often-fast': { check: 'Q05', severity: 'medium', family: 'pace', measure: 'fast', limit: 'q05MostFast' },
	'often-far': { check: 'Q06', severity: 'low', family: 'place', measure: 'far', limit: 'q06MostFar' },
	'often-same-place': {
		check: 'Q07',
		severity: 'high',
		family: 'spot',
		measure: 'same-place',
		limit: 'q07MostSamePlace',
	},
	'often-no-place': {
		check: 'Q08',
		severity: 'low',
		family: '',
		measure: 'no-place',
		limit: 'q08MostMissing',
	},
	'often-alike': {
		check: 'Q09',
		severity: 'high',
		family: 'matches',
		measure: 'alike',
		limit: 'q09MostAlike',
	},
	'often-straight': {
		check: 'Q10',
		severity: 'medium',
		family: 'scales',
		measure: 'straight',
		limit: 'q10MostStraight',
	},
	'often-clock-back': {
		check: 'Q21',
		severity: 'high',
		family: '',
		measure: 'clock-back',
		limit: 'q21MostClockBack',
	},
	'often-decoy': { check: 'Q13', severity: 'low', family: '', measure: 'decoy', limit: 'q13MostDecoy' },
	'often-replaced': {
		check: 'Q17',
		severity: 'low',
		family: 'replaced',
		measure: 'replaced',
		limit: 'q17MostReplaced',
	},
	'often-other-language': {
		check: 'Q24',
		severity: 'low',
		family: '',
		measure: 'other-language',
		limit: 'q24MostOtherLanguage',
	},
} as const satisfies Readonly<Record<string, ShareCheck>>
