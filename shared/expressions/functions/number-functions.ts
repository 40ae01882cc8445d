import { isNodes } from '../values.ts'
import {
	type FunctionTable,
	numberOf,
	numbersIn,
	ofNumber,
	ofNumbers,
	one,
	several,
	spread,
} from './function-row.ts'

/**
 * OpenRosa's round(): to `places` decimals (before the point if negative), halves away from zero. Through the
 * decimal text, so that 1.005 is not 1.00499….
 */
function round(value: number, places: number): number {
	if (!Number.isFinite(value)) return value
	const digits = Math.trunc(places)
	const moved = Number(`${Math.abs(value)}e${digits}`)
	const whole = Math.floor(moved + 0.5)
	const size = Number(`${whole}e${-digits}`)
	// a number with an exponent in its text already (1e-7) has no half to round
	if (Number.isNaN(size)) return Math.round(value * 10 ** digits) / 10 ** digits
	return size === 0 ? 0 : Math.sign(value) * size
}

export const numberFunctions: FunctionTable = {
	number: { ...one((a, scope) => numberOf(a, scope)), isPositional: true },
	int: ofNumber((a) => Math.trunc(a) + 0),
	round: several(1, 2, ([value = '', places = 0], scope) =>
		round(numberOf(value, scope), numberOf(places, scope)),
	),
	floor: ofNumber(Math.floor),
	ceiling: ofNumber(Math.ceil),
	abs: ofNumber(Math.abs),
	pow: ofNumbers((a, b) => a ** b),
	sum: several(1, 255, (values, scope) =>
		numbersIn(values, scope).reduce((total, value) => total + value, 0),
	),
	min: several(1, 255, (values, scope) => extreme(Math.min, numbersIn(values, scope))),
	max: several(1, 255, (values, scope) => extreme(Math.max, numbersIn(values, scope))),
	count: one((a) => (isNodes(a) ? a.nodes.length : 1)),
	'count-non-empty': one((a) => spread([a]).filter((value) => value !== '').length),
}

const extreme = (of: (...values: number[]) => number, values: readonly number[]): number =>
	values.length === 0 ? Number.NaN : of(...values)
