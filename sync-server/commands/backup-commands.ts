import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readRecoveryKey } from '#shared/sync/recovery-key'
import type { CompletedFiles, FileNamed } from '../attachments/file-store.ts'
import { filesInFolder } from '../attachments/files-in-folder.ts'
import { copyFiles, deleteErasedFiles, findDamagedFiles, findMissingFiles } from '../backup/copy-files.ts'
import { type BackedUp, createBackup, restore } from '../backup/create-backup.ts'
import { finishDatabaseRestore } from '../backup/finish-restore.ts'
import { findUnusedName, removeBackupsBefore } from '../backup/old-backups.ts'
import {
	decrypted,
	encrypted,
	isEncrypted,
	isSqlite,
	keysForBackup,
	keysInBackup,
	workFolder,
} from '../backup/sealed-backup.ts'
import { eitherOf, sealedFilesInFolder } from '../backup/sealed-files.ts'
import { verifyStore } from '../backup/verify-store.ts'
import { openFiles } from '../open-file-store.ts'
import { hasCodeKey } from '../people/code-digest.ts'
import { erasureListName } from '../privacy/erasure-list-file.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { testedBy } from '../storage/log/sealing-keys.ts'
import { deleteAllBackupCodes } from '../storage/people/two-factor.ts'
import { deleteRowsOfFiles, filesNamedIn } from '../storage/records/attachments.ts'
import type { Store } from '../storage/store.ts'
import { replaceLostKey } from '../sync/identifier-keys.ts'
import {
	type Command,
	CommandError,
	demandFile,
	demandStore,
	isFolder,
	migrateIfOwned,
	withStore,
} from './command.ts'
import { importKeys, type KeyAge, keyAgeOf, notAKey } from './key-commands.ts'

const formatBackupSummary = ({ seq, revisions, numbers, records }: BackedUp) =>
	`${revisions} revisions up to number ${seq}. Checked: the chain over ${numbers} numbers, and ${records} records recomputed.`

/**
 * Runs work with a folder for a plain copy. The folder is deleted afterwards, also if the command is
 * interrupted.
 */
async function inWorkFolder<Found>(
	{ dataFolder }: Command,
	work: (folder: string) => Promise<Found>,
): Promise<Found> {
	const folder = await workFolder(dataFolder)
	const stop = () => {
		rmSync(folder, { recursive: true, force: true })
		process.exit(1)
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
	try {
		return await work(folder)
	} finally {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop)
		await rm(folder, { recursive: true, force: true })
	}
}

/** Writes a backup encrypted to the recovery key, with the files next to it. @throws BackupError */
export async function backUpStore(
	command: Command,
	{
		to,
		'keep-days': keepDays,
	}: { readonly to: string | undefined; readonly 'keep-days': string | undefined },
): Promise<void> {
	const { print } = command
	const file = backupFileOf(command, to)
	demandStore(command)
	mkdirSync(dirname(file), { recursive: true })
	await withStore(command, command.engine(), (store) =>
		inWorkFolder(command, async (folder) => {
			print(`Copying into ${file} …`)
			const { sealsTo, find } = await keysForBackup(store)
			const isKeyVerified = (await testedBy(store.reading)) !== undefined
			const filesFolder = join(dirname(file), 'files')
			const sealed = sealedFilesInFolder(filesFolder, sealsTo.publicKey, find)
			const made = await createBackup(
				store,
				file,
				command.now,
				(all) => copyAttachments(command, store, all, { filesFolder, sealed, isKeyVerified }),
				encrypted(folder, sealsTo, isKeyVerified),
			)
			print(`The backup is complete: ${formatBackupSummary(made)}`)
			print(
				'It is encrypted: only the recovery key opens it. Store both on other machines, in separate places.',
			)
			if (isKeyVerified) return removeOldBackups(command, file, keepDays)
			print(
				'THE RECOVERY KEY IS NOT VERIFIED. Without it this backup cannot be opened, so devices keep all records and no older backup is deleted. Print the recovery key under Users & teams, verify it there, and create a backup again.',
			)
		}),
	)
}

/** Returns where a backup is written: under its usual name, if no name or a folder is given. */
function backupFileOf(
	{ dataFolder, now, pathOf }: Command,
	to: string = join(dataFolder, 'backups', '/'),
): string {
	const path = pathOf(to)
	return /[/\\]$/.test(to) || isFolder(path) ? findUnusedName(path, now()) : path
}

/** `--keep-days N`: deletes older backups in the same folder, now that there is a newer one that opens. */
async function removeOldBackups(
	{ now, print }: Command,
	newest: string,
	days: string | undefined,
): Promise<void> {
	if (days === undefined) return
	const removed = await removeBackupsBefore(newest, now() - Number(days) * 86_400_000)
	if (removed.length > 0) print(`Deleted because they are older than ${days} days: ${removed.join(', ')}`)
}

