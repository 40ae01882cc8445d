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
const vitest = join(top, 'node_modules/vitest/vitest.mjs')
const chosen = ['--project', 'fuzz', ...(only === '' ? [] : ['-t', only])]
const found = spawnSync(process.execPath, [vitest, 'list', ...chosen], { encoding: 'utf8' })
if (found.status === 0 && found.stdout.trim() === '') {
	console.error(`No test has the words "${only}". \`npm run fuzz -- --inputs 1\` prints the names of all.`)
	process.exit(2)
}
const { status } = spawnSync(
	process.execPath,
	[vitest, 'run', ...chosen, '--reporter=verbose', '--testTimeout=0'],
	{
		stdio: 'inherit',
		env: { ...process.env, ZILA_FUZZ_INPUTS: inputs, ZILA_FUZZ_SEED: seed, ZILA_FUZZ_FROM: from },
	},
)
process.exitCode = status ?? 1
