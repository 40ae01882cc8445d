import type { LocalizedText } from '#shared/forms/form-definition'
import { resolveLanguage } from '#shared/forms/localized-text'
import { directionOf } from '../../ui/i18n.ts'
import { useFilling } from './filling.ts'
import { MarkedText } from './lazy-parts.ts'

/** Characters that could be markup: most labels have none, and are shown as they are. */
const marks = /[*_<\\[]|^#/m

/** A text of the form, in its language and direction, with the answers that it refers to. */
export function FormText({ path, texts }: { path: string; texts: LocalizedText | undefined }) {
	const { filling, language, audio } = useFilling()
	const shown = resolveLanguage(texts, language)
	const text = filling.session.text(path, texts, language)
	const content = (
		<span lang={shown} dir={directionOf(shown)} className="form-text">
			{marks.test(text) ? <MarkedText text={text} waiting={text} /> : text}
		</span>
	)
	return audio ? audio.renderText(path, texts, content) : content
}
