import { rangeValues } from '#shared/forms/range'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { NumberControl } from './typed-controls.tsx'
import { useCustomField } from './use-field.ts'
import { useRangeLabels } from './use-range-labels.ts'

/** `picker`: a menu of the numbers, or a number field if there are too many for a menu. */
export function RangeMenu(props: ControlProps) {
	const values = rangeValues(props.question.parameters)
	return values ? <Menu {...props} values={values} /> : <NumberControl {...props} />
}

function Menu({ values, ...props }: ControlProps & { readonly values: readonly number[] }) {
	const { id, path, describedBy, isInvalid } = props
	const { t } = useTranslations()
	const { filling } = useFilling()
	const field = useCustomField(path)
	const { inWords } = useRangeLabels(props)
	return (
		<select
			ref={field.ref}
			id={id}
			value={String(filling.session.answerAt(path) ?? '')}
			aria-describedby={describedBy || undefined}
			aria-invalid={isInvalid}
			onBlur={field.onBlur}
			onChange={({ target }) => field.set(target.value === '' ? null : Number(target.value))}
		>
			<option value="">{t('fill.choose')}</option>
			{values.map((value) => (
				<option key={value} value={value}>
					{inWords(value)}
				</option>
			))}
		</select>
	)
}
