import { rangeOf } from '#shared/forms/range'
import { AppText } from '../../ui/app-text.tsx'
import { useTexts } from '../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { useOwnField } from './use-field.ts'

/** A number on a line. Untouched it has no answer, wherever its knob stands. */
export function RangeControl({ id, path, question, describedBy, isInvalid }: ControlProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const field = useOwnField(path)
	const { start, end, step } = rangeOf(question.parameters)
	const answer = filling.session.answerAt(path)
	const shown = typeof answer === 'number' ? answer : null
	// a knob that is left where it stands is an answer too, when it was touched
	const take = (value: string) => field.set(Number(value))
	return (
		<div className="range">
			<output htmlFor={id}>
				{shown === null ? <AppText>{t('fill.notYet')}</AppText> : <bdi dir="ltr">{shown}</bdi>}
			</output>
			<input
				ref={field.ref}
				id={id}
				type="range"
				min={Math.min(start, end)}
				max={Math.max(start, end)}
				step={Math.abs(step)}
				value={shown ?? Math.min(start, end)}
				className={shown === null ? 'untouched' : undefined}
				disabled={filling.session.isReadOnly(path)}
				aria-describedby={describedBy || undefined}
				aria-invalid={isInvalid}
				aria-valuetext={shown === null ? t('fill.notYet') : String(shown)}
				onBlur={field.onBlur}
				onChange={({ target }) => take(target.value)}
				onPointerUp={({ currentTarget }) => take(currentTarget.value)}
				onKeyUp={({ key, currentTarget }) => {
					if (key === 'Enter' || key === ' ') take(currentTarget.value)
				}}
			/>
			<span className="range-ends" aria-hidden="true">
				<bdi dir="ltr">{Math.min(start, end)}</bdi>
				<bdi dir="ltr">{Math.max(start, end)}</bdi>
			</span>
		</div>
	)
}
