import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Figure, figure } from './benchmark-result.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { householdInterviews } from './fleet.ts'

const packages = ['pouchdb@9.0.0', 'pouchdb-adapter-memory@9.0.0', 'express-pouchdb@4.2.0']

/** The part of PouchDB that is used here; its packages are no dependencies of ours. */
interface PouchClass {
	new (name: string, options?: object): Pouch
	plugin(plugin: unknown): void
}
interface Pouch {
	bulkDocs(docs: readonly object[]): Promise<unknown>
	info(): Promise<{ doc_count: number }>
	readonly replicate: Record<
		'to' | 'from',
		(other: Pouch, options: object) => Promise<{ docs_written: number }>
	>
}

/**
 * Sends the same interviews from as many PouchDBs at once to express-pouchdb, which stores them in LevelDB
 * without waiting for the disk, checks no signature and evaluates nothing; then replicates all of them to
 * one new PouchDB. Its packages are installed into a temporary folder for this run; returns nothing without
 * a registry.
 */
export async function pouchFigures(phones: number, interviewsOfEach: number): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'zila-pouch-'))
	writeFileSync(join(folder, 'package.json'), '{"private":true}')
	mkdirSync(join(folder, 'store'))
	cpSync('tests/benchmarks/pouch-server.mjs', join(folder, 'pouch-server.mjs'))
	const install = spawnSync(
		'npm',
		['i', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...packages],
		{ encoding: 'utf8', timeout: 180_000 },
	)
	if (install.status !== 0) {
		process.stderr.write(`PouchDB is left out: ${install.stderr.split('\n')[0]}\n`)
		return []
	}
	try {
		return await replicate(folder, phones, interviewsOfEach)
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}

async function replicate(folder: string, phones: number, interviewsOfEach: number): Promise<Figure[]> {
	const require = createRequire(join(folder, 'package.json'))
	const Pouch = require('pouchdb') as PouchClass
	Pouch.plugin(require('pouchdb-adapter-memory'))
	const server = spawn(process.execPath, [join(folder, 'pouch-server.mjs'), folder], {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	})
	const nextMessage = async () =>
		(await once(server, 'message'))[0] as { port: number; up: number; down: number }
	const { port } = await nextMessage()
	const there = () => new Pouch(`http://127.0.0.1:${port}/interviews`)
	await there().info()
	const answers = await householdInterviews(phones * interviewsOfEach)
	const here: Pouch[] = []
	for (let i = 0; i < phones; i++) {
		const pouch = new Pouch(`phone-${i}`, { adapter: 'memory' })
		const docs = answers.slice(i * interviewsOfEach, (i + 1) * interviewsOfEach)
		await pouch.bulkDocs(docs.map((set, n) => ({ _id: `record-${i}-${n}`, ...renamed(set) })))
		here.push(pouch)
	}
	const used = () => cpuSeconds(server.pid ?? 0) ?? Number.NaN
	const before = used()
	const started = performance.now()
	await Promise.all(here.map((pouch) => pouch.replicate.to(there(), { batch_size: 50 })))
	const seconds = (performance.now() - started) / 1000
	await new Promise((later) => setTimeout(later, 1500))
	const cpu = used() - before
	const { doc_count: count } = await there().info()
	if (count !== answers.length) throw new Error(`${count} of ${answers.length} arrived`)
	server.send({})
	const { up, down } = await nextMessage()
	const startedAt = performance.now()
	await new Pouch('desk', { adapter: 'memory' }).replicate.from(there(), { batch_size: 200 })
	const first = (performance.now() - startedAt) / 1000
	server.kill('SIGKILL')
	const of = `PouchDB to express-pouchdb, ${phones} at once, ${count} interviews`
	return [
		figure(`${of}: until the last is done`, seconds, 's'),
		figure(`${of}: CPU of the server per 1,000 interviews`, (cpu / count) * 1000, 's'),
		figure(`${of}: up, 1,000 interviews`, up / count, 'kB'),
		figure(`${of}: down, 1,000 interviews`, down / count, 'kB'),
		figure(`${of}: first sync of all of them to a new one`, first, 's'),
	]
}

/** Renames questions: CouchDB reserves names that begin with an underscore. */
const renamed = (set: object) =>
	Object.fromEntries(Object.entries(set).map(([name, value]) => [`q-${name}`, value]))
