import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Making a folder takes no longer: a lock that is older was left by a run that was killed. */
const longestMakingMs = 180_000

/**
 * A folder that is made by whichever worker needs it first, while the others wait. `make` fills a folder of another name, which is renamed when
 * all of it is there: a run that is killed leaves no half of it.
 */
export async function onceOnDisk(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
	mkdirSync(dirname(folder), { recursive: true })
	const lock = `${folder}.lock`
	while (!existsSync(folder)) {
		if (!tryLock(lock)) {
			await wait(100)
			continue
		}
		try {
			if (existsSync(folder)) return
			const unfinished = `${folder}.unfinished`
			rmSync(unfinished, { recursive: true, force: true })
			mkdirSync(unfinished, { recursive: true })
			await make(unfinished)
			renameSync(unfinished, folder)
		} finally {
			rmSync(lock, { recursive: true, force: true })
		}
	}
}

function tryLock(lock: string): boolean {
	try {
		mkdirSync(lock)
		return true
	} catch {
		const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
		if (age > longestMakingMs) rmSync(lock, { recursive: true, force: true })
		return false
	}
}
