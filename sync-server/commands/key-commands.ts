import { writeFileSync } from 'node:fs'
import { appendAuditEntry, byServer } from '../audit-log/entries.ts'
import { BackupError } from '../backup/backup-error.ts'
import { findCodeKey } from '../people/code-digest.ts'
import { invite } from '../people/invitations.ts'
import { eraseListed, parseErasureListOf } from '../privacy/erase-listed.ts'
import { newAdministratorCode } from '../set-up.ts'
import { findPersonCalled } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'
import { replaceLostKey } from '../sync/identifier-keys.ts'
import { restoreFromRecoveryKey } from '../sync/recovery.ts'
import { newRecoveryKey, rotateKeys } from '../sync/rotate-keys.ts'
import { KeyAgeNeeded } from '../sync/signer.ts'
import { type Command, migrateIfOwned, withStore } from './command.ts'

/** Creates a new sign-in code for the administrator; the previous code expires. */
export async function newCodeForAdministrator(command: Command): Promise<void> {
	const codeKey = await findCodeKey(command.keys())
	const code = await withStore(
		command,
		command.engine(),
		(store) => newAdministratorCode(store, command.now()),
		codeKey,
	)
	if (code === null)
		throw new BackupError(
			'There is no first administrator without a password here: start the server once, or let an administrator make a code under People.',
		)
	command.print(`First administrator: sign in at /desk with the enrolment code  ${code}`)
	command.print('The code of before opens nothing any more.')
}

/**
 * Creates a code for a safeguarding lead who lost the password and has no other lead to approve one. It needs
 * access to the machine, which is full access anyway; the role's log shows it. Data encrypted to the role
 * still opens only with the words of its key.
 *
 * @throws BackupError if there is no lead of that name
 */
export async function newCodeForLead(command: Command): Promise<void> {
	const name = command.given('--name') ?? ''
	const codeKey = await findCodeKey(command.keys())
	const work = async (store: Store) => {
		const person = await findPersonCalled(store.reading, store.project, name)
		if (person?.role !== 'safeguarding-lead')
			throw new BackupError(
				`No safeguarding lead has the username "${name}". Say npm run lead-code -- --name CODE`,
			)
		const { code } = await invite(store, person.id, command.now())
		await store.write((session) =>
			appendAuditEntry(session, store.project, byServer, { kind: 'lead-code-at-server', of: person.id }),
		)
		return code
	}
	const code = await withStore(command, command.engine(), work, codeKey)
	command.print(`${name}: sign in at /desk with the enrolment code  ${code}`)
	command.print('The audit log says that this was done; every safeguarding lead can read it there.')
}

/** Replaces the key for identifiers after its loss, and that of the recovery key. Phones get the new one. */
export async function newKeyToIdentifiers(command: Command): Promise<void> {
	const isReplaced = await withStore(command, command.ownersEngine(), (store) =>
		replaceLostKey(store, command.keys()),
	)
	command.print(
		isReplaced
			? 'There is another key to identifiers: what phones seal after their next contact opens. What was sealed before stays closed. Take the recovery key anew.'
			: 'The key to identifiers is not gone, and nothing was changed.',
	)
	await migrateIfOwned(command)
}

/**
 * Rotates the keys of the server in two steps: `--to FILE` writes a new recovery key; `--key FILE` activates
 * it, once it is stored safely.
 *
 * @throws BackupError, SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function rotate(command: Command): Promise<void> {
	const { print } = command
	const to = command.given('--to')
	const from = command.given('--key')
	if (to !== undefined) {
		const file = command.pathOf(to)
		writeFileSync(file, `${newRecoveryKey().join('\n')}\n`, { mode: 0o600, flag: 'wx' })
		print(`A new recovery key is in ${file}. Nothing has changed yet.`)
		print('Print it and keep it apart from the server. Then: npm run rotate-keys -- --key FILE')
		return
	}
	if (from === undefined)
		throw new BackupError(
			'First npm run rotate-keys -- --to FILE, which writes a new recovery key; when you have printed it, npm run rotate-keys -- --key FILE',
		)
	const text = command.textOf(from)
	const rotated = await withStore(command, command.engine(), (store) =>
		rotateKeys(store, command.keys(), text),
	)
	if (rotated.outcome === 'typed-wrong') throw notAKey(rotated.row)
	if (rotated.outcome === 'not-whole')
		throw new BackupError('This recovery key has 8 rows. Write a new one with --to FILE; it has 11.')
	print('The server has new keys: to sign with, to encrypt to, and for telephone numbers.')
	print('1. Restart the server, each process of it. Devices follow with their next sync.')
	print('2. Verify the new recovery key under People, and make a backup.')
	print(
		'3. Keep the former recovery key with the backups that were made before: only it opens them, and telephone numbers from before.',
	)
	print(`4. Delete ${command.pathOf(from)}.`)
}

/**
 * @throws BackupError if the file is not a recovery key, or its age relative to the store's keys must be
 * given
 */
export async function restoreKeys(command: Command): Promise<void> {
	const { print } = command
	const file = command.given('--key')
	const erasureListFile = command.given('--destroyed')
	if (!file) throw new BackupError('Name the recovery key: npm run restore-keys -- --key FILE')
	const key = command.textOf(file)
	// The list is read before the keys are imported: a server started without it would accept erased records
	// again.
	const list = erasureListFile === undefined ? null : command.textOf(erasureListFile)
	await withStore(command, command.ownersEngine(), async (store) => {
		await importKeys(command, store, key)
		if (list === null) return
		const lines = await parseErasureListOf(store, list)
		if (!lines)
			throw new BackupError(
				'The list of destroyed records is not as this key signed it. If the keys were changed since the list began, recover with the oldest recovery key first, then with each newer one (--newer), and give the list with the last. Do that before the server starts, or devices bring back what was destroyed.',
			)
		await eraseListed(store, lines)
		print(`Records that stay destroyed, of which nothing is taken in again: ${lines.length}.`)
	})
	print(
		'Devices are known again by their certificates, for 60 days. They notice by themselves, and bring back what they have. To give them another 60 days, run this command again.',
	)
	await migrateIfOwned(command)
	print('Restart the server.')
}

/** Imports the keys of a recovery key into the store and the key store. @throws BackupError */
export async function importKeys(command: Command, store: Store, text: string): Promise<void> {
	const age = command.has('--newer') ? 'newer' : command.has('--older') ? 'older' : null
	const recovered = await restoreFromRecoveryKey(store, command.keys(), text, age).catch(
		(thrown: unknown) => {
			if (thrown instanceof KeyAgeNeeded) throw new BackupError(ageNeeded)
			throw thrown
		},
	)
	if (recovered.outcome === 'typed-wrong') throw notAKey(recovered.row)
	command.print('The keys are taken: what devices encrypted for this project can be opened here.')
	if (!recovered.identifiers)
		command.print(
			'The recovery key has 8 rows, without the key to identifiers: telephone numbers that were encrypted stay closed.',
		)
}

const ageNeeded =
	'This store has other keys already. If the keys were changed after the backup that you have restored, the recovery key is newer: add --newer. If it is of an earlier server of this project, add --older.'

/** `row`: the mistyped row. Null if it is not a single one. */
export const notAKey = (row: number | null): BackupError =>
	new BackupError(
		row === null
			? 'This is no recovery key: it has 11 rows of 16 letters, or 8 if it is an early one. Compare it with the paper.'
			: `Row ${row} of the recovery key is not as it was written. Compare it with the paper.`,
	)
