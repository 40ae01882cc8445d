import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ExportFormat, exportFormatNames } from '#shared/export/export-formats'
import { type Figure, figure } from './figures.ts'

/** A round. */
const records = Number(process.env.EXPORT_RECORDS ?? '9300')
const program = fileURLToPath(new URL('../tests/export-memory.ts', import.meta.url))
/** Places stand in a few questions and the codebook is two pages: what takes time there is the reading, as everywhere. */
const formats = exportFormatNames.filter((format) => format !== 'geojson' && format !== 'codebook')

/**
 * Household interviews with their members written into files of each format, each in a process of its own whose heap is kept small. Nobody
 * waits for more than a round; ten of them are not to take more memory.
 */
export async function measure(): Promise<Figure[]> {
	const args = ['--import', 'tsx', program, String(records), '0', ...formats]
	const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
	const taken = stdout.trim().split('\n')
	if (taken.length !== formats.length) throw new Error(`an export did not end:\n${stderr}`)
	return formats.flatMap((format, i) => figuresOf(format, JSON.parse(taken[i] ?? '')))
}

function figuresOf(format: ExportFormat, { peakMb, seconds, bytes }: Record<string, number>): Figure[] {
	const of = (what: string) => `${format}, ${records} interviews: ${what}`
	return [
		figure(of('records written'), records / (seconds ?? Number.NaN), '1/s', { budget: 300 }),
		figure(of('peak memory of the process'), peakMb ?? Number.NaN, 'MB', { budget: 300 }),
		figure(of('size of the zip'), (bytes ?? Number.NaN) / 1e6, 'MB'),
	]
}
