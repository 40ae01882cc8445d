import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Once before all walks, in the process that starts the workers: a folder for what they prepare. */
export default function prepareRun(): () => void {
	const folder = mkdtempSync(join(tmpdir(), 'zila-walks-'))
	process.env.ZILA_PREPARED = folder
	return () => rmSync(folder, { recursive: true, force: true })
}
