import type { Choice, FormPart, Group, LocalizedText } from '../forms/form-definition.ts'

/**
 * Repeats the questions of a loop for every choice, each in a group of its own; `%(name)s` and `%(label)s`
 * are the choice's. The choice `none` is left out, as in pyxform.
 */
export const loopBody = (parts: readonly FormPart[], choices: readonly Choice[]): Group[] =>
	choices
		.filter(({ name }) => name !== 'none')
		.map(({ name, label }) => ({
			kind: 'group',
			name,
			label,
			parts: parts.map((part) => filled(part, name, label)),
		}))

function filled<Value>(value: Value, name: string, label: LocalizedText): Value {
	if (typeof value === 'string') return fill(value, name, Object.values(label)[0] ?? name) as Value
	if (Array.isArray(value)) return value.map((each) => filled(each, name, label)) as Value
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(
		Object.entries(value).map(([key, each]) => [
			key,
			// a text by language uses the choice's label in that language
			typeof each === 'string' && label[key] !== undefined
				? fill(each, name, label[key])
				: filled(each, name, label),
		]),
	) as Value
}

const fill = (text: string, name: string, label: string): string =>
	text.replaceAll('%(name)s', name).replaceAll('%(label)s', label)
