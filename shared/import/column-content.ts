import { latinDigits } from '#shared/forms/digits'
import type { Choice, Question } from '#shared/forms/form-definition'
import { choiceCalled, ticksIn } from './match-choice.ts'
import { momentIn, monthIn } from './parse-dates.ts'

/** Different texts of a column, each with its number of rows, the most frequent first. */
export type ColumnContent = readonly (readonly [text: string, rows: number])[]
/** Contents by column. A column without an entry is unknown. */
export type TableContent = Readonly<Record<string, ColumnContent>>

/**
 * `fits`: nearly all of it answers the question · `foreign`: little of it does, in other words than ours ·
 * `impossible`: it is something else.
 */
export type Fit = 'fits' | 'unknown' | 'foreign' | 'impossible'

const [nearlyAll, half, hardlyAny] = [0.8, 0.5, 0.2]
/** A column with more different texts, and more than three for each choice, is free text. */
const mostOfALongList = 40
/** Choices that many questions have: a column with only these does not show which question it answers. */
const usualChoices = /^(yes|no|y|n|true|false|dk|ref|na|n\/a|other|none|-?\d+|ہاں|نہیں|دیگر)$/i

/** Share of a column that a question can take, from 0 to 1; null if it is unknown. */
function shareThatFits(content: ColumnContent, isFitting: (text: string) => boolean): number | null {
	let [all, fitting] = [0, 0]
	for (const [text, rows] of content) {
		all += rows
		if (isFitting(text)) fitting += rows
	}
	return all === 0 ? null : fitting / all
}

const isChosen = ({ type }: Question): boolean => ['select-one', 'select-many', 'rank'].includes(type)
const isNumber = ({ type }: Question): boolean => ['integer', 'decimal', 'range'].includes(type)
const isDay = ({ type, atEnd }: Question): boolean => type === 'date' || type === 'datetime' || atEnd === true

export const isDateText = (text: string): boolean =>
	momentIn(text, 'day-first', 0) !== null || monthIn(text, 0) !== null

/** Returns the plain bounds of a constraint: `. >= 18 and . <= 110`. */
function boundsOf({ constraint = '' }: Question): readonly [least: number, most: number] {
	const [, least] = /(?:^|\s)\.\s*>=?\s*(-?\d+)/.exec(constraint) ?? []
	const [, most] = /(?:^|\s)\.\s*<=?\s*(-?\d+)/.exec(constraint) ?? []
	return [Number(least ?? Number.NEGATIVE_INFINITY), Number(most ?? Number.POSITIVE_INFINITY)]
}

const isOffered =
	({ type }: Question, choices: readonly Choice[]) =>
	(text: string): boolean =>
		(type === 'select-one' ? [text] : ticksIn(text, choices)).every(
			(part) => choiceCalled(part, choices) !== null,
		)

export function fitOf(
	question: Question,
	choices: readonly Choice[],
	content: ColumnContent | undefined,
): Fit {
	if (!content || content.length === 0) return 'unknown'
	if (isChosen(question)) {
		const share = shareThatFits(content, isOffered(question, choices)) ?? 0
		if (share >= nearlyAll) return 'fits'
		const isFree = content.length > Math.max(mostOfALongList, 3 * choices.length)
		return share < hardlyAny && isFree ? 'impossible' : share < half ? 'foreign' : 'unknown'
	}
	if (isNumber(question)) {
		const [least, most] = boundsOf(question)
		const share = shareThatFits(content, (text) => {
			const number = /^-?\d+([.,]\d+)?$/.test(latinDigits(text))
				? Number(latinDigits(text).replace(',', '.'))
				: Number.NaN
			return number >= least && number <= most
		})
		return (share ?? 0) >= nearlyAll ? 'fits' : (share ?? 0) < half ? 'impossible' : 'unknown'
	}
	if (isDay(question)) {
		const share = shareThatFits(content, isDateText) ?? 0
		return share >= nearlyAll ? 'fits' : share < half ? 'impossible' : 'unknown'
	}
	return 'unknown'
}

/**
 * True if the contents of a column show which question it answers: several choices that few other questions
 * have.
 */
export function isDistinctive(
	question: Question,
	choices: readonly Choice[],
	content: ColumnContent | undefined,
): boolean {
	if (!content || !isChosen(question)) return false
	const isOne = isOffered(question, choices)
	const distinctive = content.filter(([text]) => !usualChoices.test(text.trim()) && isOne(text))
	return distinctive.length >= 2 && (shareThatFits(content, isOne) ?? 0) >= 0.9
}

/** True if each text is in one row only. */
export const isUnique = (content: ColumnContent | undefined): boolean =>
	content === undefined || content.every(([, rows]) => rows === 1)
