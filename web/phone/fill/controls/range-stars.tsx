import { rangeValues } from '#shared/forms/range'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { RangeLine } from './range-line.tsx'
import { useCustomField } from './use-field.ts'
import { useRangeLabels } from './use-range-labels.ts'

/** More stars cannot be counted at a glance. */
const maxStars = 20

/** `rating`: stars. */
export function RangeStars(props: ControlProps) {
	const values = rangeValues(props.question.parameters)
	return values && values.length <= maxStars ? <Stars {...props} values={values} /> : <RangeLine {...props} />
}

function Stars({ values, ...props }: ControlProps & { readonly values: readonly number[] }) {
	const { id, path, describedBy, isInvalid } = props
	const { filling } = useFilling()
	const field = useCustomField(path)
	const { inWords } = useRangeLabels(props)
	const answer = filling.session.answerAt(path)
	return (
		<div
			className="stars"
			role="radiogroup"
			aria-labelledby={`${id}-label`}
			aria-describedby={describedBy || undefined}
			aria-invalid={isInvalid}
		>
			{values.map((value, i) => (
				<label key={value} className={typeof answer === 'number' && value <= answer ? 'star full' : 'star'}>
					<input
						ref={i === 0 ? field.ref : undefined}
						type="radio"
						name={id}
						aria-label={inWords(value)}
						checked={answer === value}
						onBlur={field.onBlur}
						onChange={() => field.set(value)}
					/>
					<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
						<path d="M12 3l2.8 5.9 6.2.8-4.6 4.4 1.2 6.3-5.6-3.1-5.6 3.1 1.2-6.3L3 9.7l6.2-.8z" />
					</svg>
				</label>
			))}
		</div>
	)
}
