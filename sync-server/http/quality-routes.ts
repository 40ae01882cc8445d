import type { FastifyInstance } from 'fastify'
import { qualityApi } from '#shared/api/quality'
import { Problem } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import { type FlagAbout, flagKinds } from '#shared/quality/flags'
import { roundsFor } from '#shared/study/study'
import { findFlagged } from '../quality/flagged-interviews.ts'
import { previewLimits } from '../quality/preview-limits.ts'
import {
	findEnumerator,
	findOperators,
	findQuality,
	findRecordFlags,
	type QualityDeps,
	requireQualityScope,
} from '../quality/quality-alerts.ts'
import { resolveFlags } from '../quality/resolve-flag.ts'
import { findScorecards } from '../quality/scorecards.ts'
import { changeLimits, listLimits } from '../study/round-limits.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { mountApi } from './mount-api.ts'
import { recordOf } from './require-record.ts'

const resolutionEntries = {
	interview: 'interview-flag-resolved',
	enumerator: 'enumerator-flag-resolved',
	team: 'team-flag-resolved',
	operator: 'operator-flag-resolved',
} as const satisfies Record<FlagAbout, AuditKind>

/**
 * Routes for quality alerts and the resolution of flags. Results about one enumerator are for their
 * coordinators only (R16).
 */
export function qualityRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, study } = deps
	const quality: QualityDeps = { store, study, ...deps.projections }
	// Previews run one at a time: each reads a whole round.
	let running: Promise<unknown> = Promise.resolve()

	mountApi(app, deps, qualityApi, {
		async operators({ person, query, audit }) {
			const where = requireQualityScope(await study.current(), person, query)
			const found = await findOperators(quality, where)
			await audit({ kind: 'quality-listed', many: found.length, round: where.round.code })
			return found
		},
		async alerts({ person, query, audit }) {
			const where = requireQualityScope(await study.current(), person, query)
			const found = await findQuality(quality, where)
			const { district, round } = where
			await audit({ kind: 'quality-listed', many: found.alerts.length, district, round: round.code })
			return found
		},
		async flags({ person, query, audit }) {
			const where = requireQualityScope(await study.current(), person, query)
			const found = await findFlagged(quality, where, query)
			const { district, round } = where
			await audit({ kind: 'flags-listed', many: found.flagged.length, district, round: round.code })
			return found
		},
		async scorecards({ person, query, audit }) {
			const where = requireQualityScope(await study.current(), person, query)
			const found = await findScorecards(quality, where)
			const { district, round } = where
			await audit({ kind: 'quality-listed', many: found.enumerators.length, district, round: round.code })
			return found
		},
		async enumerator({ person, params, query, audit }) {
			const { round, district } = query
			const where = { ...requireQualityScope(await study.current(), person, query), district }
			const found = await findEnumerator(quality, where, params.id)
			await audit({ kind: 'enumerator-viewed', of: found.person.id, district, round })
			return found
		},
		async recordFlags({ person, request, params, audit }) {
			const { id, round, district } = await recordOf(deps, request, person, params.id)
			await audit({ kind: 'record-opened', of: id, district })
			// A phone may have written any text there.
			const isInStudy =
				roundsFor(person, await study.current()).some(({ code }) => code === round) &&
				study.districts.some(({ code }) => code === district)
			if (round === null || district === null || !isInStudy) return { round: '', flags: [], gone: [] }
			const where = {
				...requireQualityScope(await study.current(), person, { round, district }),
				district,
			}
			return findRecordFlags(quality, where, id)
		},
		async resolveFlags({ person, body, auditedStore }) {
			const current = await study.current()
			const flags = body.flags.map((key) => {
				const { about } = flagKinds[key.kind]
				const isOfDistrict = about !== 'operator'
				const { round } = body
				const { district, subject } = key
				const scope = requireQualityScope(current, person, isOfDistrict ? { round, district } : { round })
				if (person.demonstration && !scope.round.demonstration) throw new Problem('not-allowed')
				const of = about === 'team' ? null : subject
				const entry = { kind: resolutionEntries[about], of, round, district: isOfDistrict ? district : null }
				return { key, scope, through: auditedStore(entry) }
			})
			return resolveFlags(quality, flags, body)
		},
		async limits({ person, query, audit }) {
			const { round } = requireQualityScope(await study.current(), person, query)
			await audit({ kind: 'quality-limits-viewed', round: round.code })
			return listLimits(store, round.code)
		},
		async previewLimits({ person, body, reply, audit }) {
			const signal = createDisconnectSignal(reply)
			const where = requireQualityScope(await study.current(), person, { round: body.round })
			await audit({ kind: 'quality-limits-viewed', round: where.round.code })
			const found = running.then(() => {
				// The client has disconnected.
				if (signal.aborted) throw new Problem('server-busy')
				return previewLimits(quality, where, body.limits)
			})
			running = found.catch(() => undefined)
			return found
		},
		async changeLimits({ person, body, auditedStore }) {
			const { round } = requireQualityScope(await study.current(), person, { round: body.round })
			const audited = auditedStore({ kind: 'quality-limits-changed', round: round.code })
			await changeLimits({ store: audited, study, round, person }, body)
		},
	})
}
