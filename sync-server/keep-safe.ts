import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openCodeKey } from './accounts/code-digest.ts'
import { filesInFolder } from './attachments/files-in-folder.ts'
import { type BackedUp, backUp, forgetFiles, restore } from './backup/back-up.ts'
import { BackupWrong } from './backup/backup-wrong.ts'
import { copyFiles, removeDestroyed } from './backup/copy-files.ts'
import { destroyListed, linesOfList } from './destroy/destroy-listed.ts'
import { destroyedListName } from './destroyed-list.ts'
import { refuseUnknownSettings } from './known-settings.ts'
import { openFiles } from './open-files.ts'
import { openKeys } from './open-keys.ts'
import { withSecrets } from './read-secrets.ts'
import { newAdministratorCode } from './set-up.ts'
import { commandSettings, SettingWrong, servedFrom, startAdvice } from './start-advice.ts'
import { recountFigures } from './storage/figure-table.ts'
import { migrateAsOwner } from './storage/migrate-as-owner.ts'
import { openStore } from './storage/open-store.ts'
import { postgresEngine } from './storage/postgres-engine.ts'
import { sqliteEngine } from './storage/sqlite-engine.ts'
import { replaceLostKey } from './sync/identifier-keys.ts'
import { takeRecoveryKey } from './sync/recovery.ts'

/*
 * npm run backup -- [--to FILE]     while the server runs or not
 * npm run restore -- --from FILE    into an empty store, while the server does not run; -- --destroyed FILE: the signed list of what
 *                                   was destroyed, if it does not lie beside the backup
 * npm run recover -- --key FILE     the recovery key into a new store: there is no backup; start the server anew after it; with
 *                                   --destroyed FILE what was destroyed is not taken in again
 * npm run recover -- --new-key      another key to identifiers, where that of before is gone for good
 * npm run migrate                   PostgreSQL: tables by DATABASE_OWNER_URL, and what the account in DATABASE_URL needs of them
 * npm run admin-code                another one-time code for the first administrator, as long as no administrator has a password
 * npm run recount                   counts all records anew in the place of the figures of coverage, while the server runs or not
 *
 * Which store it is they know as the server does: SERVES, and DATA_FOLDER, or DATABASE_URL; and where files lie: there, or FILES_S3_URL. They are said as
 * the account of the server: what another one writes there the server cannot read.
 */

const { DATA_FOLDER, INIT_CWD = '.', SERVES } = process.env
const { project, folder } = served()
const dataFolder = resolve(DATA_FOLDER ?? folder)
const now = () => Date.now()
const say = (text: string) => process.stdout.write(`${text}\n`)
const environment = () => withSecrets(process.env)
const engineAt = (url: string | undefined) =>
	url ? postgresEngine(url, say) : sqliteEngine(join(dataFolder, 'zila.sqlite'))
const engine = () => engineAt(environment().DATABASE_URL)
/** What the server may not do itself is done by the owner, where there is one. */
const ownersEngine = () => engineAt(environment().DATABASE_OWNER_URL || environment().DATABASE_URL)

// a backup holds all answers: nobody else on this machine reads it
process.umask(0o077)

const [, , command, ...rest] = process.argv
const given = (name: string): string | undefined => rest[rest.indexOf(name) + 1 || rest.length]

/** The signed list of destroyed records: as it is named, or as it lies beside the backup or where the server keeps it; the longest, since it only grows. */
function destroyedListFor(backup: string, named: string | undefined): string | null {
	if (named !== undefined) return textOf(named)
	const places = [dirname(backup), join(dataFolder, 'backups')].map((folder) =>
		join(folder, destroyedListName),
	)
	return (
		places
			.filter(existsSync)
			.map(textOf)
			.sort((a, b) => b.length - a.length)[0] ?? null
	)
}
const textOf = (file: string): string => {
	const path = resolve(INIT_CWD, file)
	if (!existsSync(path)) throw new BackupWrong(`There is no file ${path}.`)
	return readFileSync(path, 'utf8')
}

const told = ({ seq, revisions, numbers, records }: BackedUp) =>
	`${revisions} revisions up to number ${seq}. Checked: the chain over ${numbers} numbers, and ${records} records folded anew.`

