import type { LocalizedText } from '#shared/forms/form-definition'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'

interface CardLabelProps {
	readonly name: string
	readonly title: LocalizedText | undefined
	readonly changedAt: number
}

/** Text of a card for a draft or a record: its name, its form, when it changed. */
export function CardLabel({ name, title, changedAt }: CardLabelProps) {
	const { t, language: appLanguage } = useTranslations()
	return (
		<span className="card-text">
			<bdi>{name === '' || name === '/' ? t('home.untitledRecord') : name}</bdi>
			<span className="hint">
				<LocalizedTextView texts={title} /> · {dateTimeIn(appLanguage, changedAt)}
			</span>
		</span>
	)
}
