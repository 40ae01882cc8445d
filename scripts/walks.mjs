import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'
import { runProgram } from './stages.mjs'

/**
 * `npm run walks -- [NAME …] [--pictures] [--trace] [--repeat N] [--whole-chromium]`: runs the walks in a
 * browser, all or those with a name in their file name. `--pictures` saves their screenshots and `--trace`
 * their traces, both in test-results; `--whole-chromium` uses a Chromium with windows.
 */
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium, ensureHeadlessShell } = await import('./find-chromium.mjs')
const args = process.argv.slice(2)
const has = (name) => args.includes(name)
const repeatAt = args.indexOf('--repeat')
const names = args.filter((each, i) => !each.startsWith('--') && (repeatAt < 0 || i !== repeatAt + 1))
await build()
await build({ webOut: 'dist/web-next', appVersion: 'next' })
const isRight = await runProgram(
	join(top, 'node_modules/@playwright/test/cli.js'),
	['test', ...names, ...(repeatAt < 0 ? [] : [`--repeat-each=${args[repeatAt + 1]}`])],
	{
		env: {
			ZILA_WHOLE_CHROMIUM: await ensureChromium(),
			E2E_CHROMIUM: has('--whole-chromium') ? await ensureChromium() : await ensureHeadlessShell(),
			// named walks run in both languages, and include those of the long run
			...(names.length > 0 ? { ZILA_ALL_WALKS: '1' } : {}),
			...(has('--pictures') ? { ZILA_PICTURES: '1' } : {}),
			...(has('--trace') ? { ZILA_TRACE: '1' } : {}),
		},
	},
)
process.exitCode = isRight ? 0 : 1
