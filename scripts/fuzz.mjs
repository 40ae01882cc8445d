import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run fuzz -- --inputs N --seed N --from I --only WORDS`: N inputs to each parser and each endpoint. */
process.chdir(top)
const text = (otherwise) => ({ type: 'string', default: otherwise })
const options = { inputs: text('1000'), seed: text('1'), from: text('0'), only: text('') }
let asked
try {
	asked = parseArgs({ options }).values
} catch (thrown) {
	console.error(`${thrown.message}\nnpm run fuzz -- --inputs N --seed N --from I --only WORDS`)
	process.exit(2)
}
await ensureInstalled()
const { inputs, seed, from, only } = asked
const { status } = spawnSync(
	process.execPath,
	[
		...[
			join(top, 'node_modules/vitest/vitest.mjs'),
			'run',
			'--project',
			'fuzz',
			'--reporter=verbose',
			'--testTimeout=0',
		],
		...(only === '' ? [] : ['-t', only]),
	],
	{
		stdio: 'inherit',
		env: {
			...process.env,
			ZILA_FUZZ_INPUTS: inputs,
			ZILA_FUZZ_SEED: seed,
			ZILA_FUZZ_FROM: from,
		},
	},
)
process.exitCode = status ?? 1
