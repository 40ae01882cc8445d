import { addLine, byServer } from '../access-log/log-lines.ts'
import { openCodeKey } from '../accounts/code-digest.ts'
import { invite } from '../accounts/codes.ts'
import { BackupWrong } from '../backup/backup-wrong.ts'
import { destroyListed, linesOfList } from '../destroy/destroy-listed.ts'
import { newAdministratorCode } from '../set-up.ts'
import { findPersonCalled } from '../storage/person-table.ts'
import type { Store } from '../storage/store.ts'
import { replaceLostKey } from '../sync/identifier-keys.ts'
import { takeRecoveryKey } from '../sync/recovery.ts'
import { rotateKeys } from '../sync/rotate-keys.ts'
import { type Command, migrateIfOwned, withStore } from './command.ts'

/** The code of before ends. */
export async function newCodeForAdministrator(command: Command): Promise<void> {
	const codeKey = await openCodeKey(command.keys())
	const code = await withStore(
		command,
		command.engine(),
		(store) => newAdministratorCode(store, command.now()),
		codeKey,
	)
	if (code === null)
		throw new BackupWrong(
			'There is no first administrator without a password here: start the server once, or let an administrator make a code under People.',
		)
	command.say(`First administrator: sign in at /desk with the one-time code  ${code}`)
	command.say('The code of before opens nothing any more.')
}

/**
 * For a safeguarding lead who has lost their password and has no other lead to approve a code. Whoever may say this has the machine anyway; the log
 * of the role says it. What was sealed to the role opens only with the words of its key.
 *
 * @throws BackupWrong where nobody of that name is a lead
 */
export async function newCodeForLead(command: Command): Promise<void> {
	const name = command.given('--name') ?? ''
	const codeKey = await openCodeKey(command.keys())
	const work = async (store: Store) => {
		const person = await findPersonCalled(store.reading, store.project, name)
		if (person?.role !== 'safeguarding-lead')
			throw new BackupWrong(
				`Nobody with the name code "${name}" is a safeguarding lead. Say npm run lead-code -- --name CODE`,
			)
		const { code } = await invite(store, person.id, command.now())
		await store.write((session) =>
			addLine(session, store.project, byServer, { kind: 'lead-code-at-server', of: person.id }),
		)
		return code
	}
	const code = await withStore(command, command.engine(), work, codeKey)
	command.say(`${name}: sign in at /desk with the one-time code  ${code}`)
	command.say('Every lead reads in the log that this was done.')
}

/** The key to identifiers is gone, and the recovery key too: phones get another. */
export async function newKeyToIdentifiers(command: Command): Promise<void> {
	const isReplaced = await withStore(command, command.ownersEngine(), (store) =>
		replaceLostKey(store, command.keys()),
	)
	command.say(
		isReplaced
			? 'There is another key to identifiers: what phones seal after their next contact opens. What was sealed before stays closed. Take the recovery key anew.'
			: 'The key to identifiers is not gone, and nothing was changed.',
	)
	await migrateIfOwned(command)
}

/** @throws SigningKeyMissing, KeyClosed, FilesUnavailable */
export async function rotate(command: Command): Promise<void> {
	await withStore(command, command.engine(), (store) => rotateKeys(store, command.keys()))
	command.say('The server has another key to sign with, and phones have another one to encrypt to.')
	command.say('Start the server anew, each process of it: phones follow with their next sync.')
	command.say(
		'Then print the recovery key again under People, and make a backup: backups of before open with the recovery key of before, so keep it with them.',
	)
}

/** @throws BackupWrong where the file is no recovery key */
export async function recover(command: Command): Promise<void> {
	const { say } = command
	const file = command.given('--key')
	const destroyed = command.given('--destroyed')
	if (!file) throw new BackupWrong('Say which: npm run recover -- --key FILE')
	const key = command.textOf(file)
	// who names a list that is not there has not taken the key yet: a server started then would take in what was destroyed
	const list = destroyed === undefined ? null : command.textOf(destroyed)
	await withStore(command, command.ownersEngine(), async (store) => {
		await takeKey(command, store, key)
		if (list !== null) {
			const lines = await linesOfList(store, list)
			if (!lines)
				throw new BackupWrong(
					'The list of destroyed records is not as this key signed it. Say this again with the right list before the server starts, or phones bring back what was destroyed.',
				)
			await destroyListed(store, lines)
			say(`Records that stay destroyed, of which nothing is taken in again: ${lines.length}.`)
		}
		say(
			'Phones are known again by their certificates, for 60 days. They notice by themselves, and bring back what they have.',
		)
	})
	await migrateIfOwned(command)
	say('Start the server anew.')
}

/** The keys of a recovery key, into the store and to where keys lie. @throws BackupWrong where it is none */
export async function takeKey({ keys, now, say }: Command, store: Store, text: string): Promise<void> {
	const recovered = await takeRecoveryKey(store, keys(), text, now())
	if (recovered.outcome === 'typed-wrong') throw notAKey(recovered.row)
	say('The key is taken: what phones sealed for this project opens here.')
	if (!recovered.identifiers)
		say(
			'It is one of before, without the key to identifiers: telephone numbers that were sealed stay closed.',
		)
}

/** `row`: which one was typed wrong; null where no single one was. */
export const notAKey = (row: number | null): BackupWrong =>
	new BackupWrong(
		row === null
			? 'This is no recovery key: it has 11 rows of 16 letters, or 8 of before. Compare it with the paper.'
			: `Row ${row} of the recovery key is not as it was written. Compare it with the paper.`,
	)
