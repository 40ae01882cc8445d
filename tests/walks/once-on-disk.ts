import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Maximum time to create a folder: an older lock was left by a run that was killed. */
const longestMakingMs = 180_000

/**
 * Creates a folder in the worker that needs it first, while the others wait. `make` fills a folder with
 * another name, which is renamed when complete: a run that is killed leaves no partial folder.
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
