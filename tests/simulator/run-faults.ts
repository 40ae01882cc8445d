import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { faults } from './faults.ts'

/*
 * npm run simulate -- --faults [--seeds N] [--only WORDS]
 * Injects one fault after the other into a copy of the program and simulates until it is found. A fault
 * that is not found within N seeds shows a gap in the checks of the simulation.
 */
const at = process.argv.indexOf('--seeds')
const seeds = at < 0 ? '600' : (process.argv[at + 1] ?? '600')
const rooms = ['shared', 'web', 'sync-server', 'tests', 'package.json', 'tsconfig.base.json']

let found = 0
const only = process.argv.indexOf('--only')
const chosen = faults.filter(({ name }) => only < 0 || name.includes(process.argv[only + 1] ?? ''))
for (const { name, file, right, wrong } of chosen) {
	const copy = mkdtempSync(join(tmpdir(), 'zila-fault-'))
	for (const room of rooms) cpSync(room, join(copy, room), { recursive: true })
	symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
	const path = join(copy, file)
	const text = readFileSync(path, 'utf8')
	if (!text.includes(right)) throw new Error(`${file} does not contain "${right}" any more`)
	writeFileSync(
		path,
		text.replace(right, () => wrong),
	)
	const { status, stdout } = spawnSync(
		process.execPath,
		[
			resolve('node_modules/tsx/dist/cli.mjs'),
			...['tests/simulator/run.ts', '--seeds', seeds, '--events', '80', '--until-found'],
		],
		{ cwd: copy, encoding: 'utf8' },
	)
	const first = /^seed (\d+): (.*)$/m.exec(stdout)
	if (status === 1 && first) found++
	console.log(
		`${status === 1 && first ? `found by seed ${first[1]}` : 'NOT FOUND'}: ${name}${first ? ` (${first[2]})` : ''}`,
	)
	rmSync(copy, { recursive: true, force: true })
}
console.log(`${found} of ${chosen.length} faults found`)
process.exit(found === chosen.length ? 0 : 1)
