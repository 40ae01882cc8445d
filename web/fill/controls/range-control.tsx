import './range.css'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { RangeLine } from './range-line.tsx'
import { RangeMenu } from './range-menu.tsx'
import { RangeStars } from './range-stars.tsx'
import { ClearAnswer } from './select-controls.tsx'
import { NumberControl } from './typed-controls.tsx'

/** A number between two others: on a line, as stars, or out of a menu, as the form's appearance says. */
export function RangeControl(props: ControlProps) {
	const { filling } = useFilling()
	if (filling.session.isReadOnly(props.path)) return <NumberControl {...props} />
	const looks = props.question.appearance ?? ''
	// a menu has its own way back to no answer
	if (/\bpicker\b/.test(looks)) return <RangeMenu {...props} />
	const Control = /\brating\b/.test(looks) ? RangeStars : RangeLine
	return (
		<>
			<Control {...props} />
			<ClearAnswer path={props.path} />
		</>
	)
}
