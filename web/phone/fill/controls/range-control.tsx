import './range.css'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { RangeLine } from './range-line.tsx'
import { RangeMenu } from './range-menu.tsx'
import { RangeStars } from './range-stars.tsx'
import { ClearAnswer } from './select-controls.tsx'
import { NumberControl } from './typed-controls.tsx'

/** Control for a number in a range: a slider, stars or a menu, by the form's appearance. */
export function RangeControl(props: ControlProps) {
	const { filling } = useFilling()
	if (filling.session.isReadOnly(props.path)) return <NumberControl {...props} />
	const looks = props.question.appearance ?? ''
	// a menu has its own empty option
	if (/\bpicker\b/.test(looks)) return <RangeMenu {...props} />
	const Control = /\brating\b/.test(looks) ? RangeStars : RangeLine
	return (
		<>
			<Control {...props} />
			<ClearAnswer path={props.path} />
		</>
	)
}
