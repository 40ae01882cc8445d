import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { copyProgram, injectFault } from '../helpers/inject-fault.ts'
import { faults } from './faults.ts'

/*
 * npm run simulate -- --faults [--seeds N] [--only WORDS]
 * Injects one fault after the other into a copy of the program and simulates until it is found. A fault
 * that is not found within N seeds shows a gap in the checks of the simulation.
 */
const at = process.argv.indexOf('--seeds')
const seeds = at < 0 ? '600' : (process.argv[at + 1] ?? '600')
const copy = copyProgram()
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))

let found = 0
const only = process.argv.indexOf('--only')
const chosen = faults.filter(({ name }) => only < 0 || name.includes(process.argv[only + 1] ?? ''))
for (const fault of chosen) {
	const takeOut = injectFault(copy, fault)
	const { status, stdout } = spawnSync(
		process.execPath,
		[
			'node_modules/tsx/dist/cli.mjs',
			...['tests/simulator/run.ts', '--seeds', seeds, '--events', '80', '--until-found'],
		],
		{ cwd: copy, encoding: 'utf8' },
	)
	takeOut()
	const first = /^seed (\d+): (.*)$/m.exec(stdout)
	if (status === 1 && first) found++
	console.log(
		`${status === 1 && first ? `found by seed ${first[1]}` : 'NOT FOUND'}: ${fault.name}${first ? ` (${first[2]})` : ''}`,
	)
}
console.log(`${found} of ${chosen.length} faults found`)
process.exit(found === chosen.length ? 0 : 1)
