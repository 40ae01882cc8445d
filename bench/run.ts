import { parseArgs } from 'node:util'
import { describe, type Figure } from './figures.ts'

/** What can be measured, by the name it is called with. */
const benches: Readonly<Record<string, () => Promise<{ measure: () => Promise<Figure[]> }>>> = {
	'phone-bytes': () => import('./phone-bytes.ts'),
	fill: () => import('./fill.ts'),
	forms: () => import('./forms.ts'),
	intake: () => import('./intake.ts'),
	wire: () => import('./wire.ts'),
	sync: () => import('./sync.ts'),
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { json: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !(name in benches))
if (unknown.length > 0) {
	process.stderr.write(
		`No such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.\n`,
	)
	process.exit(2)
}
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
	process.stderr.write(`${name} …\n`)
	const { measure } = (await benches[name]?.()) ?? {}
	const figures = (await measure?.()) ?? []
	process.stdout.write(
		values.json
			? `${JSON.stringify({ name, figures })}\n`
			: `${[name, ...figures.map(describe)].join('\n')}\n\n`,
	)
}
process.exit(0)
