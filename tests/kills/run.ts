import { parseArgs } from 'node:util'
import { startPostgres } from '../helpers/postgres.ts'
import { killOverAndOver } from './kill-rounds.ts'

/*
 * npm run test:kills -- --kills N [--store sqlite|postgres] [--from STATEMENT] [--stride N] [--seed N]
 */
const { values } = parseArgs({
	options: {
		kills: { type: 'string', default: '500' },
		store: { type: 'string' },
		from: { type: 'string', default: '1' },
		stride: { type: 'string', default: '1' },
		seed: { type: 'string', default: '1' },
	},
})
const stores = values.store ? [values.store] : ['sqlite', 'postgres']
const unknown = stores.find((store) => store !== 'sqlite' && store !== 'postgres')
if (unknown !== undefined) {
	process.stderr.write(`No such store: ${unknown}. There are sqlite and postgres.\n`)
	process.exit(2)
}
let failed = 0
for (const store of stores) {
	const postgres = store === 'postgres' ? await startPostgres({ durable: true }) : null
	try {
		const found = await killOverAndOver({
			kills: Number(values.kills),
			first: Number(values.from),
			stride: Number(values.stride),
			seed: Number(values.seed),
			databaseUrl: postgres?.url ?? null,
			onRound: (round, how) => process.stderr.write(`${store} ${round}: ${how}\n`),
		})
		process.stdout.write(
			`${store}: killed ${found.kills} times, ${found.atStatements} of them at a statement, ${found.statements > 0 ? `up to statement ${found.statements} of a round, which is the last; ` : ''}` +
				`${found.acknowledged} revisions and ${found.pictures} pictures acknowledged, none is missing\n`,
		)
	} catch (thrown) {
		failed++
		process.stdout.write(`${store}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
	} finally {
		await postgres?.stop()
	}
}
process.exit(failed === 0 ? 0 : 1)
