/** Levels that LOG_LEVEL can name, from the most to the least detailed. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
/** `fatal`: the server did not start. */
export type LogLevel = (typeof logLevels)[number] | 'fatal'

/**
 * Values of a log line besides its time, level and text. None of them is an answer, an id of the store, a name
 * or an address of a person. A line has no other values.
 */
export interface LogFields {
	readonly requestId?: string
	readonly method?: string
	/** Pattern of the route, without values. */
	readonly route?: string
	readonly status?: number
	readonly durationMs?: number
	/** Bytes sent, with headers. */
	readonly bytes?: number
	/** Role of the user, `api-key`, or `device`. Absent if the request did not prove it. */
	readonly client?: string
	/** True if the client left before the response was complete. */
	readonly isAborted?: true
}
