import type { QuestionType } from './question-types.ts'

/**
 * A quasi-identifier is a fact that others know or see of a person (age, schooling, work): several together
 * identify a person. If too few people share a combination, some of them are suppressed in files for others.
 */
export interface QuasiIdentifier {
	/** Priority, from 1: the first are published, and the last are suppressed first. */
	readonly place: number
	/** Width of the band in which a number is published. */
	readonly band?: number
}

/** Parses `2`, or `2: 10` for a number that is published in tens; null for anything else. */
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
