/** Letters that keyboards for Arabic, Persian and Urdu type differently for the same Urdu letter. */
const sameLetters: Readonly<Record<string, string>> = {
	ي: 'ی',
	ى: 'ی',
	ك: 'ک',
	ه: 'ہ',
	ة: 'ہ',
	ە: 'ہ',
	ھ: 'ہ',
}

/** Combining marks (accents, vowel signs, hamza above), tatweel, and invisible joiners and direction marks. */
const ignored = /[\p{M}\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/**
 * Normalizes a text for the search: lower case, one form of each Urdu letter, no marks, digits 0 to 9. The
 * index and the search box both call it, so a word is found however it was typed.
 */
export function normalizeText(text: string): string {
	return text
		.normalize('NFKD')
		.toLowerCase()
		.replace(ignored, '')
		.replace(/[يىكهةەھ]/g, (letter) => sameLetters[letter] ?? letter)
		.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
}

/** Returns the normalized words of a text. */
export function searchWords(text: string): string[] {
	return normalizeText(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '')
}
