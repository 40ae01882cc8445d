import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../tests/export-memory.ts', import.meta.url))
function peakOf(format: string, records: number, disagreements: number): number {
	const args = ['--import', 'tsx', program, String(records), String(disagreements), format]
	const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
	if (stdout === '') throw new Error(`the export did not end:\n${stderr}`)
	return (JSON.parse(stdout) as { peakMb: number }).peakMb
}

test.each(['csv', 'dta', 'parquet'])(
	'ten times as many records, and as many disagreements, take no more memory as %s',
	{
		timeout: 300_000,
	},
	(format) => {
		expect(peakOf(format, 20_000, 20_000) - peakOf(format, 2000, 0)).toBeLessThan(100)
	},
)
