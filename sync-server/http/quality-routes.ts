import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import {
	type FlagAbout,
	flagKindNames,
	flagKinds,
	flagStates,
	resolveFlagSchema,
} from '#shared/quality/flags'
import {
	enumeratorResponseSchema,
	flaggedListSchema,
	operatorAlertsResponseSchema,
	qualityAlertsResponseSchema,
	recordFlagsSchema,
} from '#shared/quality/quality-api'
import {
	changeLimitsSchema,
	limitsListedSchema,
	limitsPreviewSchema,
	previewLimitsSchema,
} from '#shared/quality/quality-limits'
import { roundsFor } from '#shared/study/study'
import { createQualityChecker } from '../quality/check-round.ts'
import { createComparing } from '../quality/compare-interviews.ts'
import { previewLimits } from '../quality/preview-limits.ts'
import {
	findEnumerator,
	findFlagged,
	findOperators,
	findQuality,
	findRecordFlags,
	type QualityDeps,
	requireQualityScope,
} from '../quality/quality-alerts.ts'
import { resolveFlag } from '../quality/resolve-flag.ts'
import { updateOpenFlags } from '../quality/update-open-flags.ts'
import { changeLimits, listLimits } from '../study/round-limits.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { wholeRoundCost } from './rate-limit.ts'
import { recordFor } from './require-record.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

const idParams = z.object({ id: z.string() })
const decisionNotes = {
	interview: 'interview-flag-resolved',
	enumerator: 'enumerator-flag-resolved',
	team: 'team-flag-resolved',
	operator: 'operator-flag-resolved',
} as const satisfies Record<FlagAbout, AuditKind>

/**
 * Routes for quality alerts and the resolution of flags. Results about one enumerator are for their
 * coordinators only (R16).
 */
