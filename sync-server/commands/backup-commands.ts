import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readRecoveryKey } from '#shared/sync/recovery-key'
import type { FileNamed, WholeFiles } from '../attachments/file-store.ts'
import { filesInFolder } from '../attachments/files-in-folder.ts'
import { type BackedUp, backUp, forgetFiles, restore } from '../backup/back-up.ts'
import { BackupWrong } from '../backup/backup-wrong.ts'
import { checkStore } from '../backup/check-store.ts'
import { copyFiles, damagedAmong, removeDestroyed } from '../backup/copy-files.ts'
import {
	decrypted,
	encrypted,
	isEncrypted,
	keysForBackup,
	keysInBackup,
	workFolder,
} from '../backup/sealed-backup.ts'
import { sealedFilesInFolder } from '../backup/sealed-files.ts'
import { destroyedListName } from '../destroyed-list.ts'
import { openFiles } from '../open-files.ts'
import { filesNamedIn } from '../storage/attachment-table.ts'
import { testedBy } from '../storage/sealing-key-table.ts'
import { sqliteEngine } from '../storage/sqlite-engine.ts'
import type { Store } from '../storage/store.ts'
import { replaceLostKey } from '../sync/identifier-keys.ts'
import { type Command, migrateIfOwned, withStore } from './command.ts'
import { notAKey, takeKey } from './key-commands.ts'

const told = ({ seq, revisions, numbers, records }: BackedUp) =>
	`${revisions} revisions up to number ${seq}. Checked: the chain over ${numbers} numbers, and ${records} records folded anew.`

/** A folder for work that is gone afterwards, whatever comes. */
async function inWorkFolder<Found>(
	{ dataFolder, now }: Command,
	work: (folder: string) => Promise<Found>,
): Promise<Found> {
	const folder = await workFolder(dataFolder, now())
	try {
		return await work(folder)
	} finally {
		await rm(folder, { recursive: true, force: true })
	}
}

/** Encrypted to the recovery key, with the files beside it. @throws BackupWrong */
export async function backUpStore(command: Command): Promise<void> {
	const { dataFolder, say, now } = command
	const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '')
	const file = command.pathOf(command.given('--to') ?? join(dataFolder, 'backups', `zila-${stamp}.backup`))
	if (!command.environment().DATABASE_URL && !existsSync(join(dataFolder, 'zila.sqlite')))
		throw new BackupWrong(
			`There is no store in ${dataFolder}: name its folder with DATA_FOLDER, or say SERVES=helpline for that of the helpline.`,
		)
	mkdirSync(dirname(file), { recursive: true })
	await withStore(command, command.engine(), (store) =>
		inWorkFolder(command, async (folder) => {
			say(`Copying into ${file} …`)
			const { sealsTo, find } = await keysForBackup(store)
			const isKeyKept = (await testedBy(store.reading, store.project)) !== undefined
			const beside = join(dirname(file), 'files')
			const sealed = sealedFilesInFolder(beside, sealsTo.publicKey, find)
			const made = await backUp(
				store,
				file,
				now,
				(all) => copyBeside(command, store, all, { beside, sealed }),
				encrypted(folder, sealsTo, isKeyKept),
			)
			say(`The backup is whole: ${told(made)}`)
			say('It is encrypted: only the recovery key opens it. Keep both on other machines, and apart.')
			if (!isKeyKept)
				say(
					'NOBODY HAS SHOWN THE RECOVERY KEY YET. Without it this backup cannot be opened, so it does not count: phones keep all their work. Print the key under People, type it in there once, and make a backup again.',
				)
		}),
	)
}

async function copyBeside(
	{ environment, dataFolder, say, now }: Command,
	store: Store,
	all: readonly FileNamed[],
	{ beside, sealed }: { readonly beside: string; readonly sealed: WholeFiles },
): Promise<void> {
	say(`The store is in it. Copying photos, sounds and files into ${beside} …`)
	const files = await openFiles(environment(), dataFolder, now)
	const { copied, missing } = await copyFiles(files, sealed, all)
	// as an earlier program left them: not encrypted
	const plain = filesInFolder(beside)
	for (const { hash } of all) if (await sealed.has(hash)) await plain.remove(hash)
	for (const each of [sealed, plain]) await removeDestroyed(store, each)
	say(`${all.length} lie there, ${copied} of them new.`)
	if (missing.length > 0) say(`${missing.length} are not with the server's files, or are damaged there.`)
}

/** A backup as a database that can be opened, and the files beside it. */
interface OpenBackup {
	readonly copy: string
	readonly files: WholeFiles
	/** The text of the recovery key; null where the backup is not encrypted. */
	readonly key: string | null
}

