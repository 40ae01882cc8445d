import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type BackedUp, backUp, forgetFiles, restore } from './backup/back-up.ts'
import { BackupWrong } from './backup/backup-wrong.ts'
import { copyFiles } from './backup/copy-files.ts'
import { project } from './set-up.ts'
import { openStore } from './storage/open-store.ts'
import { postgresEngine } from './storage/postgres-engine.ts'
import { sqliteEngine } from './storage/sqlite-engine.ts'

/*
 * npm run backup -- [--to FILE]     while the server runs or not
 * npm run restore -- --from FILE    into an empty store, while the server does not run
 *
 * Which store it is they know as the server does: DATA_FOLDER, or DATABASE_URL.
 */

const { DATA_FOLDER, DATABASE_URL, INIT_CWD = '.' } = process.env
const dataFolder = resolve(DATA_FOLDER ?? 'data')
const filesFolder = join(dataFolder, 'files')
const now = () => Date.now()
const say = (text: string) => process.stdout.write(`${text}\n`)
const engine = () =>
	DATABASE_URL ? postgresEngine(DATABASE_URL, say) : sqliteEngine(join(dataFolder, 'zila.sqlite'))

// a backup holds all answers: nobody else on this machine reads it
process.umask(0o077)

const [, , command, ...rest] = process.argv
const given = (name: string): string | undefined => rest[rest.indexOf(name) + 1 || rest.length]

const told = ({ seq, revisions, numbers, records }: BackedUp) =>
	`${revisions} revisions up to number ${seq}. Checked: the chain over ${numbers} numbers, and ${records} records folded anew.`

async function run(): Promise<void> {
	if (command === 'backup') {
		const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '')
		const file = resolve(INIT_CWD, given('--to') ?? join(dataFolder, 'backups', `zila-${stamp}.sqlite`))
		mkdirSync(dirname(file), { recursive: true })
		const store = await openStore({ engine: engine(), project, now })
		try {
			say(`Copying into ${file} …`)
			const made = await backUp(store, file, now)
			say(`The backup is whole: ${told(made)}`)
			const beside = join(dirname(file), 'files')
			const { copied, missing } = await copyFiles(filesFolder, beside, made.files)
			say(`${made.files.length} photos, sounds and files lie in ${beside}, ${copied} of them new.`)
			if (missing.length > 0) say(`${missing.length} are not in ${filesFolder}, or are damaged there.`)
			say('Keep it on another machine. It holds all answers, and the key of this server.')
		} finally {
			await store.close()
		}
		return
	}
	const from = given('--from')
	if (command !== 'restore' || !from)
		throw new BackupWrong('Say what to do: npm run backup -- --to FILE, or npm run restore -- --from FILE')
	const backup = resolve(INIT_CWD, from)
	const restored = await restore(backup, engine(), project, now)
	say(`Restored: ${told(restored)}`)
	const { copied, missing } = await copyFiles(join(dirname(backup), 'files'), filesFolder, restored.files)
	say(`${copied} photos, sounds and files were copied.`)
	if (missing.length > 0) {
		const store = await openStore({ engine: engine(), project, now })
		await forgetFiles(store, missing).finally(() => store.close())
		say(`${missing.length} are not beside the backup: phones that have them send them again.`)
	}
	say('One-time codes that were not used yet are void: make new ones.')
	say('Start the server. Phones notice by themselves, and bring back what this backup does not have.')
}

run().catch((thrown: unknown) => {
	const isKnown = thrown instanceof BackupWrong
	process.stderr.write(
		`\n  ${isKnown ? thrown.message : thrown instanceof Error ? thrown.stack : thrown}\n\n`,
	)
	process.exit(1)
})
