import { createRequire } from 'node:module'
import { join } from 'node:path'

/*
 * Runs a CouchDB of express-pouchdb on LevelDB, in a folder of its own: `node pouch-server.mjs FOLDER`,
 * with its packages installed there. Prints its port and, after any message, the bytes that went over
 * its sockets.
 */
const [, , folder = '.'] = process.argv
const require = createRequire(join(folder, 'package.json'))
const PouchDB = require('pouchdb').defaults({ prefix: `${join(folder, 'store')}/` })
const app = require('express-pouchdb')(PouchDB, {
	mode: 'minimumForPouchDB',
	inMemoryConfig: true,
	logPath: join(folder, 'log.txt'),
})
let [up, down] = [0, 0]
const sockets = new Set()
const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
server.on('connection', (socket) => {
	sockets.add(socket)
	socket.on('close', () => {
		sockets.delete(socket)
		up += socket.bytesRead
		down += socket.bytesWritten
	})
})
process.on('message', () => {
	const open = [...sockets]
	process.send?.({
		up: open.reduce((sum, { bytesRead }) => sum + bytesRead, up),
		down: open.reduce((sum, { bytesWritten }) => sum + bytesWritten, down),
	})
})
