import type { Question } from './form-definition.ts'

/** Kind of a number in a text that identifies a person. */
export type IdentifierKind = 'id-card' | 'telephone'

// in any script, with any separators between the groups, invisible direction marks among them
const digit = '[0-9۰-۹٠-٩]'
const gap = '[\\s.,،۔/_()\\-\u2010-\u2015\u200e\u200f\u2066-\u2069]{0,3}'
const alone = (pattern: string): RegExp => new RegExp(`(?<!${digit})${pattern}(?!${digit})`)
/** 13 digits, the first of which is a province: NADRA writes them 5-7-1. */
const idCard = alone(`[1-7۱-۷١-٧]${digit}{4}${gap}${digit}{7}${gap}${digit}`)
/** `03xx xxxxxxx`, or the number with the country code. */
const telephone = alone(`(?:(?:\\+|[0۰٠]{2})?[9۹٩][2۲٢]${gap}[0۰٠]?|[0۰٠])${gap}[3۳٣](?:${gap}${digit}){9}`)

/**
 * Finds the number of a Pakistani identity card (CNIC) or mobile telephone in a text (rule R21). Null if
 * there is none.
 */
export const detectIdentifier = (text: string): IdentifierKind | null =>
	idCard.test(text) ? 'id-card' : telephone.test(text) ? 'telephone' : null

/**
 * True for a question whose answer is or contains free text, and that does not ask for such a number itself.
 */
export const isFreeText = ({ type, personal, appearance, checks }: Question): boolean =>
	checks === true || (type === 'text' && !personal && !appearance?.includes('numbers'))
