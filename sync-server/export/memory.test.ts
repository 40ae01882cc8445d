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

/** Peak memory of each export beyond what the server used before it, in MB, in the order of the formats. */
function growthWith(records: number, disagreements: number): number[] {
	const args = ['--import', 'tsx', program, String(records), String(disagreements), '--peak', ...formats]
	const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
	const lines = stdout.trim().split('\n').filter(Boolean)
	if (lines.length < formats.length) throw new Error(`an export did not end:\n${stdout}\n${stderr}`)
	return lines.map((line) => {
		const { peakMb, beforeMb } = JSON.parse(line) as { peakMb: number; beforeMb: number }
		return peakMb - beforeMb
	})
}

// A tenth of the records takes 9 to 15 MB, all of them 25 to 46: garbage that the engine has not collected yet.
test(`thousands of records and conflicts are exported as ${formats.join(', ')} in little memory`, {
	timeout: 600_000,
}, () => {
	const growth = growthWith(records, records)
	expect(
		growth.map((mb) => mb < 75),
		`${growth.join(', ')} MB`,
	).toEqual(formats.map(() => true))
})
