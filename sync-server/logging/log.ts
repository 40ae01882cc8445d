import pino from 'pino'
import { formatLogLine } from './format-log-line.ts'
import type { LogFields, LogLevel } from './log-line.ts'

/** JSON for programs that collect logs, text for a person at a terminal. */
export const logFormats = ['json', 'text'] as const
export type LogFormat = (typeof logFormats)[number]

export type WriteLog = (level: LogLevel, text: string, fields?: LogFields) => void

/** Reports an error of the server. `requestId`: id of the request that it belongs to. */
export type ReportFailure = (what: string, fields?: Pick<LogFields, 'requestId'>) => void

export interface ServerLog {
	readonly write: WriteLog
	/** Writes a text for the administrator, whatever LOG_LEVEL is: in JSON, one line of the log for each line. */
	announce(text: string): void
}

export interface LogOptions {
	readonly format: LogFormat
	/** `info` for JSON and `warn` for text if absent: a terminal shows the start message, not each request. */
	readonly level?: LogLevel | undefined
	/** Receives complete lines. */
	readonly output?: LogOutput
}

interface LogOutput {
	/** The log, and announcements. */
	write(text: string): void
	/** Warnings and errors in text. */
	writeError(text: string): void
}

/** JSON goes to the standard output alone: what collects it reads one stream. */
const standardOutput: LogOutput = {
	write: (text) => void process.stdout.write(text),
	writeError: (text) => void process.stderr.write(text),
}

/** Creates the log of a process. Everything that the server has to say is written to it. */
export function createLog({ format, level, output = standardOutput }: LogOptions): ServerLog {
	const isJson = format === 'json'
	const logger = pino(
		{
			level: level ?? (isJson ? 'info' : 'warn'),
			base: { pid: process.pid },
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
		},
		{ write: isJson ? output.write : (line) => writeText(output, line) },
	)
	const announcements = logger.child({}, { level: 'info' })
	return {
		write: (lineLevel, text, fields = {}) => logger[lineLevel](fields, text),
		announce(text) {
			if (!isJson) return output.write(`${text}\n`)
			for (const line of text.split('\n').map((each) => each.trim()))
				if (line !== '') announcements.info(line)
		},
	}
}

function writeText(output: LogOutput, line: string): void {
	const { level, text } = formatLogLine(line)
	if (level === 'debug' || level === 'info') output.write(text)
	else output.writeError(text)
}
