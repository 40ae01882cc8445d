import { enumeratorSexes, usernameRule } from '#shared/people/people'
import { roles } from '#shared/people/roles'
import { rebuildCounts } from '../storage/records/record-counts.ts'
import { backUpStore, completeRestore, restoreStore, verifyBackup } from './backup-commands.ts'
import { checkServer } from './check-command.ts'
import { type Command, type CommandContext, commandFrom, migrateTables, withStore } from './command.ts'
import { type CommandDeclaration, declareCommand } from './declare-command.ts'
import { newCodeForAdministrator, newCodeForLead, restoreKeys, rotate } from './key-commands.ts'
import type { OptionDeclarations } from './parse-words.ts'
import { addUser, deactivateUser, newCodeForUser, printPeople, resetTwoFactorOf } from './people-commands.ts'
import { printJobs, printStatus } from './status-commands.ts'

const backupOptions = {
	from: { value: 'FILE', help: 'The backup; its files are next to it', isRequired: true },
	key: { value: 'FILE', help: 'File with the rows of the recovery key, if the backup is encrypted' },
} as const satisfies OptionDeclarations

const erasureListOption = {
	destroyed: { value: 'FILE', help: 'The signed list of erased records: what it names stays erased' },
} as const satisfies OptionDeclarations

const ageOptions = {
	newer: { help: 'The key is newer than the keys of the store, which were changed after the backup' },
	older: { help: 'The key is of an earlier server of this project' },
} as const satisfies OptionDeclarations

const ofServer =
	<Options>(run: (command: Command, given: Options) => Promise<void>) =>
	(context: CommandContext, given: Options) =>
		run(commandFrom(context), given)

const backupCommands: readonly CommandDeclaration[] = [
	declareCommand({
		name: 'backup',
		summary:
			'Makes an encrypted snapshot of the store, and copies the attachments next to it, while the server runs.',
		options: {
			to: {
				value: 'FILE',
				help: 'Name of the backup, or a folder for it; DATA_FOLDER/backups if it is not given',
			},
			'keep-days': {
				value: 'N',
				help: 'Deletes older backups in the same folder, if the recovery key is verified',
				format: { pattern: /^[1-9]\d{0,3}$/, meaning: 'a number of days from 1 to 9999, for example 14' },
			},
		},
		run: ofServer(backUpStore),
	}),
	declareCommand({
		name: 'verify-backup',
		summary: 'Decrypts a backup and checks it and every attachment; changes nothing.',
		options: backupOptions,
		run: ofServer(verifyBackup),
	}),
	declareCommand({
		name: 'restore',
		summary: 'Restores a backup into an empty store, while the server is stopped.',
		options: { ...backupOptions, ...erasureListOption, ...ageOptions },
		run: ofServer(restoreStore),
	}),
	declareCommand({
		name: 'restored',
		summary:
			'Completes a restore that PostgreSQL or a snapshot of the disk made, before the server starts: phones upload again what was lost.',
		notes:
			'It verifies the store, repeats the erasures of DATA_FOLDER/backups/zila-destroyed.txt, and ends all sessions and unused enrolment codes.',
		options: erasureListOption,
		run: ofServer(completeRestore),
	}),
]

const keyCommands: readonly CommandDeclaration[] = [
	declareCommand({
		name: 'restore-keys',
		summary: 'Without a backup: puts the recovery key into a new store before the server starts.',
		options: {
			key: { value: 'FILE', help: 'File with the rows of the recovery key' },
			...erasureListOption,
			...ageOptions,
			'new-key': { help: 'Makes a new key to identifiers instead, if only that one is lost' },
		},
		run: ofServer(restoreKeys),
	}),
	declareCommand({
		name: 'rotate-keys',
		summary: 'Changes the keys of the server: first writes new ones, then puts them into effect.',
		options: {
			to: { value: 'FILE', help: 'Writes a new recovery key into a new file; changes nothing else' },
			key: {
				value: 'FILE',
				help: 'Puts the recovery key of this file into effect; restart the server afterwards',
			},
		},
		run: ofServer(rotate),
	}),
	declareCommand({
		name: 'admin-code',
		summary:
			'Makes another enrolment code for the first administrator, until an administrator has a password.',
		options: {},
		run: ofServer(newCodeForAdministrator),
	}),
	declareCommand({
		name: 'lead-code',
		summary:
			'Makes an enrolment code for a safeguarding lead who lost the password, if no other lead can approve one.',
		notes: 'Every safeguarding lead can read in the audit log that it was made.',
		options: { name: { value: 'USERNAME', help: 'The safeguarding lead', isRequired: true } },
		run: ofServer(newCodeForLead),
	}),
]

