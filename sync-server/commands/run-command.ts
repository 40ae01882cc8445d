import { BackupError } from '../backup/backup-error.ts'
import { inspectSettings } from '../read-settings.ts'
import { commandSettings, startAdvice } from '../startup-errors.ts'
import { type CommandContext, CommandError, UsageError } from './command.ts'
import { type CommandDeclaration, helpOf, helpOfAll } from './declare-command.ts'
import { findNearest } from './parse-words.ts'

/** Former names: `recover` is in the instructions printed with recovery keys. */
const formerNames: Readonly<Record<string, string>> = { recover: 'restore-keys' }

export interface Terminal extends Omit<CommandContext, 'sources'> {
	readonly environment: NodeJS.ProcessEnv
}

/** Runs the command that the words name. Returns the exit code: 0 done, 1 not done, 2 wrong command or option. */
export async function runCommand(
	commands: readonly CommandDeclaration[],
	words: readonly string[],
	{ environment, ...terminal }: Terminal,
): Promise<0 | 1 | 2> {
	const { print, warn } = terminal
	const isHelp = words[0] === 'help' || words[0] === '--help'
	const found = findCommand(commands, isHelp ? words.slice(1) : words)
	if (isHelp && words.length === 1) {
		print(helpOfAll(commands))
		return 0
	}
	if (found.outcome === 'wrong') {
		warn(found.why)
		return 2
	}
	const { command } = found
	if (isHelp) {
		print(helpOf(command))
		return 0
	}
	const parsed = command.parse(found.rest)
	if (parsed.outcome === 'wrong') {
		warn(`${parsed.why} See zila help ${command.name}`)
		return 2
	}
	if (!parsed.run) {
		print(helpOf(command))
		return 0
	}
	const sources = { environment, configFile: parsed.given.config }
	try {
		await parsed.run({ ...terminal, sources })
		return 0
	} catch (thrown) {
		if (thrown instanceof UsageError) {
			warn(`${thrown.message} See zila help ${command.name}`)
			return 2
		}
		if (thrown instanceof CommandError || thrown instanceof BackupError) {
			warn(thrown.message)
			return 1
		}
		const { values, dataFolder } = inspectSettings(sources)
		const databaseUrl = values.DATABASE_OWNER_URL || values.DATABASE_URL || undefined
		const advice = startAdvice(thrown, commandSettings(dataFolder ?? 'data', databaseUrl))
		warn(advice ?? String(thrown instanceof Error ? thrown.stack : thrown))
		return 1
	}
}

type FoundCommand =
	| { readonly outcome: 'found'; readonly command: CommandDeclaration; readonly rest: readonly string[] }
	/** `why`: a sentence. */
	| { readonly outcome: 'wrong'; readonly why: string }

function findCommand(commands: readonly CommandDeclaration[], words: readonly string[]): FoundCommand {
	const [first = '', second = ''] = words
	for (const length of [2, 1]) {
		const typed = words.slice(0, length).join(' ')
		const name = Object.hasOwn(formerNames, typed) ? formerNames[typed] : typed
		const command = commands.find((each) => each.name === name)
		if (command) return { outcome: 'found', command, rest: words.slice(length) }
	}
	if (first === '') return wrong('Name a command: zila help lists them.')
	const group = commands.filter(({ name }) => name.startsWith(`${first} `))
	if (group.length > 0) {
		const names = group.map(({ name }) => name)
		return wrong(
			`zila ${first} needs one of its commands: ${names.map((name) => `zila ${name}`).join(', ')}.`,
		)
	}
	const nearest =
		findNearest(
			`${first} ${second}`,
			commands.map(({ name }) => name),
		) ??
		findNearest(
			first,
			commands.map(({ name }) => name),
		)
	return wrong(
		nearest === null
			? `There is no command ${first}: zila help lists all of them.`
			: `There is no command ${first}: did you mean zila ${nearest}?`,
	)
}

const wrong = (why: string): FoundCommand => ({ outcome: 'wrong', why })
