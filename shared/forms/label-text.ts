import type { LocalizedText } from './form-definition.ts'
import { unmarked } from './marked-text.ts'
import { localize } from './texts.ts'

const reference = /\$\{[^}]*\}/g

/** A label outside of an interview: `${name}` would be filled in with an answer, which is not known there. */
export const withoutReferences = (text: string): string => text.replace(reference, '…')

/** The label in that language (as `localize` finds it) in plain letters: without marks, and without references to answers. */
export const labelText = (texts: LocalizedText | undefined, language: string): string =>
	withoutReferences(unmarked(localize(texts, language)))
