import { rangeScale } from '#shared/forms/range'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { FormText } from '../form-text.tsx'
import type { ControlProps } from './control-props.ts'
import { useCustomField } from './use-field.ts'
import { useRangeLabels } from './use-range-labels.ts'

/** Maximum labels in one row on a phone; a slider with more of them is vertical. */
const maxInlineSteps = 5

/** Slider for a number. Untouched it has no answer, wherever its knob is. */
export function RangeLine(props: ControlProps) {
	const { id, path, question, describedBy, isInvalid } = props
	const { t } = useTranslations()
	const { filling } = useFilling()
	const field = useCustomField(path)
	const { labels, inWords } = useRangeLabels(props)
	const looks = question.appearance ?? ''
	const { low, high, step, marks } = rangeScale(question.parameters, looks, new Set(labels.keys()))
	const answer = filling.session.answerAt(path)
	const shown = typeof answer === 'number' ? answer : null
	const isUpright = /\bvertical\b/.test(looks) || labels.size > maxInlineSteps
	// a knob that was touched and not moved is an answer too
	const take = (value: string) => field.set(Number(value))
	return (
		<div className={isUpright ? 'range upright' : 'range'}>
			<output htmlFor={id}>
				{shown === null ? <AppText>{t('fill.noValue')}</AppText> : <bdi dir="ltr">{shown}</bdi>}
				{shown !== null && labels.has(shown) && (
					<>
						{' · '}
						<FormText path={path} texts={labels.get(shown)} />
					</>
				)}
			</output>
			<div className="range-line">
				<input
					ref={field.ref}
					id={id}
					type="range"
					min={low}
					max={high}
					step={step}
					value={shown ?? Number(question.parameters?.placeholder ?? low)}
					className={shown === null ? 'untouched' : undefined}
					aria-orientation={isUpright ? 'vertical' : 'horizontal'}
					aria-describedby={describedBy || undefined}
					aria-invalid={isInvalid}
					aria-valuetext={shown === null ? t('fill.noValue') : inWords(shown)}
					onBlur={field.onBlur}
					onChange={({ target }) => take(target.value)}
					onPointerUp={({ currentTarget }) => take(currentTarget.value)}
					onKeyUp={({ key, currentTarget }) => {
						if (key === 'Enter' || key === ' ') take(currentTarget.value)
					}}
				/>
				<div className={labels.size > 3 ? 'range-marks many' : 'range-marks'} aria-hidden="true">
					{marks.map(({ value, hasTick, isNamed }) => (
						<span key={value} className={hasTick ? 'tick' : undefined}>
							{isNamed && (
								<span>
									{labels.has(value) ? (
										<FormText path={path} texts={labels.get(value)} />
									) : (
										<bdi dir="ltr">{value}</bdi>
									)}
								</span>
							)}
						</span>
					))}
				</div>
			</div>
		</div>
	)
}
