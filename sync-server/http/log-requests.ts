import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteLog } from '../logging/log.ts'
import type { LogLevel } from '../logging/log-line.ts'
import { traceOf } from '../logging/trace-of.ts'
import { clientKindOf } from './client-kind.ts'
import { requestIdHeader } from './request-id.ts'
import { isApi, isForMonitors, isSync } from './route-of.ts'

/**
 * Writes one line for each request when it ends, also when the client leaves before. It has the pattern of the
 * route and no part of the address, the headers or the body.
 */
export function logRequests(app: FastifyInstance, writeLog: WriteLog): void {
	app.addHook('onRequest', async (request, reply) => logWhenEnded(request, reply, writeLog))
	app.addHook('onSend', async (request, reply) => {
		// Phones pay for each header of a sync and of the app's files; errors of a sync have the id in their body.
		const isWanted = isApi(request) || reply.statusCode >= 400
		if (isWanted && !isSync(request)) reply.header(requestIdHeader, request.id)
	})
}

export function logWhenEnded(request: FastifyRequest, reply: FastifyReply, writeLog: WriteLog): void {
	const began = performance.now()
	const { socket } = request.raw
	const sentBefore = socket.bytesWritten
	let isFinished = false
	reply.raw.once('finish', () => {
		isFinished = true
	})
	reply.raw.once('close', () => {
		const client = clientKindOf(request)
		const bytes = socket.bytesWritten - sentBefore
		writeLog(levelOf(request, reply), 'request', {
			requestId: request.id,
			method: request.method,
			route: request.routeOptions.url ?? 'unknown',
			...(reply.raw.headersSent ? { status: reply.statusCode } : {}),
			durationMs: Math.round(performance.now() - began),
			...(Number.isFinite(bytes) ? { bytes } : {}),
			...(client === undefined ? {} : { client }),
			...(isFinished ? {} : { isAborted: true }),
		})
	})
}

/** Monitors request health and metrics every few seconds: those lines are details. */
function levelOf(request: FastifyRequest, reply: FastifyReply): LogLevel {
	if (isForMonitors(request)) return 'debug'
	return reply.statusCode >= 500 ? 'error' : 'info'
}

const nothing = () => {}

/**
 * Returns the logger for Fastify itself. Its messages quote addresses and errors, so that only the kind and the
 * place of an error are written.
 */
export function frameworkLog(writeLog: WriteLog, requestId?: string): FastifyBaseLogger {
	const report =
		(level: LogLevel) =>
		(first: unknown): void => {
			const thrown = first instanceof Error ? first : errorIn(first)
			const place = thrown === null ? '' : `: ${traceOf(thrown)}`
			writeLog(level, `Fastify${place}`, requestId === undefined ? {} : { requestId })
		}
	return {
		level: 'warn',
		silent: nothing,
		trace: nothing,
		debug: nothing,
		info: nothing,
		warn: report('warn'),
		error: report('error'),
		fatal: report('error'),
		child: ({ reqId }) => frameworkLog(writeLog, typeof reqId === 'string' ? reqId : requestId),
	}
}

const errorIn = (fields: unknown): Error | null =>
	typeof fields === 'object' && fields !== null && 'err' in fields && fields.err instanceof Error
		? fields.err
		: null
