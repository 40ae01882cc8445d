import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import {
	assignBackCheckRequestSchema,
	backCheckListResponseSchema,
} from '#shared/quality/back-check-assignment'
import { roundsFor } from '#shared/study/study'
import { assignBackCheck } from '../quality/assign-back-check.ts'
import { listBackChecks } from '../quality/list-back-checks.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { recordFor } from './require-record.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

/** Routes for back-checks. */
export function backCheckRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	app.get(
		'/api/back-checks',
		{
			config: { notes: ['back-checks-listed'] },
			schema: {
				querystring: z.object({ round: z.string(), district: z.string() }),
				response: { 200: backCheckListResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'back-checks.read')
			const study = await deps.study.current()
			const { round: code, district } = request.query
			const round = roundsFor(person, study).find((each) => each.code === code)
			if (!round || !study.districts.some((each) => each.code === district)) throw new Problem('not-found')
			if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
			const found = await listBackChecks(deps.store, {
				round: code,
				district,
				demonstration: round.demonstration,
				limits: (await limitsOfRound(deps.store, code)).limits,
			})
			await audit(deps, request, {
				kind: 'back-checks-listed',
				many: found.checks.length,
				district,
				round: code,
			})
			return found
		},
	)
	app.post(
		'/api/records/:id/back-check',
		{
			config: { notes: ['back-check-assigned'] },
			schema: { params: z.object({ id: z.string() }), body: assignBackCheckRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'back-checks.assign')
			const { id, district } = await recordFor(deps, request, person)
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'back-check-assigned',
				of: id,
				district,
			})
			await assignBackCheck(auditedStore, person.id, id, request.body.person)
			return reply.code(204).send()
		},
	)
}
