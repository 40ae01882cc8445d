import type { LogFields, LogLevel } from './log-line.ts'

interface LogLine extends LogFields {
	readonly level: LogLevel
	readonly time: string
	readonly msg: string
}

/** Returns a line of the log in JSON as text for a terminal, with its level. */
export function formatLogLine(json: string): { readonly level: LogLevel; readonly text: string } {
	const line = JSON.parse(json) as LogLine
	const { level, time, msg } = line
	if (level === 'fatal') return { level, text: `\n  ${msg}\n\n` }
	return { level, text: `${[time, msg, ...valuesOf(line)].join(' ')}\n` }
}

function valuesOf({
	method,
	route,
	status,
	durationMs,
	bytes,
	client,
	isAborted,
	requestId,
}: LogLine): string[] {
	return [
		...(method === undefined ? [] : [method]),
		...(route === undefined ? [] : [route]),
		...(status === undefined ? [] : [String(status)]),
		...(durationMs === undefined ? [] : [`${durationMs} ms`]),
		...(bytes === undefined ? [] : [`${bytes} bytes`]),
		...(client === undefined ? [] : [client]),
		...(isAborted ? ['aborted'] : []),
		...(requestId === undefined ? [] : [requestId]),
	]
}
