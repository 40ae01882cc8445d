import type { SeededRandom } from '#shared/kernel/seeded-random'

/**
 * Returns a text for a regular expression as forms write them: letters, classes, groups, `|` and quantifiers.
 * With rarer syntax (look-ahead, back references) the text may not match, so the caller tests it.
 */
export function samplePattern(pattern: string, random: SeededRandom): string {
	let at = 0
	const alternatives = (): string => {
		const found = [sequence()]
		while (pattern[at] === '|') {
			at++
			found.push(sequence())
		}
		return random.pick(found)
	}
	const sequence = (): string => {
		let text = ''
		while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
			const start = at
			const first = atom()
			const after = at
			const times = howOften()
			const end = at
			if (times > 0) text += first
			// each repetition is drawn separately: [0-9]{3} is not one digit three times
			for (let turn = 1; turn < times; turn++) {
				at = start
				text += atom()
				at = after
			}
			at = end
		}
		return text
	}
	const atom = (): string => {
		const letter = pattern[at++] as string
		if (letter === '(') {
			if (pattern.startsWith('?:', at)) at += 2
			const inside = alternatives()
			at++
			return inside
		}
		if (letter === '[') return classMember()
		if (letter === '\\') return escaped(pattern[at++] ?? '', random)
		if (letter === '.') return random.pick([...letters])
		return letter === '^' || letter === '$' ? '' : letter
	}
	const classMember = (): string => {
		const isNot = pattern[at] === '^'
		if (isNot) at++
		const members: string[] = []
		for (let isFirst = true; at < pattern.length && (isFirst || pattern[at] !== ']'); isFirst = false) {
			const from = pattern[at++] as string
			if (from === '\\') members.push(...classOf(pattern[at++] ?? ''))
			else if (pattern[at] === '-' && pattern[at + 1] !== ']' && at + 1 < pattern.length) {
				members.push(...between(from, pattern[at + 1] as string))
				at += 2
			} else members.push(from)
		}
		at++
		const possible = isNot ? [...letters, ...digits].filter((each) => !members.includes(each)) : members
		return possible.length > 0 ? random.pick(possible) : ''
	}
	const howOften = (): number => {
		const mark = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(pattern.slice(at))
		if (!mark) return 1
		at += mark[0].length
		const [, sign, least, comma, most] = mark
		if (sign) return sign === '?' ? random.below(2) : random.below(3) + (sign === '+' ? 1 : 0)
		const from = Math.min(Number(least), longest)
		const to = comma ? Math.min(most ? Number(most) : from + 3, longest) : from
		return from + random.below(Math.max(1, to - from + 1))
	}
	let text = ''
	while (at < pattern.length) {
		text += alternatives()
		// a bracket without its opening one
		at++
	}
	return text
}

const longest = 200
const letters = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'

const classOf = (letter: string): string[] =>
	letter === 'd'
		? [...digits]
		: letter === 'w'
			? [...letters, ...digits, '_']
			: letter === 's'
				? [' ']
				: [letter]
const escaped = (letter: string, random: SeededRandom): string => random.pick(classOf(letter))

const between = (from: string, to: string): string[] => {
	const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
	return Array.from({ length: Math.max(0, Math.min(last - first + 1, longest)) }, (_, i) =>
		String.fromCodePoint(first + i),
	)
}
