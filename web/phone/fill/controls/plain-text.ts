import type { LocalizedText } from '#shared/forms/form-definition'
import { unmarked } from '#shared/forms/label-markdown'
import { useFilling } from '../filling.ts'

/**
 * Returns a function for form texts at a question without markup, for places that show only letters: menus,
 * and names for screen readers.
 */
export function usePlainText(path: string): (texts: LocalizedText | undefined) => string {
	const { filling, language } = useFilling()
	return (texts) => unmarked(filling.session.text(path, texts, language))
}
