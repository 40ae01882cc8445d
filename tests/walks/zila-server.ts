import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ZilaServer {
	readonly url: string
	readonly pid: number
	/** The server process, for callers that wait for its end. */
	readonly child: ChildProcess
	readonly dataFolder: string
	/** Enrolment code of the first administrator; empty if there already is one. */
	readonly administratorCode: string
	/** Enrolment codes of `--demo`, by username. */
	readonly demonstrationCodes: Readonly<Record<string, string>>
	/** Kills the server with SIGKILL. */
	kill(): Promise<void>
	/** Stops the server with SIGTERM, as an administrator does: the store is closed. */
	stop(): Promise<void>
	/** Starts the server again on the same port, with the same data or other options. */
	restart(options?: Partial<StartOptions>): Promise<ZilaServer>
}

/**
 * Returns a free port below the range that systems assign to outgoing connections and to servers without a
 * fixed port: a browser or another walk could take such a port before the server listens.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(10_000, 32_000)
		const probe = createServer()
		probe.listen(port, '127.0.0.1')
		const isFree = await once(probe, 'listening').then(
			() => true,
			() => false,
		)
		if (!isFree) continue
		probe.close()
		await once(probe, 'close')
		return port
	}
}

export interface StartOptions {
	readonly port?: number
	readonly dataFolder?: string
	readonly demonstration?: boolean
	readonly webFolder?: string
	readonly databaseUrl?: string
	/** A module that is loaded before the server, and can send messages to the test process. */
	readonly preload?: string
	readonly environment?: Readonly<Record<string, string>>
	/**
	 * Receives failures that the server logs about itself; without it they are printed among the output of the
	 * tests.
	 */
	readonly onFailure?: (what: string) => void
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
	for (const child of running) child.kill('SIGKILL')
})

/** Ends every server that was started here and still runs. */
export async function killServers(): Promise<void> {
	await Promise.all(
		[...running].map(async (child) => {
			const exited = once(child, 'exit')
			child.kill('SIGKILL')
			await exited
		}),
	)
}

/** Starts the real server as a separate process, with the real build. */
export async function startZila(options: StartOptions = {}): Promise<ZilaServer> {
	const port = options.port ?? (await freePort())
	const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'zila-walk-'))
	const child: ChildProcess = spawn(
		process.execPath,
		[
			...(options.preload ? ['--import', options.preload] : []),
			'dist/server/main.js',
			...(options.demonstration ? ['--demo'] : []),
		],
		{
			env: {
				...process.env,
				PORT: String(port),
				LOG_FORMAT: 'text',
				DATA_FOLDER: dataFolder,
				WEB_FOLDER: options.webFolder ?? 'dist/web',
				...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
				...options.environment,
			},
			stdio: [
				'ignore',
				'pipe',
				options.onFailure ? 'pipe' : 'inherit',
				...(options.preload ? (['ipc'] as const) : []),
			],
		},
	)
	running.add(child)
	child.once('exit', () => running.delete(child))
	child.stderr?.on('data', (text: Buffer) => options.onFailure?.(text.toString()))
	let output = ''
	await new Promise<void>((ready, failed) => {
		child.stdout?.on('data', (text: Buffer) => {
			output += text.toString()
			if (output.endsWith('\n\n')) ready()
		})
		child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${output}`)))
	})
	async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		if (child.exitCode !== null || child.signalCode !== null) return
		child.kill(signal)
		await once(child, 'exit')
	}
	const codes = [...output.matchAll(/^ {4}([a-z ]+?) +((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}) /gm)]
	return {
		url: `http://localhost:${port}`,
		pid: child.pid ?? 0,
		child,
		dataFolder,
		administratorCode: /enrolment code {2}([\w-]+)/.exec(output)?.[1] ?? '',
		demonstrationCodes: Object.fromEntries(codes.map((match) => [match[1], match[2]])),
		kill: () => end('SIGKILL'),
		stop: () => end('SIGTERM'),
		restart: (changed = {}) => startZila({ ...options, port, dataFolder, ...changed }),
	}
}