async function run(): Promise<void> {
	refuseUnknownSettings(process.env)
	if (command === 'backup') {
		const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '')
		const file = resolve(INIT_CWD, given('--to') ?? join(dataFolder, 'backups', `zila-${stamp}.sqlite`))
		if (!environment().DATABASE_URL && !existsSync(join(dataFolder, 'zila.sqlite')))
			throw new BackupWrong(
				`There is no store in ${dataFolder}: name its folder with DATA_FOLDER, or say SERVES=helpline for that of the helpline.`,
			)
		mkdirSync(dirname(file), { recursive: true })
		const store = await openStore({ engine: engine(), project, now })
		try {
			say(`Copying into ${file} …`)
			const made = await backUp(store, file, now, async (all) => {
				const beside = join(dirname(file), 'files')
				say(`The store is in it. Copying photos, sounds and files into ${beside} …`)
				const files = await openFiles(environment(), dataFolder, now)
				const { copied, missing } = await copyFiles(files, filesInFolder(beside), all)
				await removeDestroyed(store, filesInFolder(beside))
				say(`${all.length} lie there, ${copied} of them new.`)
				if (missing.length > 0)
					say(`${missing.length} are not with the server's files, or are damaged there.`)
			})
			say(`The backup is whole: ${told(made)}`)
			say(
				'Keep it on another machine. It holds all answers, and the key of this server. The key to identifiers, as telephone numbers, is not in it: the recovery key has that.',
			)
		} finally {
			await store.close()
		}
		return
	}
	if (command === 'recover' && rest.includes('--new-key')) return newKey()
	if (command === 'recover') return recover(given('--key'), given('--destroyed'))
	if (command === 'migrate') return migrateOnly()
	if (command === 'recount') return recount()
	if (command === 'admin-code') return administratorCode()
	const from = given('--from')
	if (command !== 'restore' || !from)
		throw new BackupWrong(
			'Say what to do: npm run backup -- --to FILE, npm run restore -- --from FILE, or npm run recover -- --key FILE',
		)
	const backup = resolve(INIT_CWD, from)
	let missing: readonly string[] = []
	const list = destroyedListFor(backup, given('--destroyed'))
	const restored = await restore(
		backup,
		ownersEngine(),
		project,
		now,
		async (all) => {
			const files = await openFiles(environment(), dataFolder, now)
			const done = await copyFiles(filesInFolder(join(dirname(backup), 'files')), files, all)
			say(`${done.copied} photos, sounds and files were copied.`)
			missing = done.missing
		},
		list,
	)
	if (environment().DATABASE_OWNER_URL) await migrateOnly()
	say(`Restored: ${told(restored)}`)
	if (list === null)
		say(
			`There is no ${destroyedListName} beside the backup: records that were destroyed after it are here again.`,
		)
	else if (restored.destroyedAgain > 0)
		say(
			`Records that had been destroyed since, and are destroyed again: ${restored.destroyedAgain}. Start the server: their files go then.`,
		)
	const store = await openStore({ engine: ownersEngine(), project, now })
	try {
		if (missing.length > 0) await forgetFiles(store, missing)
		if (await replaceLostKey(store, openKeys(environment(), dataFolder)))
			say(
				'The key to identifiers is in no backup, and is not here: telephone numbers of before stay closed until you copy the folder keys of the server before into DATA_FOLDER, or say npm run recover -- --key FILE. What comes from now on has another.',
			)
	} finally {
		await store.close()
	}
	if (missing.length > 0) {
		say(`${missing.length} are not beside the backup: phones that have them send them again.`)
	}
	say('One-time codes that were not used yet are void: make new ones.')
	say('Start the server. Phones notice by themselves, and bring back what this backup does not have.')
}

