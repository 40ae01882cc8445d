import type * as z from 'zod/mini'
import type { AuditKind } from '../people/audit-log.ts'
import type { Permission } from '../people/roles.ts'

/*
 * Routes of the desk, each declared once in a file of this folder by area. The server mounts handlers from
 * the declaration: session, permission, values, cost and size are checked before a handler runs, which can
 * write only the declared kinds of entries of the audit log. The desk calls by the same declaration. Not here are
 * the protocol of phones, health checks, the stream of events, and the routes for programs, which have an
 * OpenAPI description of their own.
 */

/** Cost of a route that reads every record of a round. */
export const wholeRoundCost = 20

export interface ApiRoute {
	readonly method: 'GET' | 'POST' | 'DELETE'
	/** With parameters as `:id`. */
	readonly path: `/api/${string}`
	/** Permission that the role of the user must have. `signed-in`: any user; `anybody`: no session. */
	readonly permission: Permission | 'signed-in' | 'anybody'
	/** True if users of the demonstration are refused. */
	readonly isForRealData?: true
	/** Kinds of entries of the audit log, of which one is written with every response; or `nothing`. */
	readonly audit: readonly AuditKind[] | 'nothing'
	/** Cost for the rate limit, in requests. Default 1. */
	readonly cost?: number
	/** True if the server may take up to an hour to answer: the desk waits. */
	readonly isLong?: true
	/** Maximum bytes of the body. The server's default if absent. */
	readonly bodyLimit?: number
	readonly params?: z.ZodMiniType
	readonly query?: z.ZodMiniType
	readonly body?: z.ZodMiniType
	/** `file`: a download that the handler sends. Absent if a success has no body (204). */
	readonly response?: z.ZodMiniType | 'file'
}

/** Routes of one area, by name. */
export type Api = Readonly<Record<string, ApiRoute>>

/** Declares the routes of an area, with the type of each schema. */
export const defineApi = <const Routes extends Api>(routes: Routes): Routes => routes

/** Value that a schema accepts, as the sender has it; `undefined` without a schema. */
export type InputOf<Schema> = Schema extends z.ZodMiniType ? z.input<Schema> : undefined
/** Parsed value of a schema; `undefined` without a schema. */
export type OutputOf<Schema> = Schema extends z.ZodMiniType ? z.output<Schema> : undefined
