import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3')

// As text, since a built server is few files and this needs nothing of ours.
const work = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.sqlite)
const database = new Database(workerData.file, { fileMustExist: true, timeout: 0 })
try {
	database.pragma('synchronous = FULL')
	database.exec('vacuum')
	database.pragma('busy_timeout = 5000')
	const [row] = database.pragma('wal_checkpoint(truncate)')
	parentPort.postMessage({ isDone: row.busy === 0 })
} catch (thrown) {
	parentPort.postMessage(/^SQLITE_(BUSY|LOCKED)/.test(thrown.code) ? { isDone: false } : { code: thrown.code, message: thrown.message })
} finally {
	database.close()
}
`

/**
 * Writes a database's file anew with what is in it now, and empties the log of changes beside it. `secure_delete` alone is not enough:
 * where a page is balanced, SQLite leaves copies of moved cells in the gap of the old page, and zeros are written only where the cell is
 * deleted later. In a thread of its own, since it takes a second for each 100 MB, in which readers are answered and writers wait.
 *
 * False where somebody else has the file just now. @throws what SQLite says, with its `code`
 */
export function rewriteFile(file: string): Promise<boolean> {
	return new Promise((done, failed) => {
		const worker = new Worker(work, { eval: true, workerData: { sqlite, file } })
		worker.once('message', (said: { isDone?: boolean; code?: string; message?: string }) => {
			if (said.isDone !== undefined) done(said.isDone)
			else failed(Object.assign(new Error(said.message), { code: said.code }))
		})
		worker.once('error', failed)
		worker.once('exit', () => failed(new Error('the thread that rewrites the store ended')))
	})
}
