import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { whoReads } from '#shared/forms/who-reads'
import {
	auditPageSchema,
	auditQuerySchema,
	auditVerificationSchema,
	fieldsOf,
} from '#shared/people/audit-log'
import type { Role } from '#shared/people/roles'
import { dayOf } from '#shared/study/study-day'
import { checkLog } from '../audit-log/entries.ts'
import { logAsFile, readLog, readOwnRole } from '../audit-log/read-audit-log.ts'
import type { PublishedForm } from '../forms/form-repository.ts'
import { audit } from './audit.ts'
import { wholeNumberSchema } from './check-input.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './error-handler.ts'
import { requirePermissionOnRealData } from './session-cookie.ts'

/** Cost of a route that reads every log entry. */
const ofWholeLog = 20
const linesPerPage = 100
const pageQuery = z.object({ ...auditQuerySchema.shape, before: z.optional(wholeNumberSchema) })

/** Routes for the audit log, for administrators. Reading it is logged as well. */
export function auditLogRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study, now } = deps
	const { offsetMinutes } = study
	/** Requires access to real data: demonstration users do not read what real people did. */
	const reader = (request: FastifyRequest) => requirePermissionOnRealData(deps, request, 'audit-log.read')
	/**
	 * Forms of which any version is restricted to a role or encrypts answers to it. All versions count: the role
	 * must be informed of a version that removes this protection.
	 */
	const formsOf = async (role: Role): Promise<string[]> => {
		const all = await Promise.all((await deps.forms.current()).map(({ id }) => deps.forms.versions(id)))
		const isTheirs = ({ definition }: PublishedForm): boolean => {
			const { records, sealed } = whoReads(definition)
			return (definition.readers !== undefined && records.includes(role)) || sealed.includes(role)
		}
		return [...new Set(all.flatMap((versions) => versions.filter(isTheirs).map(({ id }) => id)))]
	}
	app.get(
		'/api/audit-log',
		{
			config: { notes: ['audit-log-read'] },
			schema: { querystring: pageQuery, response: { 200: auditPageSchema } },
		},
		async (request) => {
			const person = await reader(request)
			await audit(deps, request, { kind: 'audit-log-read', fields: fieldsOf(request.query) })
			return readLog(store, person, { ...request.query, offsetMinutes }, linesPerPage)
		},
	)
	app.get(
		'/api/audit-log/own-role',
		{
			config: { notes: 'nothing' },
			schema: {
				querystring: z.object({ before: z.optional(wholeNumberSchema) }),
				response: { 200: auditPageSchema },
			},
		},
		async (request) => {
			const person = await requirePermissionOnRealData(deps, request, 'audit-log.own-role')
			const page = { before: request.query.before, limit: linesPerPage }
			return readOwnRole(store, person, await formsOf(person.role), page)
		},
	)
	app.get(
		'/api/audit-log/verification',
		{
			config: { notes: ['audit-log-verified'], costs: ofWholeLog },
			schema: { response: { 200: auditVerificationSchema } },
		},
		async (request) => {
			await reader(request)
			await audit(deps, request, { kind: 'audit-log-verified' })
			return store.atOneMoment((db) => checkLog(db, store.project))
		},
	)
	app.get(
		'/api/audit-log/export',
		{
			config: { notes: ['audit-log-downloaded'], costs: ofWholeLog },
			schema: { querystring: auditQuerySchema },
		},
		async (request, reply) => {
			const person = await reader(request)
			await audit(deps, request, { kind: 'audit-log-downloaded', fields: fieldsOf(request.query) })
			const file = Readable.from(logAsFile(store, person, { ...request.query, offsetMinutes }))
			file.once('error', (thrown) => deps.onFailure(`GET /api/audit-log/export: ${traceOf(thrown)}`))
			const day = dayOf(now())
			return reply
				.header('content-type', 'text/csv; charset=utf-8')
				.header('content-disposition', `attachment; filename="zila-audit-log-${day}.csv"`)
				.send(file)
		},
	)
}
