import { appLanguages, chooseLanguage, useTexts } from './i18n.ts'

/** Every language in its own words and direction. */
export function LanguageChoice() {
	const { t, language: appLanguage } = useTexts()
	return (
		<fieldset className="languages" aria-label={t('app.language')}>
			{appLanguages.map(({ tag, name, direction }) => (
				<button
					key={tag}
					type="button"
					className="plain"
					lang={tag}
					dir={direction}
					aria-pressed={appLanguage === tag}
					onClick={() => void chooseLanguage(tag)}
				>
					{name}
				</button>
			))}
		</fieldset>
	)
}
