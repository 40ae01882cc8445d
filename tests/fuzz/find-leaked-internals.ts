import { homedir, hostname, tmpdir } from 'node:os'
import { recordColumns } from '#shared/export/metadata-columns'
import { tableNames } from '../../sync-server/storage/tables/tables.ts'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const columns = new Set(recordColumns.map(({ header }) => header))
// Table names without an underscore are words of the field as well, and some are columns of every export:
// they reveal a table only in a database message.
const ofOurTables = tableNames.filter((name) => name.includes('_') && !columns.has(name)).join('|')
const anyTable = tableNames.join('|')

/** Patterns that no response may contain: paths of the program, stack traces, SQL, and database errors. */
const ours = [
	/^\s*at .+:\d+:\d+/m,
	/node_modules|node:internal|file:\/\/|sync-server/,
	/SQLITE_|\bFST_|\bE(?:NOENT|ACCES|EXIST|CONNREFUSED|CONNRESET|ISDIR|NOTDIR)\b/,
	/\b(?:[A-Z][a-z]+)*Error: /,
	...[process.cwd(), tmpdir(), homedir(), hostname()]
		.filter((place) => place.length > 3)
		.map((place) => new RegExp(`${escaped(place)}(?:$|\\W)`)),
	new RegExp(`\\b(?:${ofOurTables})\\b`),
	new RegExp(`["\`](?:${anyTable})["\`]?\\.["\`]?\\w`),
	new RegExp(
		`\\b(?:from|into|update|join|table|relation|constraint failed:|column:?)\\s+["\`]?(?:${anyTable})\\b`,
		'i',
	),
	/\bsyntax error at\b|near ".*": syntax error|\bno such (?:table|column)\b|\bconstraint failed\b|\bviolates .* constraint\b/i,
	/\binvalid input syntax for\b|\bpermission denied for\b|\bviolates row-level\b|\bdatatype mismatch\b/i,
	// in the words of PostgreSQL: a choice list that an uploaded form lacks does not exist either
	/\b(?:relation|database|role|schema|type|constraint|column) "[^"]*"(?: of relation "[^"]*")? does not exist\b/,
	/\bcolumn [\w.]+ does not exist\b|\b(?:function|operator)\b[^"\n]{0,80} does not exist\b/,
]

/**
 * Returns the internals of the program that a response reveals; empty if there are none. JSON is also
 * checked unescaped.
 */
export function findInternalDetails(reply: string): string[] {
	const asRead = reply.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_whole, code?: string, letter?: string) =>
		code ? String.fromCharCode(Number.parseInt(code, 16)) : letter === 'n' ? '\n' : (letter ?? ''),
	)
	return ours.flatMap((pattern) => {
		const found = pattern.exec(asRead) ?? pattern.exec(reply)
		return found ? [found[0].trim().slice(0, 200)] : []
	})
}
