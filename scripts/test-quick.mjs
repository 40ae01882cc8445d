import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'
import { runProgram } from './stages.mjs'

/** `npm run test:quick -- --base REV`: see test-quick.ts. */
process.chdir(top)
await ensureInstalled()
const tsx = join(top, 'node_modules/tsx/dist/cli.mjs')
const isRight = await runProgram(tsx, ['scripts/test-quick.ts', ...process.argv.slice(2)])
process.exitCode = isRight ? 0 : 1
