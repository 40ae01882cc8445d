import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames } from './desk-context.ts'

/** Checkboxes for districts; nothing if there is only one. */
export function DistrictChoices({
	chosen,
	onChange,
}: {
	/** Codes of the districts. */
	readonly chosen: readonly string[]
	readonly onChange: (chosen: readonly string[]) => void
}) {
	const { t } = useTranslations()
	const names = useDistrictNames()
	if (names.length <= 1) return null
	return (
		<fieldset className="field">
			<legend>{t('people.districts')}</legend>
			<label className="choice small">
				<input
					type="checkbox"
					checked={chosen.length === names.length}
					onChange={({ target }) => onChange(target.checked ? names.map(([code]) => code) : [])}
				/>
				<span>{t('people.allDistricts')}</span>
			</label>
			<div className="district-choices">
				{names.map(([code, name]) => (
					<label key={code} className="choice small">
						<input
							type="checkbox"
							checked={chosen.includes(code)}
							onChange={({ target }) =>
								onChange(target.checked ? [...chosen, code] : chosen.filter((each) => each !== code))
							}
						/>
						<span>{name}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}