/**
 * Copies the files that the backup names, each encrypted, next to it. Plain ones of an earlier program are
 * encrypted too.
 */
async function copyAttachments(
	{ settings, dataFolder, print, now }: Command,
	store: Store,
	all: readonly FileNamed[],
	{
		filesFolder,
		sealed,
		isKeyVerified,
	}: { readonly filesFolder: string; readonly sealed: CompletedFiles; readonly isKeyVerified: boolean },
): Promise<void> {
	print(`The store is copied. Copying photos, audio and files into ${filesFolder} …`)
	const files = await openFiles(settings.values, dataFolder, now)
	const fromServer = await copyFiles(files, sealed, all)
	const plain = filesInFolder(filesFolder)
	const lacking = new Set(fromServer.missing)
	const { copied, missing } = await copyFiles(
		plain,
		sealed,
		all.filter(({ hash }) => lacking.has(hash)),
	)
	// Each file was read back when it was encrypted; only the recovery key opens it from now on.
	if (isKeyVerified) for (const { hash } of all) if (await sealed.has(hash)) await plain.remove(hash)
	for (const each of [sealed, plain]) await deleteErasedFiles(store, each)
	print(`${all.length} files there, ${fromServer.copied + copied} of them new.`)
	if (missing.length > 0) print(`${missing.length} are missing in the files of the server, or damaged there.`)
}

/** A backup opened as a database, and the files next to it. */
interface OpenBackup {
	readonly copy: string
	readonly files: CompletedFiles
	/** Text of the recovery key. Null if the backup is not encrypted. */
	readonly key: string | null
}

/** Names of a backup, and of the recovery key if it is encrypted. */
interface NamedBackup {
	readonly from: string
	readonly key: string | undefined
}

/** @throws CommandError with what is missing or wrong */
async function openBackup(
	command: Command,
	folder: string,
	{ from, key: named }: NamedBackup,
): Promise<OpenBackup> {
	const backup = command.pathOf(from)
	demandFile(backup)
	const filesFolder = join(dirname(backup), 'files')
	if (!(await isEncrypted(backup))) {
		if (!(await isSqlite(backup)))
			throw new CommandError(`${backup} is not a backup of Zila, or is damaged: name another file.`)
		// Opening migrates the tables, so a copy is opened and the file stays unchanged.
		const copy = join(folder, 'copy.sqlite')
		await copyFile(backup, copy)
		return { copy, files: await copyCompanionFiles(command, copy, filesFolder), key: null }
	}
	if (!named)
		throw new CommandError(
			'This backup is encrypted. Write the rows of the recovery key into a file, and add its name: --key FILE',
		)
	const key = command.textOf(named)
	const read = readRecoveryKey(key)
	if (read.outcome === 'typed-wrong') throw notAKey(read.mismatch)
	const copy = await decrypted(backup, read.key.sealing, folder)
	return { copy, key, files: await copyCompanionFiles(command, copy, filesFolder) }
}

/** Returns the files next to a backup: encrypted ones, and plain ones of an earlier program. */
async function copyCompanionFiles(
	{ project, now }: Command,
	copy: string,
	filesFolder: string,
): Promise<CompletedFiles> {
	const { sealsTo, find } = await keysInBackup(copy, project, now)
	return eitherOf(sealedFilesInFolder(filesFolder, sealsTo.publicKey, find), filesInFolder(filesFolder))
}

interface RestoreOptions extends NamedBackup {
	readonly destroyed: string | undefined
	readonly newer: boolean
	readonly older: boolean
}

/** Restores into an empty store. @throws BackupError */
export async function restoreStore(command: Command, options: RestoreOptions): Promise<void> {
	const { print, now, project } = command
	const age = keyAgeOf(options)
	await inWorkFolder(command, async (folder) => {
		const backup = await openBackup(command, folder, options)
		let missing: readonly string[] = []
		const list = findErasureList(command, options.destroyed, dirname(command.pathOf(options.from)))
		const restored = await restore(
			backup.copy,
			command.ownersEngine(),
			project,
			now,
			async (all) => {
				const files = await openFiles(command.settings.values, command.dataFolder, now)
				const done = await copyFiles(backup.files, files, all)
				print(`${done.copied} photos, audio and files were copied.`)
				missing = done.missing
			},
			list,
		)
		await migrateIfOwned(command)
		print(`Restored: ${formatBackupSummary(restored)}`)
		printErasures(command, list, restored.erasedAgain)
		await withStore(command, command.ownersEngine(), (store) =>
			restoreKeys(command, store, { backup, missing, age }),
		)
		if (missing.length > 0)
			print(`${missing.length} are not next to the backup: phones that have them upload them again.`)
		print('Unused enrolment codes are void: create new ones.')
		if (backup.key !== null)
			print(
				'If the keys of the server were rotated after this backup, run zila restore-keys --key FILE --newer before the server starts, once for each recovery key since then, the oldest first.',
			)
		print(
			'Start the server. Phones detect the restore by themselves and upload again what this backup does not have.',
		)
	})
}

