import { writeFileSync } from 'node:fs'
import type { RecoveryKeyMismatch } from '#shared/sync/recovery-key'
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
import { auditedStore, type Command, CommandError, migrateIfOwned, UsageError, withStore } from './command.ts'

/** Creates a new sign-in code for the administrator; the previous code expires. */
export async function newCodeForAdministrator(command: Command): Promise<void> {
	const codeKey = await findCodeKey(command.keys())
	const code = await withStore(
		command,
		command.engine(),
		(store) =>
			newAdministratorCode(store, command.now(), (of) =>
				auditedStore(store, command, 'invitation-created', of),
			),
		codeKey,
	)
	if (code === null)
		throw new CommandError(
			'There is no administrator without a password. Let an administrator create a code under Users & teams; on a new store, start the server once.',
		)
	command.print(`First administrator: sign in at /desk with the enrolment code  ${code}`)
	command.print('The former code is void.')
}

/**
 * Creates a code for a safeguarding lead who lost the password and has no other lead to approve one. It needs
 * access to the machine, which is full access anyway; the role's log shows it. Data encrypted to the role
 * still opens only with the words of its key.
 *
 * @throws CommandError if there is no lead of that name
 */
export async function newCodeForLead(command: Command, { name }: { readonly name: string }): Promise<void> {
	const codeKey = await findCodeKey(command.keys())
	const work = async (store: Store) => {
		const person = await findPersonCalled(store.reading, name)
		if (person?.role !== 'safeguarding-lead')
			throw new CommandError(
				`No safeguarding lead has the username "${name}". Run zila lead-code --name USERNAME`,
			)
		const audited = auditedStore(store, command, 'lead-code-at-server', person.id)
		return (await invite(audited, person.id, command.now())).code
	}
	const code = await withStore(command, command.engine(), work, codeKey)
	command.print(`${name}: sign in at /desk with the enrolment code  ${code}`)
	command.print('This is in the audit log, where every safeguarding lead can read it.')
}

/** Replaces the key for identifiers after its loss, and that of the recovery key. Phones get the new one. */
async function newKeyToIdentifiers(command: Command): Promise<void> {
	const isReplaced = await withStore(command, command.ownersEngine(), (store) =>
		replaceLostKey(store, command.keys()),
	)
	command.print(
		isReplaced
			? 'The server has a new key to identifiers. It opens what phones seal after their next sync; what was sealed before stays closed. Download the recovery key again.'
			: 'The key to identifiers is not missing. Nothing was changed.',
	)
	await migrateIfOwned(command)
}

/**
 * Rotates the keys of the server in two steps: `--to FILE` writes a new recovery key; `--key FILE` activates
 * it, once it is stored safely.
 *
 * @throws CommandError, SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function rotate(
	command: Command,
	{ to, key: from }: { readonly to: string | undefined; readonly key: string | undefined },
): Promise<void> {
	const { print } = command
	if (to !== undefined && from !== undefined)
		throw new UsageError('Run zila rotate-keys --to FILE first, and --key FILE once the key is printed.')
	if (to !== undefined) {
		const file = command.pathOf(to)
		writeFileSync(file, `${newRecoveryKey().join('\n')}\n`, { mode: 0o600, flag: 'wx' })
		print(`A new recovery key is in ${file}. Nothing has changed yet.`)
		print('Print it and store it away from the server. Then run zila rotate-keys --key FILE')
		return
	}
	if (from === undefined)
		throw new UsageError(
			'Run zila rotate-keys --to FILE first: it writes a new recovery key. After printing it, run zila rotate-keys --key FILE.',
		)
	const text = command.textOf(from)
	const rotated = await withStore(command, command.engine(), (store) =>
		rotateKeys(store, command.keys(), text),
	)
	if (rotated.outcome === 'typed-wrong') throw notAKey(rotated.mismatch)
	if (rotated.outcome === 'not-whole')
		throw new CommandError('This recovery key has 8 rows. Write a new one with --to FILE; it has 11.')
	if (rotated.outcome === 'current' || rotated.outcome === 'earlier')
		throw new CommandError(
			`${command.pathOf(from)} is not a new recovery key: the server ${rotated.outcome === 'current' ? 'uses its keys now' : 'used its keys before'}. Nothing was changed. Keep it, and write a new one with zila rotate-keys --to FILE.`,
		)
	print('The server has new keys: for signing, for encryption, and for telephone numbers.')
	print('1. Restart every process of the server. Devices get the new keys with their next sync.')
	print('2. Verify the new recovery key under Users & teams, and make a backup.')
	print(
		'3. Store the former recovery key with the earlier backups: only it opens them and the telephone numbers of that time.',
	)
	print(`4. Delete ${command.pathOf(from)}.`)
}

/** Age of a recovery key relative to the keys of the store; null if it need not be known. */
export type KeyAge = 'newer' | 'older' | null

