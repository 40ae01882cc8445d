import { expect, test } from 'vitest'
import { comparedValues } from './compared-values.ts'
import { parse } from './parse.ts'

const compared = (source: string): string[] => {
	const parsed = parse(source)
	if ('fault' in parsed) throw new Error(source)
	return comparedValues(parsed.expression).map(({ name, value }) => `${name} ${value}`)
}

test('answers compared with questions are found on either side, in brackets and among several', () => {
	expect(compared("${a} = 'yes' or not('no' != ${b})")).toEqual(['a yes', 'b no'])
	expect(compared("selected(${c}, 'one') and if(${d} = 3, 1, 0) = 1")).toEqual(['c one', 'd 3'])
})
test('comparisons by size and with calculated values are ignored', () => {
	expect(
		compared("${a} > 3 and string-length(${b}) = 4 and ${c} = ${d} and concat(${e}, 'x') = 'y'"),
	).toEqual([])
})
