import { Socket } from 'node:net'
import Database from 'better-sqlite3'

/*
 * Loaded before the server (`node --import`), which does not know it. The parent process sends over its
 * channel at which database statement the server is to die, and it kills itself there with SIGKILL.
 * `{ at: 3 }`: instead of the third statement from now on. `{ at: 3, isSent: true }`: after the third was
 * sent to PostgreSQL, so that its result is unknown.
 *
 * Statements for PostgreSQL are recognised on the socket: the built server contains its own copy of the driver.
 */
let statementsLeft = Number(process.env.ZILA_KILL_AT_STATEMENT ?? 0)
let isSent = false

const die = () => process.kill(process.pid, 'SIGKILL')

/** True for the statement at which to die. */
const isLast = () => statementsLeft > 0 && --statementsLeft === 0

process.on('message', ({ at, isSent: isSentNow = false }) => {
	statementsLeft = at
	isSent = isSentNow
})
// the channel alone keeps no process running
process.channel?.unref()

const Statement = Object.getPrototypeOf(new Database(':memory:').prepare('select 1'))
for (const [owner, name] of [
	[Statement, 'run'],
	[Statement, 'all'],
	[Statement, 'iterate'],
	[Database.prototype, 'exec'],
]) {
	const plain = owner[name]
	owner[name] = function (...args) {
		if (isLast()) die()
		return plain.apply(this, args)
	}
}

/** True for the message that ends a statement: Query (Q), or Sync (S) after the parts of one with values. */
function endsStatement(bytes) {
	if (!Buffer.isBuffer(bytes) || bytes.length < 5 || bytes.readUInt32BE(1) !== bytes.length - 1) return false
	const type = String.fromCharCode(bytes[0])
	return type === 'Q' || (type === 'S' && bytes.length === 5)
}
const { write } = Socket.prototype
Socket.prototype.write = function (...args) {
	if (!endsStatement(args[0]) || !isLast()) return write.apply(this, args)
	// the parts before it are not sent yet: the driver holds them back until this one
	if (!isSent) die()
	const result = write.apply(this, args)
	// by then the statement is in the socket
	setImmediate(die)
	return result
}
