import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Figure, lineOf } from './benchmark-result.ts'

/** Benches by name. */
const benches: Readonly<Record<string, () => Promise<{ measure: () => Promise<Figure[]> }>>> = {
	'phone-bytes': () => import('./phone-bytes.ts'),
	fill: () => import('./fill.ts'),
	forms: () => import('./forms.ts'),
	intake: () => import('./intake.ts'),
	wire: () => import('./wire.ts'),
	sync: () => import('./sync.ts'),
	phone: () => import('./phone.ts'),
	quality: () => import('./quality.ts'),
	'quality-cached': () => import('./quality-cached.ts'),
	desk: () => import('./desk.ts'),
	export: () => import('./export.ts'),
	results: () => import('./round-estimates.ts'),
	intervals: () => import('./intervals.ts'),
	helpline: () => import('./helpline.ts'),
}

/** Committed values of each bench by name, with which new results are compared. */
const committedFile = 'tests/benchmarks/committed-results.json'
const committed = JSON.parse(readFileSync(committedFile, 'utf8')) as Record<string, Record<string, number>>

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		json: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
	},
})
const unknown = positionals.filter((name) => !(name in benches))
if (unknown.length > 0) {
	process.stderr.write(
		`No such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.\n`,
	)
	process.exit(2)
}
// `phone` includes `phone-bytes` and `fill`; `desk` creates a million records, so it runs only on request
const all = Object.keys(benches).filter((name) => !['phone-bytes', 'fill', 'desk'].includes(name))
for (const name of positionals.length > 0 ? positionals : all) {
	process.stderr.write(`${name} …\n`)
	const { measure } = (await benches[name]?.()) ?? {}
	const figures = (await measure?.()) ?? []
	const names = new Set(figures.map(({ label }) => label))
	// results are compared by name, so names have to be unique
	if (names.size !== figures.length) throw new Error(`${name}: two measurements have the same name`)
	process.stdout.write(
		values.json
			? `${JSON.stringify({ name, figures })}\n`
			: `${[name, ...figures.map((each) => lineOf(each, committed[name]?.[each.label]))].join('\n')}\n\n`,
	)
	if (values.keep) {
		committed[name] = Object.fromEntries(figures.map(({ label, value }) => [label, value]))
		writeFileSync(committedFile, `${JSON.stringify(committed, null, '\t')}\n`)
	}
}
process.exit(0)
