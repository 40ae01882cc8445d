import type { FastifyInstance } from 'fastify'
import { backCheckApi } from '#shared/api/back-checks'
import { Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import { roundsFor } from '#shared/study/study'
import { assignBackCheck } from '../quality/assign-back-check.ts'
import { listBackChecks } from '../quality/list-back-checks.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { recordOf } from './require-record.ts'

/** Routes for back-checks. */
export function backCheckRoutes(app: FastifyInstance, deps: Deps): void {
	mountApi(app, deps, backCheckApi, {
		async list({ person, query: { round: code, district }, audit }) {
			const study = await deps.study.current()
			const round = roundsFor(person, study).find((each) => each.code === code)
			if (!round || !study.districts.some((each) => each.code === district)) throw new Problem('not-found')
			if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
			const found = await listBackChecks(deps.store, {
				round: code,
				district,
				demonstration: round.demonstration,
				limits: (await limitsOfRound(deps.store, code)).limits,
			})
			await audit({ kind: 'back-checks-listed', many: found.checks.length, district, round: code })
			return found
		},
		async assign({ person, request, params, body, auditedStore }) {
			const { id, district } = await recordOf(deps, request, person, params.id)
			await assignBackCheck(
				auditedStore({ kind: 'back-check-assigned', of: id, district }),
				person.id,
				id,
				body.person,
			)
		},
	})
}