interface KeyAgeOptions {
	readonly newer: boolean
	readonly older: boolean
}

/** @throws UsageError if both are given */
export function keyAgeOf({ newer, older }: KeyAgeOptions): KeyAge {
	if (newer && older) throw new UsageError('A recovery key is either --newer or --older.')
	return newer ? 'newer' : older ? 'older' : null
}

interface RestoreKeysOptions extends KeyAgeOptions {
	readonly key: string | undefined
	readonly destroyed: string | undefined
	readonly 'new-key': boolean
}

/**
 * @throws CommandError if the file is not a recovery key, or its age relative to the store's keys must be
 * given
 */
export async function restoreKeys(
	command: Command,
	{ key: file, destroyed: erasureListFile, 'new-key': isNewKey, ...ages }: RestoreKeysOptions,
): Promise<void> {
	const { print } = command
	const age = keyAgeOf(ages)
	if (isNewKey) {
		if (file !== undefined || erasureListFile !== undefined || age !== null)
			throw new UsageError('--new-key is for a lost key to identifiers alone: give no other option with it.')
		return newKeyToIdentifiers(command)
	}
	if (!file)
		throw new UsageError(
			'Name the recovery key with --key FILE, or write --new-key if only the key to identifiers is lost.',
		)
	const key = command.textOf(file)
	// The list is read before the keys are imported: a server started without it would accept erased records
	// again.
	const list = erasureListFile === undefined ? null : command.textOf(erasureListFile)
	await withStore(command, command.ownersEngine(), async (store) => {
		await importKeys(command, store, key, age)
		if (list === null) return
		const lines = await parseErasureListOf(store, list)
		if (!lines)
			throw new CommandError(
				'The list of erased records does not match the signature of this key. If the keys were rotated since the list began, restore with the oldest recovery key first, then with each newer one (--newer), and pass the list with the last one. Do this before the server starts, or devices upload erased records again.',
			)
		await eraseListed(store, lines)
		print(`Erased records, of which no upload is accepted: ${lines.length}.`)
	})
	print(
		'Devices are accepted by their certificates for 60 days. They detect the restore by themselves and upload again what they have. To allow another 60 days, run this command again.',
	)
	await migrateIfOwned(command)
	print('Restart the server.')
}

/** Imports the keys of a recovery key into the store and the key store. @throws CommandError */
export async function importKeys(command: Command, store: Store, text: string, age: KeyAge): Promise<void> {
	const recovered = await restoreFromRecoveryKey(store, command.keys(), text, age).catch(
		(thrown: unknown) => {
			if (thrown instanceof KeyAgeNeeded) throw new CommandError(ageNeeded)
			throw thrown
		},
	)
	if (recovered.outcome === 'typed-wrong') throw notAKey(recovered.mismatch)
	command.print('The keys are restored: this server can open what devices encrypted for this project.')
	if (!recovered.identifiers)
		command.print(
			'The recovery key has 8 rows and does not contain the key to identifiers: encrypted telephone numbers stay closed.',
		)
}

const ageNeeded =
	'This store has other keys already. If the keys were rotated after the restored backup, the recovery key is newer: add --newer. If it is from an earlier server of this project, add --older.'

const mismatchTexts = {
	length: 'This is not a recovery key: it has 11 rows of 16 letters, or 8 if it is an early one.',
	digest:
		'The rows do not form one recovery key: a row is missing, is from another key, or has a wrong letter.',
} as const

export const notAKey = (mismatch: RecoveryKeyMismatch): CommandError => {
	const text =
		typeof mismatch === 'number'
			? `Row ${mismatch} of the recovery key has an error.`
			: mismatchTexts[mismatch]
	return new CommandError(`${text} Compare it with the printed key.`)
}
