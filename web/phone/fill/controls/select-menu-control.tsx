import { isNoAnswer } from '#shared/forms/non-response-codes'
import { directionOf, useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { usePageFields } from '../page-fields.ts'
import type { OfferedProps } from './control-props.ts'
import { usePlainText } from './plain-text.ts'
import { useNativeField } from './use-field.ts'

/** `minimal`: choices in the browser's own menu. "Don't know" and "Refused" stay visible below it. */
export function SelectMenuControl({ id, path, describedBy, isInvalid, choices }: OfferedProps) {
	const { t } = useTranslations()
	const plain = usePlainText(path)
	const field = useNativeField(path)
	const { filling, language } = useFilling()
	const fields = usePageFields()
	const chosen = filling.session.answerAt(path)
	function choose(name: string) {
		const next = chosen === name ? '' : name
		filling.type(path, next)
		fields.write(path, next)
	}
	return (
		<>
			<select
				{...field}
				id={id}
				aria-labelledby={`${id}-label`}
				aria-describedby={describedBy || undefined}
				aria-invalid={isInvalid}
				dir={directionOf(language)}
			>
				<option value="">{t('fill.choose')}</option>
				{choices.map((choice) => (
					<option key={choice.name} value={choice.name}>
						{plain(choice.label)}
					</option>
				))}
			</select>
			{choices.filter(isNoAnswer).map((choice) => (
				<button
					key={choice.name}
					type="button"
					className="plain no-answer"
					aria-pressed={chosen === choice.name}
					onClick={() => choose(choice.name)}
				>
					{plain(choice.label)}
				</button>
			))}
		</>
	)
}