export function qualityRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study, onFailure } = deps
	const checker = createQualityChecker({ store, study })
	const comparing = createComparing(store, onFailure, async () =>
		updateOpenFlags({ store, checker }, (await study.current()).rounds),
	)
	const quality: QualityDeps = { store, study, comparer: comparing, checker }
	// A sync or a change at the desk may change what is compared.
	app.addHook('onResponse', async ({ method }, { statusCode }) => {
		if (method !== 'GET' && method !== 'HEAD' && statusCode < 300) comparing.soon()
	})
	app.addHook('onReady', async () => comparing.soon())
	app.addHook('onClose', () => comparing.stop())

	app.get(
		'/api/quality/operators',
		{
			config: { notes: ['quality-listed'] },
			schema: {
				querystring: z.object({ round: z.string() }),
				response: { 200: operatorAlertsResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'operator-quality.resolve')
			const where = requireQualityScope(await deps.study.current(), person, request.query)
			const found = await findOperators(quality, where)
			await audit(deps, request, { kind: 'quality-listed', many: found.length, round: where.round.code })
			return found
		},
	)
	app.get(
		'/api/quality',
		{
			config: { notes: ['quality-listed'] },
			schema: {
				querystring: z.object({ round: z.string(), district: z.optional(z.string()) }),
				response: { 200: qualityAlertsResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'quality.read')
			const where = requireQualityScope(await deps.study.current(), person, request.query)
			const found = await findQuality(quality, where)
			const { district, round } = where
			await audit(deps, request, {
				kind: 'quality-listed',
				many: found.alerts.length,
				district,
				round: round.code,
			})
			return found
		},
	)
	app.get(
		'/api/quality/flags',
		{
			config: { notes: ['flags-listed'] },
			schema: {
				querystring: z.object({
					round: z.string(),
					district: z.optional(z.string()),
					kind: z.optional(z.enum(flagKindNames)),
					state: z._default(z.enum(flagStates), 'open'),
				}),
				response: { 200: flaggedListSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'quality.read')
			const where = requireQualityScope(await deps.study.current(), person, request.query)
			const found = await findFlagged(quality, where, request.query)
			const { district, round } = where
			await audit(deps, request, {
				kind: 'flags-listed',
				many: found.flagged.length,
				district,
				round: round.code,
			})
			return found
		},
	)
	app.get(
		'/api/quality/enumerators/:id',
		{
			config: { notes: ['enumerator-viewed'] },
			schema: {
				params: idParams,
				querystring: z.object({ round: z.string(), district: z.string() }),
				response: { 200: enumeratorResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'quality.read')
			const { round, district } = request.query
			const where = { ...requireQualityScope(await deps.study.current(), person, request.query), district }
			const found = await findEnumerator(quality, where, request.params.id)
			await audit(deps, request, {
				kind: 'enumerator-viewed',
				of: found.person.id,
				district,
				round,
			})
			return found
		},
	)
	app.get(
		'/api/quality/records/:id',
		{
			config: { notes: ['record-opened'] },
			schema: { params: idParams, response: { 200: recordFlagsSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'quality.read')
			const { id, round, district } = await recordFor(deps, request, person)
			await audit(deps, request, { kind: 'record-opened', of: id, district })
			// A phone may have written any text there.
			const isInStudy =
				roundsFor(person, await deps.study.current()).some(({ code }) => code === round) &&
				study.districts.some(({ code }) => code === district)
			if (round === null || district === null || !isInStudy) return { round: '', flags: [], gone: [] }
			const where = {
				...requireQualityScope(await deps.study.current(), person, { round, district }),
				district,
			}
			return findRecordFlags(quality, where, id)
		},
	)
	limitsRoutes(plain, deps, quality)
	app.post(
		'/api/quality/resolutions',
		{ config: { notes: Object.values(decisionNotes) }, schema: { body: resolveFlagSchema } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'quality.resolve')
			const { round, district, kind, subject } = request.body
			const { about } = flagKinds[kind]
			const isOfDistrict = about !== 'operator'
			const requestedScope = isOfDistrict ? { round, district } : { round }
			const where = requireQualityScope(await deps.study.current(), person, requestedScope)
			if (person.demonstration && !where.round.demonstration) throw new Problem('not-allowed')
			const of = about === 'team' ? null : subject
			const auditedStore = createAuditedStore(deps, request, {
				kind: decisionNotes[about],
				of,
				round,
				district: isOfDistrict ? district : null,
			})
			await resolveFlag(quality, where, request.body, auditedStore)
			return reply.code(204).send()
		},
	)
}

/** Routes for limits and severities of a round: read, preview, set. */
function limitsRoutes(plain: FastifyInstance, deps: Deps, quality: QualityDeps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study } = deps
	app.get(
		'/api/quality/limits',
		{
			config: { notes: ['quality-limits-viewed'] },
			schema: { querystring: z.object({ round: z.string() }), response: { 200: limitsListedSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'quality.limits')
			const { round } = requireQualityScope(await study.current(), person, request.query)
			await audit(deps, request, { kind: 'quality-limits-viewed', round: round.code })
			return listLimits(store, round.code)
		},
	)
	// Previews run one at a time: each reads a whole round.
	let running: Promise<unknown> = Promise.resolve()
	app.post(
		'/api/quality/limits/preview',
		{
			config: { notes: ['quality-limits-viewed'], costs: wholeRoundCost },
			schema: { body: previewLimitsSchema, response: { 200: limitsPreviewSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'quality.limits')
			const signal = createDisconnectSignal(reply)
			const where = requireQualityScope(await study.current(), person, { round: request.body.round })
			await audit(deps, request, { kind: 'quality-limits-viewed', round: where.round.code })
			const found = running.then(() => {
				// The client has disconnected.
				if (signal.aborted) throw new Problem('server-busy')
				return previewLimits(quality, where, request.body.limits)
			})
			running = found.catch(() => undefined)
			return found
		},
	)
	app.post(
		'/api/quality/limits',
		{ config: { notes: ['quality-limits-changed'] }, schema: { body: changeLimitsSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'quality.limits')
			const { round } = requireQualityScope(await study.current(), person, { round: request.body.round })
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'quality-limits-changed',
				round: round.code,
			})
			await changeLimits({ store: auditedStore, study, round, person }, request.body)
			return reply.code(204).send()
		},
	)
}
