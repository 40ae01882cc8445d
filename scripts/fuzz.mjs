import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run fuzz -- --inputs N --seed N --from I --only WORDS`: so many inputs to each reader and each door. */
process.chdir(top)
ensureInstalled()
const given = (name, otherwise) => {
	const at = process.argv.indexOf(name)
	return at < 0 ? otherwise : process.argv[at + 1]
}
const only = given('--only', '')
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
			ZILA_FUZZ_INPUTS: given('--inputs', '1000'),
			ZILA_FUZZ_SEED: given('--seed', '1'),
			ZILA_FUZZ_FROM: given('--from', '0'),
		},
	},
)
process.exitCode = status ?? 1
