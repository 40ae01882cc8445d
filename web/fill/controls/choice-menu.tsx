import { directionOf, useTexts } from '../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import type { OfferedProps } from './control-props.ts'
import { usePlainText } from './plain-text.ts'
import { useField } from './use-field.ts'

/** `minimal`: the choices folded into the browser's own menu. */
export function ChoiceMenu({ id, path, describedBy, isInvalid, choices }: OfferedProps) {
	const { t } = useTexts()
	const { language } = useFilling()
	const plain = usePlainText(path)
	const field = useField(path)
	return (
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
	)
}
