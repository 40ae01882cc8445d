import { useTranslations } from '../../ui/i18n.ts'
import { UnlistedOption } from './unlisted-option.tsx'

interface FilterMenuProps {
	readonly label: string
	/** Label of the option for no filter. */
	readonly all?: string
	readonly value: string | undefined
	readonly options: readonly (readonly [value: string, label: string])[]
	readonly onChoose: (value: string) => void
}

/** Menu that filters a list by one value, or not at all. */
export function FilterMenu({ label, all, value = '', options, onChoose }: FilterMenuProps) {
	const { t } = useTranslations()
	return (
		<label className="inline">
			<span>{label}</span>
			<select value={value} onChange={({ target }) => onChoose(target.value)}>
				<option value="">{all ?? t('review.all')}</option>
				<UnlistedOption value={value} listed={['', ...options.map(([each]) => each)]} />
				{options.map(([each, text]) => (
					<option key={each} value={each}>
						{text}
					</option>
				))}
			</select>
		</label>
	)
}
