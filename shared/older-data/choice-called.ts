import type { Choice } from '#shared/forms/form-definition'
import { foldForSearch } from '#shared/kernel/fold-for-search'

/** Under what a choice is known; null where several are called so. */
type ChoiceNames = ReadonlyMap<string, string | null>

const namesOf = (choices: readonly Choice[], called: (choice: Choice) => readonly string[]): ChoiceNames => {
	const names = new Map<string, string | null>()
	for (const choice of choices)
		for (const name of new Set(called(choice)))
			names.set(name, names.has(name) && names.get(name) !== choice.name ? null : choice.name)
	return names
}

const known = new WeakMap<readonly Choice[], readonly ChoiceNames[]>()
function waysToCall(choices: readonly Choice[]): readonly ChoiceNames[] {
	const before = known.get(choices)
	if (before) return before
	const ways = [
		namesOf(choices, ({ name }) => [name]),
		namesOf(choices, ({ label }) => Object.values(label)),
		namesOf(choices, ({ name, label }) => [name, ...Object.values(label)].map(folded)),
	]
	known.set(choices, ways)
	return ways
}

/** A number is the same with leading zeros, and with what a spreadsheet writes behind it. */
const folded = (text: string): string =>
	/^\d+(\.0+)?$/.test(text) ? String(Number(text)) : foldForSearch(text)

/** The code of the choice that a file calls so: by its code, by its label in any language, or by one of these but for case and signs. Null for none, or several. */
export function choiceCalled(written: string, choices: readonly Choice[]): string | null {
	const [byCode, byLabel, byFolded] = waysToCall(choices)
	const wanted = folded(written)
	return (
		byCode?.get(written) ?? byLabel?.get(written) ?? (wanted === '' ? null : byFolded?.get(wanted)) ?? null
	)
}

/** What a cell with several choices says, each by itself: parted by `,`, `;` or `|`, or by spaces where all between them are choices. */
export function ticksIn(
	cell: string,
	choices: readonly Choice[],
	values: Readonly<Record<string, string | null>> = {},
): string[] {
	const isKnown = (part: string) => Object.hasOwn(values, part) || choiceCalled(part, choices) !== null
	const parts = (between: RegExp) => cell.split(between).filter((part) => part !== '')
	if (isKnown(cell)) return [cell]
	const bySpaces = parts(/[\s,;|]+/)
	return bySpaces.every(isKnown) ? bySpaces : parts(/\s*[,;|\n]\s*/)
}
