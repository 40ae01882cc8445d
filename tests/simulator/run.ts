import { simulate } from './one-seed.ts'
import { freshSqlite } from './world.ts'

/*
 * npm run simulate -- [--seeds N] [--from SEED] [--events N] [--until-found]
 */
const numberOf = (name: string, otherwise: number): number => {
	const at = process.argv.indexOf(name)
	return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const from = numberOf('--from', 1)
const seeds = numberOf('--seeds', 100)
const events = numberOf('--events', 60)
const isUntilFound = process.argv.includes('--until-found')

let failed = 0
const sums = { events: 0, restores: 0, revisions: 0 }
for (let seed = from; seed < from + seeds && !(isUntilFound && failed > 0); seed++)
	try {
		const { events: happened, restores, revisions } = await simulate(seed, freshSqlite, events)
		sums.events += happened
		sums.restores += restores
		sums.revisions += revisions
	} catch (thrown) {
		failed++
		console.log(
			`seed ${seed}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
		)
		console.log(`  again: npm run simulate -- --seeds 1 --from ${seed}`)
	}
console.log(
	`${seeds} seeds, ${sums.events} events, ${sums.revisions} revisions, ${sums.restores} servers put back: ${failed} violations`,
)
process.exit(failed === 0 ? 0 : 1)
