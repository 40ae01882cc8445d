import type { LocalizedText } from '#shared/forms/form-definition'
import { unmarked } from '#shared/forms/marked-text'
import { useFilling } from '../filling.ts'

/** Texts of the form at a question, for places that show letters only: menus, names that a screen reader speaks. */
export function usePlainText(path: string): (texts: LocalizedText | undefined) => string {
	const { filling, language } = useFilling()
	return (texts) => unmarked(filling.session.text(path, texts, language))
}
