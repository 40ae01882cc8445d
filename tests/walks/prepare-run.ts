import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ports reserved for a run: more than it has workers. */
const portsOfRun = 20

/**
 * Runs once before all walks, in the process that starts the workers: creates a folder for prepared stores,
 * and reserves ports that no other run uses. They are below the range of ports that systems assign.
 */
export default async function prepareRun(): Promise<() => void> {
	let first = 18_100
	while (!(await isFree(first))) first += portsOfRun
	process.env.ZILA_WALK_PORT = String(first + 1)
	const portLock = createServer().listen(first, '127.0.0.1')
	const folder = mkdtempSync(join(tmpdir(), 'zila-walks-'))
	process.env.ZILA_PREPARED = folder
	return () => {
		portLock.close()
		rmSync(folder, { recursive: true, force: true })
	}
}

async function isFree(port: number): Promise<boolean> {
	const probe = createServer()
	try {
		probe.listen(port, '127.0.0.1')
		await once(probe, 'listening')
		probe.close()
		await once(probe, 'close')
		return true
	} catch {
		return false
	}
}
