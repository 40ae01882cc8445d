import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run conformance` compares the form engine with recorded cases; `-- --dir DIR`, `--list`, `--json`. */
const from = process.cwd()
process.chdir(top)
await ensureInstalled()
const { status } = spawnSync(
	process.execPath,
	[join(top, 'node_modules/tsx/dist/cli.mjs'), 'tests/conformance/run.ts', ...process.argv.slice(2)],
	{ stdio: 'inherit', env: { ...process.env, INVOKED_FROM: process.env.INIT_CWD ?? from } },
)
process.exitCode = status ?? 1
