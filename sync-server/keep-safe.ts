import { BackupError } from './backup/backup-wrong.ts'
import { backUpStore, restoreStore, verifyBackup } from './commands/backup-commands.ts'
import { type Command, commandFrom, migrateTables, withStore } from './commands/command.ts'
import {
	newCodeForAdministrator,
	newCodeForLead,
	newKeyToIdentifiers,
	recover,
	rotate,
} from './commands/key-commands.ts'
import { refuseUnknownSettings } from './known-settings.ts'
import { commandSettings, startAdvice } from './start-advice.ts'
import { rebuildCounts } from './storage/figure-table.ts'

/*
 * npm run backup -- [--to FILE]     while the server runs or not; encrypted to the recovery key
 * npm run verify-backup -- --from FILE --key FILE   whether it opens and is whole; changes nothing
 * npm run restore -- --from FILE --key FILE    into an empty store, while the server does not run; -- --destroyed FILE: the signed list of what
 *                                   was destroyed, if it does not lie beside the backup
 * npm run recover -- --key FILE     the recovery key into a new store: there is no backup; start the server anew after it; with
 *                                   --destroyed FILE what was destroyed is not taken in again
 * npm run recover -- --new-key      another key to identifiers, where that of before is gone for good
 * npm run rotate-keys               other keys to sign with and to encrypt to; start the server anew after it
 * npm run migrate                   PostgreSQL: tables by DATABASE_OWNER_URL, and what the account in DATABASE_URL needs of them
 * npm run admin-code                another one-time code for the first administrator, as long as no administrator has a password
 * npm run lead-code -- --name CODE  a one-time code for a safeguarding lead whom no other lead can approve; the log says so
 * npm run recount                   counts all records anew in the place of the figures of coverage, while the server runs or not
 *
 * Which store it is they know as the server does: SERVES, and DATA_FOLDER, or DATABASE_URL; and where files lie: there, or FILES_S3_URL. They are said as
 * the account of the server: what another one writes there the server cannot read.
 */

// a copy holds all answers: nobody else on this machine reads it
process.umask(0o077)

const commands: Readonly<Record<string, (command: Command) => Promise<void>>> = {
	backup: backUpStore,
	restore: restoreStore,
	'verify-backup': verifyBackup,
	recover: (command) => (command.has('--new-key') ? newKeyToIdentifiers(command) : recover(command)),
	'rotate-keys': rotate,
	migrate: migrateTables,
	'admin-code': newCodeForAdministrator,
	'lead-code': newCodeForLead,
	recount,
}

async function recount(command: Command): Promise<void> {
	const wrong = await withStore(command, command.engine(), (store) =>
		store.write(({ db }) => rebuildCounts(db, command.project)),
	)
	command.say(
		wrong === 0
			? 'All records are counted anew: every figure of coverage was right.'
			: `All records are counted anew: ${wrong} figures of coverage were not right, and are now.`,
	)
}

async function run(): Promise<void> {
	const [, , name = '', ...words] = process.argv
	refuseUnknownSettings(process.env)
	const work = commands[name]
	if (!work) throw new BackupError(`Say what to do: npm run ${Object.keys(commands).join(', npm run ')}`)
	await work(commandFrom(process.env, words))
}

run().catch((thrown: unknown) => {
	const { DATA_FOLDER, DATABASE_URL, DATABASE_OWNER_URL, DATABASE_URL_FILE, DATABASE_OWNER_URL_FILE } =
		process.env
	const databaseUrl = DATABASE_OWNER_URL || DATABASE_URL || DATABASE_OWNER_URL_FILE || DATABASE_URL_FILE
	const advice =
		thrown instanceof BackupError
			? thrown.message
			: startAdvice(thrown, commandSettings(DATA_FOLDER ?? 'data', databaseUrl))
	process.stderr.write(`\n  ${advice ?? (thrown instanceof Error ? thrown.stack : thrown)}\n\n`)
	process.exit(1)
})
