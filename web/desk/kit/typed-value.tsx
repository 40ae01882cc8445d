import type { Choice, FormPart } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { type ParsedInput, questionTypes } from '#shared/forms/question-types'
import { type Translate, useTranslations } from '../../ui/i18n.ts'

interface TypedValueProps {
	readonly label: string
	/** Undefined if the form is not known. */
	readonly part: FormPart | undefined
	/** Choices of the question. */
	readonly choices: readonly Choice[]
	readonly value: string
	readonly onChange: (text: string) => void
}

/** Parses a typed text as an answer to a question. */
export const readTyped = (part: FormPart | undefined, typed: string): ParsedInput =>
	questionTypes[part?.kind === 'question' ? part.type : 'text'].read(typed)

/** Error text for a typed text that is no valid answer, with the expected format. */
export function unreadable(t: Translate, part: FormPart | undefined): string {
	const how = part?.kind === 'question' ? t.orElse(`review.formatHint.${part.type}`, '') : ''
	return `${t('problem.value-not-allowed')} ${how}`.trim()
}

/** Field for an answer: a list of choices for questions with choices, else a text field. */
export function TypedValue({ label, part, choices, value, onChange }: TypedValueProps) {
	const { t, language } = useTranslations()
	if (part?.kind === 'question' && part.type === 'select-one')
		return (
			<select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
				<option value="">{t('fill.choose')}</option>
				{choices.map((choice) => (
					<option key={choice.name} value={choice.name}>
						{localize(choice.label, language)}
					</option>
				))}
			</select>
		)
	if (part?.kind === 'question' && part.type === 'select-many') {
		const ticked = value.split(' ').filter(Boolean)
		return (
			<fieldset className="ticks" aria-label={label}>
				{choices.map((choice) => (
					<label key={choice.name} className="choice small">
						<input
							type="checkbox"
							checked={ticked.includes(choice.name)}
							onChange={({ target }) =>
								onChange(
									// in the order of the choices, as phones write them
									choices
										.map(({ name }) => name)
										.filter((name) => (name === choice.name ? target.checked : ticked.includes(name)))
										.join(' '),
								)
							}
						/>
						<span>{localize(choice.label, language)}</span>
					</label>
				))}
			</fieldset>
		)
	}
	return (
		<input aria-label={label} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
	)
}
