import { helpCardNumbers } from './help-card.ts'

/** Telephone numbers as they are written in Pakistan: seven digits or more, with spaces and hyphens. */
const longNumber = /\+?\d(?:[\s\u00a0-]?\d){6,}/g
/** Short numbers; 15 alone may be any number. */
const shortNumbers: readonly string[] = helpCardNumbers

/** Returns the telephone numbers in a text, each once: the long ones, then the short ones if 1991 is among them. */
export function findPhoneNumbers(text: string): string[] {
	const long = text.match(longNumber) ?? []
	const words: string[] = text.replace(longNumber, ' ').match(/\d+/g) ?? []
	const short = words.includes('1991') ? words.filter((word) => shortNumbers.includes(word)) : []
	return [...new Set([...long, ...short].map((number) => number.replaceAll('\u00a0', ' ')))]
}
