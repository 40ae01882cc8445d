import type { Choice } from '#shared/forms/form-definition'
import { foldForSearch } from '#shared/kernel/fold-for-search'

/** Codes of choices by name; null if several have the name. */
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

/**
 * Normalises a text: numbers are the same with leading zeros, and with the decimals that a spreadsheet adds.
 */
const folded = (text: string): string =>
	/^\d+(\.0+)?$/.test(text) ? String(Number(text)) : foldForSearch(text)

/**
 * Finds the code of a choice in a file: by its code, by its label in any language, or by one of these except
 * for case and signs. Null for none, or several.
 */
export function choiceCalled(written: string, choices: readonly Choice[]): string | null {
	const [byCode, byLabel, byFolded] = waysToCall(choices)
	const wanted = folded(written)
	return (
		byCode?.get(written) ?? byLabel?.get(written) ?? (wanted === '' ? null : byFolded?.get(wanted)) ?? null
	)
}

/**
 * Splits a cell with several choices: at `,`, `;` or `|`, or at spaces if all parts between them are choices.
 */
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
