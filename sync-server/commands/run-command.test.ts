import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { CommandError, UsageError } from './command.ts'
import { commands } from './command-table.ts'
import { type CommandDeclaration, declareCommand, helpOf } from './declare-command.ts'
import { runCommand } from './run-command.ts'

const given: object[] = []
const add = declareCommand({
	name: 'people add',
	summary: 'Adds.',
	options: {
		name: { value: 'USERNAME', help: 'Name', isRequired: true },
		team: { value: 'TEAM', help: 'Team' },
		json: { help: 'JSON' },
		days: {
			value: 'N',
			help: 'Days',
			format: { pattern: /^[1-9]\d*$/, meaning: 'a number of days, for example 14' },
		},
	},
	run: async ({ sources }, options) => {
		if (options.name === 'wrong') throw new UsageError('Wrong together.')
		if (options.name === 'impossible') throw new CommandError('It cannot be done.')
		given.push({ ...options, file: sources.configFile })
	},
})
const restoreKeys = declareCommand({
	name: 'restore-keys',
	summary: 'Keys.',
	options: {},
	run: async () => {},
})

async function run(
	words: string,
	table: readonly CommandDeclaration[] = [add, restoreKeys],
	environment: NodeJS.ProcessEnv = {},
) {
	const [output, errors]: [string[], string[]] = [[], []]
	const code = await runCommand(table, words === '' ? [] : words.split(' '), {
		environment,
		print: (text) => output.push(text),
		warn: (text) => errors.push(text),
		now: () => 0,
	})
	return { code, output: output.join('\n'), errors: errors.join('\n') }
}

test('a command gets its options, in any order and with = as well', async () => {
	expect(await run('people add --json --name amina --team=T1 --config zila.conf')).toEqual({
		code: 0,
		output: '',
		errors: '',
	})
	expect(given).toEqual([
		{ name: 'amina', team: 'T1', json: true, help: false, config: 'zila.conf', file: 'zila.conf' },
	])
})

test.each([
	['', /Name a command: zila help lists them/],
	['statsu', /There is no command statsu: zila help lists all of them/],
	['poeple add', /There is no command poeple: did you mean zila people add\?/],
	['restore-key', /did you mean zila restore-keys\?/],
	['people', /zila people needs one of its commands: zila people add/],
	['people ad', /zila people needs one of its commands/],
	['people add', /--name USERNAME is missing\. See zila help people add/],
	['people add --name', /--name needs a value: --name USERNAME/],
	['people add --name --json', /--name needs a value/],
	['people add --nmae x', /There is no option --nmae: did you mean --name\?/],
	['people add -n x', /There is no option -n\./],
	['people add --name x --name y', /--name is given twice/],
	['people add --name x --json=yes', /--json has no value/],
	['people add --name x --days 0', /--days is "0": give a number of days, for example 14\. See zila help/],
	['people add amina', /"amina" is no option: options begin with --/],
	['people add --name wrong', /Wrong together\. See zila help people add/],
])('"zila %s" ends with 2 and says what is wrong', async (words, why) => {
	expect(await run(words)).toEqual({ code: 2, output: '', errors: expect.stringMatching(why) })
})

test.each([
	['backup --keep-days x', /--keep-days is "x": give a number of days from 1 to 9999/],
	['backup --keep-days 0', /--keep-days is "0"/],
	['restore --from a.backup --newer --older', /either --newer or --older/],
	['restore-keys --new-key --key key.txt', /--new-key is for a lost key to identifiers alone/],
	['rotate-keys --to new.txt --key new.txt', /--to FILE first/],
])('"zila %s" does no work before its options are checked', async (words, why) => {
	const environment = { DATA_FOLDER: temporaryFolder() }
	expect(await run(words, commands, environment)).toEqual({
		code: 2,
		output: '',
		errors: expect.stringMatching(why),
	})
})

test('what cannot be done ends with 1, and settings are read first', async () => {
	expect(await run('people add --name impossible')).toMatchObject({ code: 1, errors: 'It cannot be done.' })
	const missing = await run('rebuild-counts --config /nowhere/zila.conf', commands)
	expect(missing).toMatchObject({ code: 1, errors: expect.stringMatching(/zila\.conf does not exist/) })
})

test('the former name of a command works', async () => {
	expect((await run('recover')).code).toBe(0)
})

test('help lists all commands, and the options of one', async () => {
	const all = await run('help', commands)
	expect(all.code).toBe(0)
	for (const { name, summary } of commands) {
		const line = all.output.split('\n').find((each) => each.endsWith(summary))
		expect(line?.trim().startsWith(name), name).toBe(true)
	}
	for (const words of ['help people add', 'people add --help', 'people add --name --help'])
		expect(await run(words)).toMatchObject({ code: 0, output: helpOf(add) })
	expect(helpOf(add)).toContain('zila people add --name USERNAME [--team TEAM] [--json] [--days N]')
	expect(await run('help nothing')).toMatchObject({ code: 2 })
})

test('each command and option is explained in one sentence', () => {
	for (const { name, summary, options } of commands) {
		expect(summary, name).toMatch(/^[A-Z].*\.$/)
		for (const { help } of Object.values(options)) expect(help, name).toMatch(/\w[^.]$/)
	}
	expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
})
