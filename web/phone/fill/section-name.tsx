import type { LocalizedText } from '#shared/forms/form-definition'
import { resolveLanguage } from '#shared/forms/localized-text'
import { directionOf } from '../../ui/i18n.ts'
import { useFilling } from './filling.ts'
import { splitSectionLabel } from './form-sections.ts'

interface SectionNameProps {
	readonly texts: LocalizedText | undefined
	/** The same in the language of the questions, with the answers that it refers to. */
	readonly text: string
}

/** Name of a section in the app bar: its letter stays when large text leaves no room for the name. */
export function SectionName({ texts, text }: SectionNameProps) {
	const { language } = useFilling()
	const shown = resolveLanguage(texts, language)
	const parts = splitSectionLabel(text)
	return (
		<span lang={shown} dir={directionOf(shown)}>
			{parts ? (
				<>
					{parts.letter}
					<span className="hidden-if-very-narrow"> · {parts.name}</span>
				</>
			) : (
				<span className="hidden-if-very-narrow">{text}</span>
			)}
		</span>
	)
}
