import type { CommandContext } from './command.ts'
import { alignRows } from './format-table.ts'
import { type Given, type OptionDeclarations, type ParsedWords, parseWords } from './parse-words.ts'

/** Options of every command. */
const commonOptions = {
	config: { value: 'FILE', help: 'Config file with settings; ZILA_CONFIG if it is not given' },
	help: { help: 'Shows this help' },
} as const satisfies OptionDeclarations

/** A command with everything that its help, its parser and the documentation need. */
export interface CommandDeclaration {
	/** One word, or two: `people list`. */
	readonly name: string
	/** One sentence. */
	readonly summary: string
	/** Further sentences, for the help of the command. */
	readonly notes?: string
	/** Its own options. */
	readonly options: OptionDeclarations
	parse(words: readonly string[]): ParsedWords<typeof commonOptions> & {
		/** Present if the words could be parsed. */
		readonly run?: (context: CommandContext) => Promise<void>
	}
}

/** Declares a command; `run` gets its options by the types of their declarations. */
export function declareCommand<const Options extends OptionDeclarations>({
	run,
	...declared
}: Omit<CommandDeclaration, 'parse' | 'options'> & {
	readonly options: Options
	readonly run: (context: CommandContext, given: Given<Options>) => Promise<void>
}): CommandDeclaration {
	return {
		...declared,
		parse(words) {
			if (words.includes('--help')) return { outcome: 'parsed', given: { config: undefined, help: true } }
			const parsed = parseWords(words, { ...declared.options, ...commonOptions } as OptionDeclarations)
			if (parsed.outcome === 'wrong') return parsed
			const given = parsed.given as Given<Options> & Given<typeof commonOptions>
			return { outcome: 'parsed', given, run: (context) => run(context, given) }
		},
	}
}

/** Returns the command with its options, as it is typed: `zila restore --from FILE [--key FILE]`. */
export function usageOf({ name, options }: Pick<CommandDeclaration, 'name' | 'options'>): string {
	const words = Object.entries(options).map(([option, { value, isRequired }]) => {
		const word = value === undefined ? `--${option}` : `--${option} ${value}`
		return isRequired ? word : `[${word}]`
	})
	return ['zila', name, ...words].join(' ')
}

/** Returns the help of one command. */
export function helpOf(command: CommandDeclaration): string {
	const options = Object.entries<OptionDeclarations[string]>({ ...command.options, ...commonOptions }).map(
		([name, { value, help }]): [string, string] => [
			value === undefined ? `--${name}` : `--${name} ${value}`,
			help,
		],
	)
	return [
		usageOf(command),
		'',
		command.summary,
		...(command.notes ? [command.notes] : []),
		'',
		...indented(options),
	].join('\n')
}

/** Returns the help of the program: each command with its summary. */
export function helpOfAll(commands: readonly CommandDeclaration[]): string {
	return [
		'zila COMMAND [OPTIONS]: commands for the administrator of a server.',
		'',
		...indented(commands.map(({ name, summary }) => [name, summary])),
		'',
		'zila help COMMAND shows the options of a command. It reads the settings as the server does: environment variables, and the file of',
		'--config FILE or ZILA_CONFIG. Run it in the folder and as the account of the server.',
		'It ends with 0 if all is well, 1 if the work could not be done, and 2 if the command or an option is wrong.',
	].join('\n')
}

const indented = (rows: readonly (readonly string[])[]): string[] =>
	alignRows(rows).map((line) => `  ${line}`)
