import { rangeOf } from '../forms/range.ts'
import type { ChoiceLists } from './import-choices.ts'

export interface RangeProblem {
	readonly code:
		| 'range-tick-not-possible'
		| 'range-look-not-possible'
		| 'range-labels-not-possible'
		| 'range-placeholder-outside'
	readonly found: string
	readonly key: string
}

const onLine = ['tick_interval', 'placeholder', 'tick_labelset']

/** Checks that ticks, labels and the initial position of the handle fit the scale of start, end and step. */
export function checkRange(
	parameters: Readonly<Record<string, string>>,
	appearance: string,
	lists: ChoiceLists,
	report: (problem: RangeProblem) => void,
): void {
	const { start, end, step } = rangeOf(parameters)
	if (![start, end, step].every(Number.isFinite) || step === 0) return // already reported
	const [low, high] = [Math.min(start, end), Math.max(start, end)]
	const isInside = (value: number) => value >= low && value <= high
	const used = onLine.find((key) => parameters[key] !== undefined)
	if (
		used &&
		!/^(vertical|no-ticks|vertical no-ticks|no-ticks vertical)?$/.test(appearance.trim().replace(/\s+/g, ' '))
	)
		report({ code: 'range-look-not-possible', key: used, found: appearance })

	const tick = parameters.tick_interval === undefined ? null : Number(parameters.tick_interval)
	if (tick !== null && (tick === 0 || Math.abs(tick) > high - low || !isMultiple(tick, step)))
		report({ code: 'range-tick-not-possible', key: 'tick_interval', found: String(tick) })
	const placeholder = parameters.placeholder === undefined ? null : Number(parameters.placeholder)
	if (placeholder !== null && (!isInside(placeholder) || !isMultiple(placeholder - start, step)))
		report({ code: 'range-placeholder-outside', key: 'placeholder', found: String(placeholder) })

	if (parameters.tick_labelset === undefined) return
	const labels = lists.get(parameters.tick_labelset)
	const isPossible = ({ name }: { name: string }): boolean => {
		const value = Number(name)
		if (!Number.isFinite(value) || !isInside(value)) return false
		if (/no-ticks/.test(appearance)) return value === start || value === end
		return isMultiple(value - start, tick ?? step)
	}
	const wrong = labels?.find((choice) => !isPossible(choice))
	if (!labels)
		report({ code: 'range-labels-not-possible', key: 'tick_labelset', found: parameters.tick_labelset })
	else if (wrong) report({ code: 'range-labels-not-possible', key: 'tick_labelset', found: wrong.name })
}

/** Tolerates rounding of decimals: 0.3 is three times 0.1. */
const isMultiple = (value: number, of: number): boolean => {
	const times = value / of
	return Math.abs(times - Math.round(times)) < 1e-9
}
