import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { asProblem } from '#shared/kernel/problem'
import { addDemonstration } from './demonstration/add-demonstration.ts'
import { buildApp } from './http/build-app.ts'
import { firstAdministratorCode, setUp } from './set-up.ts'
import { postgresEngine } from './storage/postgres-engine.ts'
import { sqliteEngine } from './storage/sqlite-engine.ts'

const {
	PORT = '8080',
	HOST = '127.0.0.1',
	DATA_FOLDER = 'data',
	DATABASE_URL,
	DISTRICTS_FILE,
	WEB_FOLDER,
} = process.env
const isDemonstration = process.argv.includes('--demo')
const say = (text: string) => process.stdout.write(`${text}\n`)

async function start(): Promise<void> {
	const now = () => Date.now()
	const engine = DATABASE_URL
		? postgresEngine(DATABASE_URL)
		: sqliteEngine(resolve(DATA_FOLDER, 'zila.sqlite'))
	const ready = await setUp({
		engine,
		districtsFile: resolve(DISTRICTS_FILE ?? 'shared/campaign/districts.csv'),
		instrumentsFolder: resolve('shared/instruments'),
		demonstration: isDemonstration,
		now,
	})
	const demonstration = isDemonstration ? await addDemonstration(ready, now()) : []
	const webFolder = resolve(WEB_FOLDER ?? 'dist/web')
	const app = await buildApp({
		...ready,
		now,
		...(existsSync(webFolder) ? { webFolder } : {}),
		onFailure: (what) => process.stderr.write(`${new Date().toISOString()} ${what}\n`),
	})
	await app.listen({ port: Number(PORT), host: HOST })
	const { port } = app.server.address() as AddressInfo
	const address = `http://${HOST === '0.0.0.0' ? 'localhost' : HOST.replace('127.0.0.1', 'localhost')}:${port}`

	const code = await firstAdministratorCode(ready, now())
	const lines = ['', `  Zila is at ${address}`, `  Desk       ${address}/desk`]
	if (code)
		lines.push(
			'',
			`  First administrator: sign in with the one-time code  ${code}`,
			`                       ${address}/desk#code=${code}`,
		)
	if (demonstration.length > 0)
		lines.push(
			'',
			'  Demonstration round with made-up records. One-time codes:',
			...demonstration.map(
				({ who, code: demoCode, path }) =>
					`    ${who.padEnd(14)} ${demoCode}   ${address}${path}#code=${demoCode}`,
			),
		)
	say([...lines, ''].join('\n'))

	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => {
			void app
				.close()
				.then(() => ready.store.close())
				.finally(() => process.exit(0))
		})
}

start().catch((thrown: unknown) => {
	const problem = asProblem(thrown)
	const { file, reason, problems } = problem.details
	if (problem.code === 'list-unreadable') say(`The list of districts cannot be read: ${file}: ${reason}`)
	else if (problem.code === 'form-unreadable') say(`The form ${file} cannot be read:\n${problems}`)
	else if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE')
		say(`Port ${PORT} is in use. Stop what uses it, or start with another one: PORT=8081 npm start`)
	else process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
	process.exit(1)
})
