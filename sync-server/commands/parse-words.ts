import { parseArgs } from 'node:util'
import { changesBetween } from '../known-settings.ts'

export interface OptionDeclaration {
	/** Placeholder of its value in the help: `FILE`. Absent for an option without a value. */
	readonly value?: string
	/** One sentence without its full stop. */
	readonly help: string
	readonly isRequired?: true
	/** Text that its value must match, and how to write it: "a number of days, for example 14". */
	readonly format?: { readonly pattern: RegExp; readonly meaning: string }
}
/** Options by name, without `--`, in the order of the help. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>

/** Options as given: text for those with a value, true or false for the others. */
export type Given<Options extends OptionDeclarations> = {
	readonly [Name in keyof Options]: Options[Name] extends { value: string }
		? Options[Name] extends { isRequired: true }
			? string
			: string | undefined
		: boolean
}

export type ParsedWords<Options extends OptionDeclarations> =
	| { readonly outcome: 'parsed'; readonly given: Given<Options> }
	/** `why`: a sentence. */
	| { readonly outcome: 'wrong'; readonly why: string }

/** Parses the words after a command by the options that it declares. */
export function parseWords<const Options extends OptionDeclarations>(
	words: readonly string[],
	options: Options,
): ParsedWords<Options> {
	const { tokens } = parseArgs({
		args: [...words],
		strict: false,
		tokens: true,
		options: Object.fromEntries(
			Object.entries(options).map(([name, { value }]) => [
				name,
				{ type: value === undefined ? ('boolean' as const) : ('string' as const) },
			]),
		),
	})
	const given: Record<string, string | boolean | undefined> = {}
	for (const [name, { value }] of Object.entries(options)) if (value === undefined) given[name] = false
	for (const token of tokens) {
		if (token.kind === 'positional') return wrong(`"${token.value}" is no option: options begin with --.`)
		if (token.kind !== 'option') continue
		const why = adviceOnOption(token, options, given)
		if (why !== null) return wrong(why)
		given[token.name] = token.value ?? true
	}
	const lacking = Object.entries(options).find(([name, { isRequired }]) => isRequired && !given[name])
	if (lacking) return wrong(`--${lacking[0]} ${lacking[1].value} is missing.`)
	return { outcome: 'parsed', given: given as Given<Options> }
}

const wrong = (why: string) => ({ outcome: 'wrong', why }) as const

interface OptionToken {
	readonly name: string
	/** As it was typed. */
	readonly rawName: string
	readonly value: string | undefined
	readonly inlineValue: boolean | undefined
}

/** Returns what is wrong with an option; null if it can be used. */
function adviceOnOption(
	{ name, rawName, value, inlineValue }: OptionToken,
	options: OptionDeclarations,
	given: Readonly<Record<string, string | boolean | undefined>>,
): string | null {
	const declared = Object.hasOwn(options, name) && rawName.startsWith('--') ? options[name] : undefined
	if (!declared) {
		const nearest = findNearest(name, Object.keys(options))
		return `There is no option ${rawName}${nearest === null ? '.' : `: did you mean --${nearest}?`}`
	}
	const isWithValue = declared.value !== undefined
	if (!isWithValue && value !== undefined) return `--${name} has no value.`
	if (isWithValue && (!value || (value.startsWith('--') && !inlineValue)))
		return `--${name} needs a value: --${name} ${declared.value}.`
	if (given[name] !== undefined && given[name] !== false) return `--${name} is given twice.`
	const { format } = declared
	return format && value !== undefined && !format.pattern.test(value)
		? `--${name} is "${value}": give ${format.meaning}.`
		: null
}

/** Returns the name that differs from a typed one by at most two letters; null if there is none. */
export function findNearest(typed: string, names: readonly string[]): string | null {
	const [nearest] = names
		.map((name) => ({ name, changes: changesBetween(typed, name) }))
		.filter(({ name, changes }) => changes <= 2 && changes < name.length / 2)
		.sort((a, b) => a.changes - b.changes)
	return nearest?.name ?? null
}