/** @throws SettingWrong, AccountUnbound */
async function migrateOnly(): Promise<void> {
	const { DATABASE_URL, DATABASE_OWNER_URL } = environment()
	if (!DATABASE_URL || !DATABASE_OWNER_URL)
		throw new SettingWrong(
			'For npm run migrate set DATABASE_OWNER_URL, the account to which the tables belong, and DATABASE_URL, that of the server. The embedded store needs neither.',
		)
	const account = await migrateAsOwner(DATABASE_OWNER_URL, DATABASE_URL)
	say(`The tables are up to date. ${account} may do what a server does with them, and nothing else.`)
}

/** The code of before ends. */
async function administratorCode(): Promise<void> {
	const codeKey = await openCodeKey(openKeys(environment(), dataFolder))
	const store = await openStore({ engine: engine(), project, now, codeKey })
	try {
		const code = await newAdministratorCode(store, now())
		if (code === null)
			throw new BackupWrong(
				'There is no first administrator without a password here: start the server once, or let an administrator make a code under People.',
			)
		say(`First administrator: sign in at /desk with the one-time code  ${code}`)
		say('The code of before opens nothing any more.')
	} finally {
		await store.close()
	}
}

async function recount(): Promise<void> {
	const store = await openStore({ engine: engine(), project, now })
	try {
		const wrong = await store.write(({ db }) => recountFigures(db, project))
		say(
			wrong === 0
				? 'All records are counted anew: every figure of coverage was right.'
				: `All records are counted anew: ${wrong} figures of coverage were not right, and are now.`,
		)
	} finally {
		await store.close()
	}
}

/** The key to identifiers is gone, and the recovery key too: phones get another. */
async function newKey(): Promise<void> {
	const store = await openStore({ engine: ownersEngine(), project, now })
	try {
		say(
			(await replaceLostKey(store, openKeys(environment(), dataFolder)))
				? 'There is another key to identifiers: what phones seal after their next contact opens. What was sealed before stays closed. Take the recovery key anew.'
				: 'The key to identifiers is not gone, and nothing was changed.',
		)
	} finally {
		await store.close()
	}
	if (environment().DATABASE_OWNER_URL) await migrateOnly()
}

/** @throws BackupWrong where the file is no recovery key */
async function recover(file: string | undefined, destroyed: string | undefined): Promise<void> {
	if (!file) throw new BackupWrong('Say which: npm run recover -- --key FILE')
	const key = textOf(file)
	// who names a list that is not there has not taken the key yet: a server started then would take in what was destroyed
	const list = destroyed === undefined ? null : textOf(destroyed)
	const store = await openStore({ engine: ownersEngine(), project, now })
	try {
		const recovered = await takeRecoveryKey(store, openKeys(environment(), dataFolder), key, now())
		if (recovered.outcome === 'typed-wrong')
			throw new BackupWrong(
				recovered.row === null
					? 'This is no recovery key: it has 11 rows of 16 letters, or 8 of before. Compare it with the paper.'
					: `Row ${recovered.row} of the recovery key is not as it was written. Compare it with the paper.`,
			)
		say('The key is taken: what phones sealed for this project opens here.')
		if (!recovered.identifiers)
			say(
				'It is one of before, without the key to identifiers: telephone numbers that were sealed stay closed.',
			)
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
			recovered.enrolments
				? 'Phones are known again by their certificates. They notice by themselves, and bring back what they have.'
				: 'Phones are enrolled here already, under another key: those of before have to be set up anew with a new code.',
		)
	} finally {
		await store.close()
	}
	if (environment().DATABASE_OWNER_URL) await migrateOnly()
	say('Start the server anew.')
}

run().catch(end)

function served(): ReturnType<typeof servedFrom> {
	try {
		return servedFrom(SERVES)
	} catch (thrown) {
		return end(thrown)
	}
}

function end(thrown: unknown): never {
	const { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_URL_FILE, DATABASE_OWNER_URL_FILE } = process.env
	const databaseUrl = DATABASE_OWNER_URL || DATABASE_URL || DATABASE_OWNER_URL_FILE || DATABASE_URL_FILE
	const advice =
		thrown instanceof BackupWrong
			? thrown.message
			: startAdvice(thrown, commandSettings(dataFolder, databaseUrl))
	process.stderr.write(`\n  ${advice ?? (thrown instanceof Error ? thrown.stack : thrown)}\n\n`)
	process.exit(1)
}
