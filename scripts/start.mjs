import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled, top } from './prepare.mjs'

process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
await build()
// who starts it by hand reads the log, also through a pipe; services and containers start the program itself
const hasConfigFile = process.env.ZILA_CONFIG || process.argv.some((word) => word.startsWith('--config'))
if (!hasConfigFile) process.env.LOG_FORMAT ||= 'text'
await import(pathToFileURL(join(top, 'dist/server/main.js')).href)
