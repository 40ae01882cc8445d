#!/usr/bin/env node
import { commands } from './commands/command-table.ts'
import { runCommand } from './commands/run-command.ts'

/*
 * The commands of the administrator; `zila help` lists them. The store is found as the server finds it: by its settings.
 * Run it as the account of the server: that cannot read files which another account creates.
 */

// A copy contains all answers: no other account of this machine may read it.
process.umask(0o077)

const code = await runCommand(commands, process.argv.slice(2), {
	environment: process.env,
	print: (text) => process.stdout.write(`${text}\n`),
	warn: (text) => process.stderr.write(`\n  ${text}\n\n`),
	now: () => Date.now(),
})
// after a failure, connections may still be open
if (code === 0) process.exitCode = 0
else process.exit(code)
