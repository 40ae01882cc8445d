import { utf8 } from '../kernel/bytes.ts'
import { digest } from '../kernel/digest.ts'
import { codeLetters } from '../kernel/ids.ts'

/**
 * The code on the card of somebody who was interviewed: with it they can have their answers destroyed later, without saying
 * who they are. It follows from the record's id and is kept nowhere. 8 letters, 40 bits, shown as `XXXX-XXXX`: among the 9,300
 * records of a round two share one in 1 of 25,000 rounds, so whoever looks one up is shown all that have it.
 */
export function withdrawalCodeOf(record: string): string {
	const letters = Array.from(
		digest(utf8(`ZILA withdrawal\n${record}`)).subarray(0, 8),
		(byte) => codeLetters[byte & 31],
	).join('')
	return `${letters.slice(0, 4)}-${letters.slice(4)}`
}
