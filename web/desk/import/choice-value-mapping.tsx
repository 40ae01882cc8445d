import type { Choice } from '#shared/forms/form-definition'
import type { ColumnMapping } from '#shared/import/mapping'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'

/** Option value for "no answer"; no choice can have this name. */
const nothing = ' '

interface ChoiceValuesProps {
	readonly template: string
	/** Label of the question. */
	readonly label: string
	readonly reading: FormReading
	readonly choices: readonly Choice[]
	readonly mapping: ColumnMapping
	/** Values of the column, the rows that have each, and the matching choice; null if none matches. */
	readonly columnValues: readonly {
		readonly text: string
		readonly lines: number
		readonly code: string | null
	}[]
	readonly onChange: (values: NonNullable<ColumnMapping['values']>) => void
}

/**
 * Maps the values of a column to the choices of a question. Values without a matching choice have to be
 * mapped by the user.
 */
export function ChoiceValues({
	template,
	label,
	reading,
	choices,
	mapping,
	columnValues,
	onChange,
}: ChoiceValuesProps) {
	const { t, language } = useTranslations()
	const { values = {} } = mapping
	const codeOf = ({ text, code }: (typeof columnValues)[number]): string =>
		Object.hasOwn(values, text) ? (values[text] ?? nothing) : (code ?? '')
	const unknown = columnValues.filter((each) => codeOf(each) === '').length
	if (columnValues.length === 0) return null
	return (
		<details>
			<summary>
				{t('import.answerCount', { count: columnValues.length })}
				{unknown > 0 && <strong className="stop"> · {t('import.unmatchedCount', { count: unknown })}</strong>}
			</summary>
			<ul className="plain-list stack tight">
				{columnValues.map((each) => (
					<li key={each.text}>
						<label className="inline">
							<span>
								<bdi>{each.text}</bdi> <span className="hint">({numberIn(language, each.lines)})</span>
							</span>
							<select
								aria-label={`${label}: ${each.text}`}
								value={codeOf(each)}
								onChange={({ target }) => {
									const { [each.text]: _, ...others } = values
									const { value } = target
									if (value === '') onChange(others)
									else onChange({ ...others, [each.text]: value === nothing ? null : value })
								}}
							>
								{codeOf(each) === '' && <option value="">{t('import.noMatch')}</option>}
								<option value={nothing}>{t('import.leaveBlank')}</option>
								{choices.map(({ name }) => (
									<option key={name} value={name}>
										{reading.answer(template, name)}
									</option>
								))}
							</select>
						</label>
					</li>
				))}
			</ul>
		</details>
	)
}
