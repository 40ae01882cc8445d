import type { Texts } from '#shared/forms/form-definition'
import { languageShown, textIn } from '#shared/forms/texts'
import { directionOf, useTexts } from './i18n.ts'

/** A text of a form or of the campaign, which may not be there in the language of the app (rule L1). */
export function OtherText({ texts }: { texts: Texts | undefined }) {
	const { language } = useTexts()
	const shown = languageShown(texts, language)
	return (
		<bdi lang={shown} dir={directionOf(shown)}>
			{textIn(texts, language)}
		</bdi>
	)
}
