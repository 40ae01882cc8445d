import type { ReactNode } from 'react'
import { directionOf, useTranslations } from './i18n.ts'

/**
 * Returns `lang` and `dir` of the app's own texts, for an element among texts of a form in another language
 * (L1).
 */
export function useAppText(): { readonly lang: string; readonly dir: 'ltr' | 'rtl' } {
	const { language } = useTranslations()
	return { lang: language, dir: directionOf(language) }
}

/** Text of the app inside a form's text. */
export function AppText({ children }: { children: ReactNode }) {
	return (
		<span className="form-text" {...useAppText()}>
			{children}
		</span>
	)
}
