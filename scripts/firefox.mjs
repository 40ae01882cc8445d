import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'
import { runProgram } from './stages.mjs'

/** `npm run test:firefox` */
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureFirefox } = await import('./find-firefox.mjs')
await build()
const tsx = join(top, 'node_modules/tsx/dist/cli.mjs')
const env = { E2E_FIREFOX: await ensureFirefox() }
process.exitCode = (await runProgram(tsx, ['tests/firefox/run.ts'], { env })) ? 0 : 1
