import type { LocalizedText } from '#shared/forms/form-definition'
import { localize, resolveLanguage } from '#shared/forms/localized-text'
import { directionOf, useTranslations } from './i18n.ts'

/** A text of a form or of the study, which may not exist in the language of the app (rule L1). */
export function LocalizedTextView({ texts }: { texts: LocalizedText | undefined }) {
	const { language } = useTranslations()
	const shown = resolveLanguage(texts, language)
	return (
		<bdi lang={shown} dir={directionOf(shown)}>
			{localize(texts, language)}
		</bdi>
	)
}
