import { callCountsSchema } from '#shared/helpline/call-counts'
import { monthlyTable, publishedPeriod } from '#shared/helpline/monthly-table'
import { guessMapping } from '#shared/import/guess-mapping'
import { importPreviewSchema } from '#shared/import/import-api'
import { columnsOf, type Mapping } from '#shared/import/mapping'
import { helplineRegister } from '#shared/testing/helpline-register'
import { loadInstrument } from '../helpers/instruments.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { administratorOf, cookieOf } from './administrator.ts'
import { type Figure, figure } from './benchmark-result.ts'
import { cpuSeconds } from './cpu-seconds.ts'

/** Rows per request, as the desk sends them. */
const linesInOne = 400
const environment = { DEPLOYMENTS: 'helpline' }
const register = helplineRegister(1, ['PK607', 'PK608', 'PK620'])

/** Imports a register of 32,402 calls through the desk's endpoints and counts them, on both stores. */
export async function measure(): Promise<Figure[]> {
	const sqlite = await measuredOn('SQLite', await startZila({ environment }))
	const postgres = await startPostgres({ durable: true })
	const other = await measuredOn('PostgreSQL', await startZila({ environment, databaseUrl: postgres.url }))
	await postgres.stop()
	return [...sqlite, ...other]
}

async function measuredOn(database: string, server: ZilaServer): Promise<Figure[]> {
	const post = await administratorOf(server)
	const person = { name: 'Sadia', code: 'sadia', role: 'data-manager', districts: 'all', language: 'en' }
	const { code } = await post('/api/people', person)
	const cookie = await cookieOf(server.url, String(code))
	const headers = { cookie, 'content-type': 'application/json' }
	const ask = async (path: string, body?: object): Promise<unknown> => {
		const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
		const reply = await fetch(server.url + path, init)
		if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
		return reply.json()
	}
	const { mapping, header, lines } = await registerFor(ask)
	const part = { mapping, round: 'baseline', header, withoutFaults: false }
	const sendAll = async (path: string, more: object) => {
		const startedAt = performance.now()
		let fresh = 0
		for (let from = 0; from < lines.length; from += linesInOne) {
			const some = lines.slice(from, from + linesInOne)
			const preview = importPreviewSchema.parse(await ask(path, { ...part, ...more, lines: some }))
			fresh += preview.lines.filter(({ outcome }) => outcome === 'new').length
		}
		if (fresh !== lines.length) throw new Error(`${fresh} of ${lines.length} rows are new`)
		return (performance.now() - startedAt) / 1000
	}
	const dryRunSeconds = await sendAll('/api/import/dry-run', {})
	const before = cpuSeconds(server.pid) ?? Number.NaN
	const importSeconds = await sendAll('/api/import', {
		id: 'register',
		file: 'register.csv',
		status: 'approved',
	})
	const cpu = (cpuSeconds(server.pid) ?? Number.NaN) - before
	const startedAt = performance.now()
	const counts = callCountsSchema.parse(await ask('/api/helpline/counts'))
	const [all] = monthlyTable(counts, publishedPeriod, 'us').lines
	const counted = performance.now() - startedAt
	if (all?.male.count !== 26_566) throw new Error('the table differs')
	await server.kill()
	const labelOf = (label: string) => `${database}, ${lines.length} calls: ${label}`
	return [
		figure(labelOf('dry run'), dryRunSeconds, 's', { budget: 60 }),
		figure(labelOf('imported'), importSeconds, 's', { budget: 60 }),
		figure(labelOf('imported: CPU of the server'), cpu, 's'),
		figure(labelOf('the table opens'), counted, 'ms', { budget: 1000 }),
	]
}

/** Returns the register with the columns that the desk would guess for it. */
async function registerFor(ask: (path: string) => Promise<unknown>) {
	const forms = (await ask('/api/forms')) as { readonly id: string; readonly version: number }[]
	const version = forms.find(({ id }) => id === 'helpline')?.version ?? 1
	const names = Object.keys(register[0] ?? {})
	const mapping: Mapping = guessMapping({ version, definition: loadInstrument('helpline') }, names)
	const header = columnsOf(mapping)
	const lines = register.map((line, i) => ({
		at: i + 2,
		cells: header.map((column) => line[column as keyof typeof line]),
	}))
	return { mapping, header, lines }
}
