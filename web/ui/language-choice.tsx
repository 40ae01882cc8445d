import { useState } from 'react'
import { chooseLanguage, languagesToChoose, useTranslations } from './i18n.ts'

/**
 * Choice of the app's language: each by its own name and direction. `onChosen` is called with a language that is
 * shown now.
 */
export function LanguageChoice({ onChosen }: { readonly onChosen?: (tag: string) => void }) {
	const { t, language: appLanguage } = useTranslations()
	const [isAway, setAway] = useState(false)
	return (
		<>
			<fieldset className="languages" aria-label={t('app.language')}>
				{languagesToChoose().map(({ tag, name, direction }) => (
					<button
						key={tag}
						type="button"
						className="plain"
						lang={tag}
						dir={direction}
						aria-pressed={appLanguage === tag}
						onClick={() =>
							void chooseLanguage(tag).then((isHere) => {
								setAway(!isHere)
								if (isHere) onChosen?.(tag)
							})
						}
					>
						{name}
					</button>
				))}
			</fieldset>
			{isAway && (
				<p className="note wait" role="status">
					{t('app.languageUnavailable')}
				</p>
			)}
		</>
	)
}
