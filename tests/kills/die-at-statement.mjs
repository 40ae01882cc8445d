import Database from 'better-sqlite3'
import pg from 'pg'

/*
 * Loaded before the server (`node --import`), which does not know it. The parent process sends over its
 * channel at which database statement the server is to die, and it kills itself there with SIGKILL.
 * `{ at: 3 }`: instead of the third statement from now on. `{ at: 3, isSent: true }`: after the third was
 * sent to PostgreSQL, so that its result is unknown. `{ count: true }`: returns the number of statements
 * since the last request.
 */
let statementsLeft = Number(process.env.ZILA_KILL_AT_STATEMENT ?? 0)
let isSent = false
let counted = 0

const die = () => process.kill(process.pid, 'SIGKILL')

/** True for the statement at which to die. */
function isLast() {
	counted++
	return statementsLeft > 0 && --statementsLeft === 0
}

process.on('message', (message) => {
	if ('at' in message) {
		statementsLeft = message.at
		isSent = message.isSent ?? false
	}
	if ('count' in message) {
		process.send?.({ counted })
		counted = 0
	}
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

const { query } = pg.Client.prototype
pg.Client.prototype.query = function (...args) {
	if (!isLast()) return query.apply(this, args)
	if (!isSent) die()
	const result = query.apply(this, args)
	// by then the statement is in the socket
	setImmediate(die)
	return result
}
