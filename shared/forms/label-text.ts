import type { LocalizedText } from './form-definition.ts'
import { unmarked } from './label-markdown.ts'
import { localize } from './localized-text.ts'

const reference = /\$\{[^}]*\}/g

/** Replaces references in a label outside of an interview, where the answer for `${name}` is unknown. */
export const withoutReferences = (text: string): string => text.replace(reference, '…')

/**
 * Returns the label in that language (as `localize` finds it) as plain text: without marks, and without
 * references to answers.
 */
export const labelText = (texts: LocalizedText | undefined, language: string): string =>
	withoutReferences(unmarked(localize(texts, language)))
