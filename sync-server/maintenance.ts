import { BackupError } from './backup/backup-error.ts'
import { backUpStore, restoreStore, verifyBackup } from './commands/backup-commands.ts'
import { type Command, commandFrom, migrateTables, withStore } from './commands/command.ts'
import {
	newCodeForAdministrator,
	newCodeForLead,
	newKeyToIdentifiers,
	restoreKeys,
	rotate,
} from './commands/key-commands.ts'
import { refuseUnknownSettings, withCurrentNames } from './known-settings.ts'
import { commandSettings, startAdvice } from './startup-errors.ts'
import { rebuildCounts } from './storage/records/record-counts.ts'

/*
 * npm run backup -- [--to FILE]     while the server runs or not; encrypted to the recovery key
 * npm run verify-backup -- --from FILE --key FILE   verifies that it opens and is complete; changes nothing
 * npm run restore -- --from FILE --key FILE    into an empty store, while the server does not run;
 *                                   -- --destroyed FILE: the signed erasure list, if it is not next to the
 *                                   backup
 * npm run restore-keys -- --key FILE   the recovery key into a new store, if there is no backup; restart the
 *                                   server after it; with --destroyed FILE erased records are not accepted
 *                                   again
 * npm run restore-keys -- --new-key a new key for identifiers, if the previous one is lost
 * npm run rotate-keys               new keys for signing and encryption; restart the server after it
 * npm run migrate                   PostgreSQL: tables by DATABASE_OWNER_URL, and grants for the account in
 *                                   DATABASE_URL
 * npm run admin-code                another enrolment code for the first administrator, while no
 *                                   administrator has a password
 * npm run lead-code -- --name CODE  an enrolment code for a safeguarding lead whom no other lead can approve;
 *                                   it is logged
 * npm run rebuild-counts            recounts the progress of all records, while the server runs or not
 *
 * The store is found as the server finds it: by DEPLOYMENTS, and DATA_FOLDER or DATABASE_URL; files by
 * FILES_S3_URL, or in the data folder. Run the commands as the account of the server: it cannot read files
 * that another one creates.
 */

// A copy contains all answers: no other account of this machine may read it.
process.umask(0o077)

const commands: Readonly<Record<string, (command: Command) => Promise<void>>> = {
	backup: backUpStore,
	restore: restoreStore,
	'verify-backup': verifyBackup,
	'restore-keys': (command) =>
		command.has('--new-key') ? newKeyToIdentifiers(command) : restoreKeys(command),
	'rotate-keys': rotate,
	migrate: migrateTables,
	'admin-code': newCodeForAdministrator,
	'lead-code': newCodeForLead,
	'rebuild-counts': recount,
}
/** Former names: `recover` is in the instructions printed with recovery keys. */
const formerNames: Readonly<Record<string, string>> = { recover: 'restore-keys' }

async function recount(command: Command): Promise<void> {
	const wrong = await withStore(command, command.engine(), (store) =>
		store.write((session) => rebuildCounts(session)),
	)
	command.print(
		wrong === 0
			? 'All records are counted again: every number of coverage was correct.'
			: `All records are counted again: ${wrong} numbers of coverage were wrong and are corrected.`,
	)
}

async function run(): Promise<void> {
	const [, , name = '', ...words] = process.argv
	refuseUnknownSettings(process.env)
	const work = commands[formerNames[name] ?? name]
	if (!work)
		throw new BackupError(`Unknown command. Commands: npm run ${Object.keys(commands).join(', npm run ')}`)
	const settings = withCurrentNames(process.env, (text) => process.stderr.write(`${text}\n`))
	await work(commandFrom(settings, words))
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
