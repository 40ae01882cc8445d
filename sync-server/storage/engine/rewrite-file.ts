import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3')

// as text, since a built server consists of few files and this needs none of our modules
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
 * Rewrites a database file with its current content, and empties the write-ahead log. `secure_delete` alone
 * is not enough: when SQLite balances a page, it leaves copies of moved cells in the gap of the old page, and
 * only the deleted cell is overwritten with zeros later. Runs in a thread of its own, since it takes a second
 * per 100 MB, in which readers are served and writers wait.
 *
 * Resolves to false if another connection is using the file. @throws SQLite's error, with its `code`
 */
export function rewriteFile(file: string): Promise<boolean> {
	return new Promise((done, failed) => {
		const worker = new Worker(work, { eval: true, workerData: { sqlite, file } })
		worker.once('message', (reply: { isDone?: boolean; code?: string; message?: string }) => {
			if (reply.isDone !== undefined) done(reply.isDone)
			else failed(Object.assign(new Error(reply.message), { code: reply.code }))
		})
		worker.once('error', failed)
		worker.once('exit', () => failed(new Error('the thread that rewrites the store ended')))
	})
}
