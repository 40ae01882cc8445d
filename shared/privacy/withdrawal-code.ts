import { utf8 } from '../kernel/bytes.ts'
import { digest } from '../kernel/digest.ts'
import { codeLetters } from '../kernel/ids.ts'

/**
 * Returns the code on the respondent's card: with it a respondent can have their answers erased later without
 * giving a name. It is derived from the record's id and not stored. 8 letters, 40 bits, shown as `XXXX-XXXX`:
 * among the 9,300 records of a round two share one in 1 of 25,000 rounds, so a lookup shows all records with
 * the code.
 */
export function withdrawalCodeOf(record: string): string {
	const letters = Array.from(
		digest(utf8(`ZILA withdrawal\n${record}`)).subarray(0, 8),
		(byte) => codeLetters[byte & 31],
	).join('')
	return `${letters.slice(0, 4)}-${letters.slice(4)}`
}
