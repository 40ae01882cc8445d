import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { exportFormatNames } from '#shared/export/export-formats'
import { type Comparison, type Figure, figure } from './benchmark-result.ts'

/** Records of one round, and more: `BENCH_EXPORT_RECORDS="9300 100000 1000000"`. */
const sizes = (process.env.BENCH_EXPORT_RECORDS ?? '9300 100000').split(' ').map(Number)
const program = fileURLToPath(new URL('../helpers/export-memory.ts', import.meta.url))
/**
 * GeoJSON has few columns and the codebook two pages: reading the records dominates them, as in the other
 * formats.
 */
const formats = [
	...exportFormatNames.filter((format) => format !== 'geojson' && format !== 'codebook'),
	'odata' as const,
]

/** CPU seconds of ODK Central for the same data, and our budget. */
const cpu: Readonly<Record<string, Comparison>> = {
	'csv 9300': { peer: 'Central', peerValue: 3.8, budget: 0.4 },
	'csv 100000': { peer: 'Central', peerValue: 24.5, budget: 2.5 },
	'odata 100000': { peer: 'Central', peerValue: 27.5, budget: 5 },
}

/**
 * Exports household interviews with their members to files of each format, and reads them page by page by
 * OData, each in a process of its own with a small heap. Time matters for one round; ten rounds must not
 * need more memory.
 */
export async function measure(): Promise<Figure[]> {
	return sizes.flatMap((records) => {
		const args = ['--import', 'tsx', program, String(records), '0', ...formats]
		const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
		const outputLines = stdout.trim().split('\n')
		if (outputLines.length !== formats.length) throw new Error(`an export did not end:\n${stderr}`)
		return formats.flatMap((format, i) => figuresOf(format, records, JSON.parse(outputLines[i] ?? '')))
	})
}

function figuresOf(format: string, records: number, found: Record<string, number>): Figure[] {
	const labelOf = (label: string) => `${format}, ${records} interviews: ${label}`
	const { peakMb = Number.NaN, beforeMb = 0, seconds = Number.NaN, bytes = Number.NaN, cpuSeconds } = found
	return [
		figure(labelOf('CPU'), cpuSeconds ?? Number.NaN, 's', cpu[`${format} ${records}`] ?? {}),
		figure(labelOf('records a second'), records / seconds, '1/s'),
		figure(labelOf('peak memory over idle'), peakMb - beforeMb, 'MB', { budget: 300 }),
		figure(labelOf('size'), bytes / 1e6, 'MB'),
	]
}
