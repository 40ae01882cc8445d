import type { QuestionType } from './question-types.ts'

/**
 * What others know or see of a person (age, schooling, work): such answers, taken together, tell who somebody is. Where too few
 * people are alike in them, some are hidden in files for others.
 */
export interface QuasiIdentifier {
	/** From 1; those in front are looked at first, and told where those behind are hidden. */
	readonly place: number
	/** A number is told as the band of so many in which it lies. */
	readonly band?: number
}

/** `2`, or `2: 10` for a number that is told in tens; null for what is neither. */
export function parseQuasiIdentifier(text: string): QuasiIdentifier | null {
	const [, place, band] = /^([1-9]\d?)(?:\s*:\s*([1-9]\d{0,5}))?$/.exec(text.trim()) ?? []
	if (place === undefined) return null
	return { place: Number(place), ...(band === undefined ? {} : { band: Number(band) }) }
}

export const formatQuasiIdentifier = ({ place, band }: QuasiIdentifier): string =>
	band === undefined ? String(place) : `${place}: ${band}`

const ofOneValue: ReadonlySet<QuestionType> = new Set([
	...(['select-one', 'integer', 'decimal', 'range', 'calculate'] as const),
])
export const canBeQuasiIdentifier = (type: QuestionType): boolean => ofOneValue.has(type)
