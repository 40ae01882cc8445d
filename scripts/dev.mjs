import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'
import { ensureInstalled, top } from './prepare.mjs'

/**
 * `npm run dev`: app and server from their sources, with a small demonstration. The page reloads when the
 * app changes, and the server restarts when its sources change. Data is in data/dev; delete the folder to
 * start again.
 */
process.chdir(top)
await ensureInstalled()
const serverPort = Number(process.env.SERVER_PORT ?? 8080)
const paths = ['/api', '/sync', '/attachments', '/aloud', '/docs']
const web = await createServer({
	configFile: join(top, 'vite.config.ts'),
	server: {
		port: Number(process.env.PORT ?? 5173),
		proxy: Object.fromEntries(paths.map((path) => [path, `http://127.0.0.1:${serverPort}`])),
	},
})
await web.listen()
const address = `http://localhost:${web.config.server.port}`

const server = spawn(
	process.execPath,
	[
		join(top, 'node_modules/tsx/dist/cli.mjs'),
		...[
			'watch',
			'--clear-screen=false',
			'--include',
			'shared/study/pakistan-2023/*',
			'sync-server/main.ts',
			'--demo',
		],
	],
	{
		stdio: ['inherit', 'pipe', 'inherit'],
		env: {
			...process.env,
			PORT: String(serverPort),
			LOG_FORMAT: process.env.LOG_FORMAT ?? 'text',
			DATA_FOLDER: process.env.DATA_FOLDER ?? 'data/dev',
			DEMONSTRATION_SIZE: process.env.DEMONSTRATION_SIZE ?? '0.1',
			// the server requires a folder with an app, but vite serves it
			WEB_FOLDER: 'web',
		},
	},
)
// printed addresses and enrolment codes point to vite
server.stdout.on('data', (text) =>
	process.stdout.write(String(text).replaceAll(`http://localhost:${serverPort}`, address)),
)
server.on('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => {
		server.kill(signal)
		void web.close().then(() => process.exit(0))
	})
