import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './walk.ts'
import { freePort } from './zila-server.ts'

const here = process.cwd()
const page = readFileSync('docs/install.md', 'utf8')
/** The commands of the page that start a server, without comments. */
const starts = [...page.matchAll(/^ {4}((?:[A-Z_]+=\S+ )*npm start.*?)(?: +#.*)?$/gm)].map(
	([, line = '']) => line,
)

/** Copies the tracked files into an empty folder, with the installed packages and the build of this run. */
function cleanFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'zila-install-'))
	for (const file of execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0')) {
		if (file === '' || !existsSync(file)) continue
		mkdirSync(dirname(join(folder, file)), { recursive: true })
		cpSync(file, join(folder, file))
	}
	for (const name of ['node_modules', 'dist']) symlinkSync(join(here, name), join(folder, name))
	return folder
}

/** Runs a command in a shell until it has printed its address and an empty line. */
async function run(
	line: string,
	folder: string,
	port: number,
): Promise<{ child: ChildProcess; text: string }> {
	const child = spawn(line.replace(/\bPORT=\d+/, `PORT=${port}`), {
		cwd: folder,
		shell: true,
		detached: true,
		env: { ...process.env, PORT: String(port), LOG_FORMAT: 'text' },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let text = ''
	await new Promise<void>((resolve, reject) => {
		child.stdout?.on('data', (part: Buffer) => {
			text += part.toString()
			if (text.includes(`localhost:${port}`) && text.endsWith('\n\n')) resolve()
		})
		child.once('exit', (code) => reject(new Error(`${line} ended with ${code}: ${text}`)))
	})
	return { child, text }
}

test('each command of the page Install that starts a server does so in a clean folder', {
	tag: '@long',
}, async ({ request }) => {
	expect(starts.length).toBeGreaterThanOrEqual(3)
	const folder = cleanFolder()
	for (const line of starts) {
		const port = await freePort()
		const { child, text } = await run(line, folder, port)
		try {
			expect((await request.get(`http://localhost:${port}/readyz`)).status(), line).toBe(200)
			expect((await request.get(`http://localhost:${port}/docs/`)).status(), line).toBe(200)
			expect(text, line).toMatch(/(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/)
		} finally {
			const ended = once(child, 'exit')
			process.kill(-(child.pid ?? 0), 'SIGTERM')
			await ended
		}
		// each command of the page is tried in a folder without data
		for (const name of ['data', 'data-helpline']) rmSync(join(folder, name), { recursive: true, force: true })
	}
	rmSync(folder, { recursive: true })
})
