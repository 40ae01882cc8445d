import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled, top } from './prepare.mjs'

process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
await build()
await import(pathToFileURL(join(top, 'dist/server/zila.js')).href)
