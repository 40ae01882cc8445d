import type { Question } from './form-definition.ts'

/**
 * How the enumerator reads a text of a question. Spoken text is read to the respondent; an instruction is only
 * for the enumerator; the choices of a question are read out, or not.
 */
export interface ReadingStyle {
	/** Label of a note; a card names a person or a thing in large letters. The label of a question is always spoken. */
	readonly label: 'spoken' | 'instruction' | 'card'
	readonly hint: 'spoken' | 'instruction'
	/** Null if the form does not say. */
	readonly choices: 'read-out' | 'not-read-out' | null
}

/** Returns the style that the appearance names: notes and hints are instructions unless it says otherwise. */
export function readingStyle({ type, appearance = '' }: Question): ReadingStyle {
	const words = new Set(appearance.split(/\s+/))
	return {
		label: type !== 'note' || words.has('spoken') ? 'spoken' : words.has('card') ? 'card' : 'instruction',
		hint: words.has('spoken-hint') ? 'spoken' : 'instruction',
		choices: words.has('read-out') ? 'read-out' : words.has('not-read-out') ? 'not-read-out' : null,
	}
}
