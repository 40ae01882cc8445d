import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run simulate -- --seeds N --from SEED`, `-- --faults`. */
process.chdir(top)
await ensureInstalled()
const withFaults = process.argv.includes('--faults')
const { status } = spawnSync(
	process.execPath,
	[
		join(top, 'node_modules/tsx/dist/cli.mjs'),
		withFaults ? 'tests/simulator/run-faults.ts' : 'tests/simulator/run.ts',
		...process.argv.slice(2),
	],
	{ stdio: 'inherit' },
)
process.exitCode = status ?? 1