async function restoreKeys(
	command: Command,
	store: Store,
	{
		backup: { key },
		missing,
		age,
	}: { readonly backup: OpenBackup; readonly missing: readonly string[]; readonly age: KeyAge },
): Promise<void> {
	if (missing.length > 0) await deleteRowsOfFiles(store.changing, missing)
	if (key !== null) await importKeys(command, store, key, age)
	if (!(await hasCodeKey(command.keys()))) {
		await deleteAllBackupCodes(store.changing)
		command.print(
			'Backup codes of two-factor authentication are void too: create new ones under Your account.',
		)
	}
	if (await replaceLostKey(store, command.keys()))
		command.print(
			'The key to identifiers is in no backup, and is missing here: earlier telephone numbers stay closed until you copy the folder keys of the former server into DATA_FOLDER, or run zila restore-keys --key FILE. From now on another key is used.',
		)
}

/**
 * Verifies that a backup opens and is complete, with every file next to it. Changes nothing. @throws
 * BackupError, CommandError
 */
export async function verifyBackup(command: Command, named: NamedBackup): Promise<void> {
	await inWorkFolder(command, async (folder) => {
		const { copy, files } = await openBackup(command, folder, named)
		await withStore(command, sqliteEngine(copy), async (store) => {
			const { numbers, records } = await verifyStore(store)
			command.print(
				`The backup opens and is complete up to number ${(await store.head()).seq}: the chain over ${numbers} numbers, and ${records} records recomputed.`,
			)
			const all = await filesNamedIn(store.reading)
			const damaged = await findDamagedFiles(files, all)
			command.print(
				`Photos, audio and files next to it: ${all.length}, of which ${damaged.length} are missing or damaged.`,
			)
			if (damaged.length > 0) throw new CommandError(`Missing or damaged: ${damaged.slice(0, 10).join(', ')}`)
		})
	})
}

interface SetBackOptions {
	readonly destroyed: string | undefined
}

/**
 * Completes a restore by the tools of PostgreSQL or of the disk: the store is an earlier state of this server.
 *
 * @throws BackupError, CommandError
 */
export async function completeRestore(command: Command, { destroyed }: SetBackOptions): Promise<void> {
	const { print, now, settings, dataFolder } = command
	demandStore(command)
	const list = findErasureList(command, destroyed)
	const { missing, finished } = await withStore(command, command.ownersEngine(), async (store) => {
		const done = await finishDatabaseRestore(store, list, now)
		const files = await openFiles(settings.values, dataFolder, now)
		const lost = await findMissingFiles(files, await filesNamedIn(store.reading))
		if (lost.length > 0) await deleteRowsOfFiles(store.changing, lost)
		return { missing: lost, finished: done }
	})
	await migrateIfOwned(command)
	print(
		`The store ends at number ${finished.seq}. Checked: the chain over ${finished.numbers} numbers, and ${finished.records} records recomputed.`,
	)
	printErasures(command, list, finished.erasedAgain)
	if (missing.length > 0)
		print(
			`${missing.length} photos, audio and files are missing at the server: phones that have them upload them again.`,
		)
	print('Unused enrolment codes are void: create new ones. All users sign in again.')
	print('Start the server. Phones detect the restore by themselves and upload again what was lost.')
}

function printErasures({ print }: Command, list: string | null, erasedAgain: number): void {
	if (list === null)
		print(
			`No ${erasureListName} was found: records that were erased after the backup are in the store again.`,
		)
	else if (erasedAgain > 0)
		print(
			`Records erased since the backup, and erased again: ${erasedAgain}. Their files are deleted when the server starts.`,
		)
}

/**
 * Finds the signed erasure list: the given one, or those next to the backup and in the server's folder; the
 * longest, since it only grows.
 */
function findErasureList(
	command: Command,
	destroyed: string | undefined,
	...backupFolders: readonly string[]
): string | null {
	if (destroyed !== undefined) return command.textOf(destroyed)
	return (
		[...backupFolders, join(command.dataFolder, 'backups')]
			.map((folder) => join(folder, erasureListName))
			.filter(existsSync)
			.map(command.textOf)
			.sort((a, b) => b.length - a.length)[0] ?? null
	)
}
