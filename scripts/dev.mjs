import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'
import { ensureInstalled, top } from './prepare.mjs'

/**
 * `npm run dev`: the app and the server from their sources, with a small demonstration. The page reloads when the app changes, the server starts
 * anew when it does. Data is in data/dev; delete the folder to begin again.
 */
process.chdir(top)
ensureInstalled()
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
			'shared/instruments/*',
			'sync-server/main.ts',
			'--demo',
		],
	],
	{
		stdio: ['inherit', 'pipe', 'inherit'],
		env: {
			...process.env,
			PORT: String(serverPort),
			DATA_FOLDER: process.env.DATA_FOLDER ?? 'data/dev',
			DEMONSTRATION_SIZE: process.env.DEMONSTRATION_SIZE ?? '0.1',
			// the server wants an app to serve; it is vite that is asked
			WEB_FOLDER: 'web',
		},
	},
)
// addresses and one-time codes are those of the app that reloads
server.stdout.on('data', (text) =>
	process.stdout.write(String(text).replaceAll(`http://localhost:${serverPort}`, address)),
)
server.on('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => {
		server.kill(signal)
		void web.close().then(() => process.exit(0))
	})