/** @throws BackupWrong that says what is missing or wrong */
async function openBackup(command: Command, folder: string): Promise<OpenBackup> {
	const from = command.given('--from')
	if (!from) throw new BackupWrong('Say which backup: -- --from FILE')
	const backup = command.pathOf(from)
	if (!existsSync(backup)) throw new BackupWrong(`There is no file ${backup}.`)
	const beside = join(dirname(backup), 'files')
	if (!(await isEncrypted(backup))) return { copy: backup, files: filesInFolder(beside), key: null }
	const named = command.given('--key')
	if (!named)
		throw new BackupWrong(
			'This backup is encrypted. Write the rows of the recovery key into a file, and add its name: --key FILE',
		)
	const key = command.textOf(named)
	const read = readRecoveryKey(key)
	if (read.outcome === 'typed-wrong') throw notAKey(read.row)
	const copy = await decrypted(backup, read.key.sealing, folder)
	const { sealsTo, find } = await keysInBackup(copy, command.project, command.now)
	return { copy, key, files: sealedFilesInFolder(beside, sealsTo.publicKey, find) }
}

/** Into an empty store. @throws BackupWrong */
export async function restoreStore(command: Command): Promise<void> {
	const { say, now, project } = command
	await inWorkFolder(command, async (folder) => {
		const backup = await openBackup(command, folder)
		let missing: readonly string[] = []
		const list = destroyedListFor(command)
		const restored = await restore(
			backup.copy,
			command.ownersEngine(),
			project,
			now,
			async (all) => {
				const files = await openFiles(command.environment(), command.dataFolder, now)
				const done = await copyFiles(backup.files, files, all)
				say(`${done.copied} photos, sounds and files were copied.`)
				missing = done.missing
			},
			list,
		)
		await migrateIfOwned(command)
		say(`Restored: ${told(restored)}`)
		if (list === null)
			say(
				`There is no ${destroyedListName} beside the backup: records that were destroyed after it are here again.`,
			)
		else if (restored.destroyedAgain > 0)
			say(
				`Records that had been destroyed since, and are destroyed again: ${restored.destroyedAgain}. Start the server: their files go then.`,
			)
		await withStore(command, command.ownersEngine(), (store) => bringKeys(command, store, backup, missing))
		if (missing.length > 0)
			say(`${missing.length} are not beside the backup: phones that have them send them again.`)
		say('One-time codes that were not used yet are void: make new ones.')
		if (backup.key !== null)
			say(
				'If the keys of the server were changed after this backup: npm run recover -- --key FILE, with the recovery key of now, before the server starts.',
			)
		say('Start the server. Phones notice by themselves, and bring back what this backup does not have.')
	})
}

async function bringKeys(
	command: Command,
	store: Store,
	{ key }: OpenBackup,
	missing: readonly string[],
): Promise<void> {
	if (missing.length > 0) await forgetFiles(store, missing)
	if (key !== null) await takeKey(command, store, key)
	if (await replaceLostKey(store, command.keys()))
		command.say(
			'The key to identifiers is in no backup, and is not here: telephone numbers of before stay closed until you copy the folder keys of the server before into DATA_FOLDER, or say npm run recover -- --key FILE. What comes from now on has another.',
		)
}

/** Whether a backup can be opened and is whole, with every file beside it; changes nothing. @throws BackupWrong */
export async function verifyBackup(command: Command): Promise<void> {
	await inWorkFolder(command, async (folder) => {
		const { copy, files } = await openBackup(command, folder)
		await withStore(command, sqliteEngine(copy), async (store) => {
			const { numbers, records } = await checkStore(store)
			command.say(
				`The backup opens and is whole up to number ${(await store.head()).seq}: the chain over ${numbers} numbers, and ${records} records folded anew.`,
			)
			const all = await filesNamedIn(store.reading)
			const damaged = await damagedAmong(files, all)
			command.say(
				`Photos, sounds and files beside it: ${all.length}, of which ${damaged.length} are missing or damaged.`,
			)
			if (damaged.length > 0) throw new BackupWrong(`Missing or damaged: ${damaged.slice(0, 10).join(', ')}`)
		})
	})
}

/** The signed list of destroyed records: as it is named, or as it lies beside the backup or where the server keeps it; the longest, since it only grows. */
function destroyedListFor(command: Command): string | null {
	const named = command.given('--destroyed')
	if (named !== undefined) return command.textOf(named)
	const besideBackup = dirname(command.pathOf(command.given('--from') ?? ''))
	return (
		[besideBackup, join(command.dataFolder, 'backups')]
			.map((folder) => join(folder, destroyedListName))
			.filter(existsSync)
			.map(command.textOf)
			.sort((a, b) => b.length - a.length)[0] ?? null
	)
}