const user = {
	name: { value: 'USERNAME', help: 'Username, as zila people list shows it', isRequired: true },
} as const satisfies OptionDeclarations
const json = { json: { help: 'Prints JSON, for programs' } } as const satisfies OptionDeclarations

const peopleCommands: readonly CommandDeclaration[] = [
	declareCommand({
		name: 'people list',
		summary:
			'Lists all users: role, districts, status, two-factor authentication, last sign-in and last sync.',
		options: json,
		run: ofServer(printPeople),
	}),
	declareCommand({
		name: 'people add',
		summary: 'Adds a user and shows their enrolment code.',
		notes: 'A safeguarding lead is added at the desk if there is one already, who has to approve it.',
		options: {
			name: {
				value: 'USERNAME',
				help: `Username: ${usernameRule}`,
				isRequired: true,
			},
			'full-name': { value: 'NAME', help: 'Name as others see it', isRequired: true },
			role: { value: 'ROLE', help: roles.join(', '), isRequired: true },
			districts: {
				value: 'DISTRICTS',
				help: 'all, or codes or names of districts with commas between',
				isRequired: true,
			},
			language: {
				value: 'TAG',
				help: 'Language of the phone or desk: en, ur, sd or ps; en if it is not given',
			},
			sex: { value: 'SEX', help: `${enumeratorSexes.join(', ')}; for enumerators` },
			team: { value: 'TEAM', help: 'Name of the team' },
		},
		run: ofServer(addUser),
	}),
	declareCommand({
		name: 'people code',
		summary: 'Shows a new enrolment code for a user: for another phone, or after a lost password or PIN.',
		notes:
			'Signing in with it at the desk sets a new password and turns two-factor authentication off. Phones of the user are notified.',
		options: user,
		run: ofServer(newCodeForUser),
	}),
	declareCommand({
		name: 'people deactivate',
		summary: 'Deactivates a user: sessions end, and what their phones send is quarantined.',
		notes: 'The last administrator who can sign in cannot be deactivated. Reactivate users at the desk.',
		options: user,
		run: ofServer(deactivateUser),
	}),
	declareCommand({
		name: 'people reset-two-factor',
		summary: 'Turns two-factor authentication off for a user who lost the second factor; the password stays.',
		options: user,
		run: ofServer(resetTwoFactorOf),
	}),
]

const watchCommands: readonly CommandDeclaration[] = [
	declareCommand({
		name: 'check',
		summary:
			'Checks the settings, and tries what they point to: database, attachments, keys and disk; changes nothing.',
		options: {},
		run: (context) => checkServer(context),
	}),
	declareCommand({
		name: 'status',
		summary:
			'Shows version, migrations, counts, backups, disk space and what waits, while the server runs or not.',
		options: json,
		run: ofServer(printStatus),
	}),
	declareCommand({
		name: 'jobs',
		summary: 'Shows the background work: who does it, when it last ran or failed, and how far it is.',
		options: json,
		run: ofServer(printJobs),
	}),
]

const storeCommands: readonly CommandDeclaration[] = [
	declareCommand({
		name: 'migrate',
		summary:
			'PostgreSQL: creates and updates the tables as their owner, and grants rights to the account of the server.',
		notes: 'It needs DATABASE_OWNER_URL and DATABASE_URL.',
		options: {},
		run: ofServer(migrateTables),
	}),
	declareCommand({
		name: 'rebuild-counts',
		summary: 'Counts all numbers of the progress page again, while the server runs or not.',
		options: {},
		run: ofServer(recount),
	}),
]

/** Every command, in the order of the help and the documentation. */
export const commands: readonly CommandDeclaration[] = [
	...watchCommands,
	...backupCommands,
	...keyCommands,
	...peopleCommands,
	...storeCommands,
]

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
