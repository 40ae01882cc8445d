import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'
import { runProgram } from './stages.mjs'

/** `npm run test:faults`, `-- --only WORDS` */
process.chdir(top)
await ensureInstalled()
const tsx = join(top, 'node_modules/tsx/dist/cli.mjs')
process.exitCode = (await runProgram(tsx, ['tests/faults/run.ts', ...process.argv.slice(2)])) ? 0 : 1
