import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../tests/helpers/export-memory.ts', import.meta.url))
const formats = ['csv', 'dta', 'parquet']
/**
 * `npm run test:long` uses many more. Code that holds all records exceeds its small heap with this number,
 * too.
 */
const records = Number(process.env.ZILA_MEMORY_RECORDS ?? 8000)

/** Peak memory in MB, in the order of the formats. */
function peaksOf(records: number, disagreements: number): number[] {
	const args = ['--import', 'tsx', program, String(records), String(disagreements), '--peak', ...formats]
	const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
	const lines = stdout.trim().split('\n').filter(Boolean)
	if (lines.length < formats.length) throw new Error(`an export did not end:\n${stdout}\n${stderr}`)
	return lines.map((line) => (JSON.parse(line) as { peakMb: number }).peakMb)
}

test(`ten times as many records and conflicts take no more memory as ${formats.join(', ')}`, {
	timeout: 600_000,
}, () => {
	const few = peaksOf(records / 10, 0)
	const more = peaksOf(records, records).map((peak, i) => peak - (few[i] ?? 0))
	expect(
		more.map((mb) => mb < 60),
		`${more.join(', ')} MB more`,
	).toEqual(formats.map(() => true))
})
