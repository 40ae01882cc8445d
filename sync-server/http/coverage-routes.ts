import type { FastifyInstance } from 'fastify'
import { coverageApi } from '#shared/api/coverage'
import type { Person } from '#shared/people/people'
import { findCharts } from '../coverage/find-charts.ts'
import { findCoverage, findDistrictPage } from '../coverage/find-coverage.ts'
import { findOverview } from '../coverage/find-overview.ts'
import { findInterviewMap } from '../coverage/interview-map.ts'
import { findBoundaries, saveBoundaries } from '../study/boundaries.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { filterFor } from './record-filter.ts'

/** Routes for the progress of fieldwork in the user's districts. */
export function coverageRoutes(app: FastifyInstance, deps: Deps): void {
	const { store } = deps
	const contextOf = async (person: Person) => ({
		store,
		study: await deps.study.current(),
		now: deps.now(),
		person,
	})
	mountApi(app, deps, coverageApi, {
		forRound: async ({ person, query }) => findCoverage(await contextOf(person), query.round),
		async overview({ person, query: { round } }) {
			const context = await contextOf(person)
			return findOverview(context, round, filterFor(person, context.study, { waiting: '1' }))
		},
		charts: async ({ person, query }) => findCharts(await contextOf(person), query.round, query.district),
		boundaries: async ({ person }) => findBoundaries(store, person),
		importBoundaries: ({ body, auditedStore }) =>
			saveBoundaries(
				auditedStore({ kind: 'boundaries-imported', many: body.shapes.length }),
				deps.study,
				body,
			),
		forDistrict: async ({ person, params, query }) =>
			findDistrictPage(await contextOf(person), params.district, query.round),
		async interviewMap({ person, params: { district }, query: { round }, audit }) {
			const found = await findInterviewMap(await contextOf(person), district, round)
			await audit({ kind: 'interview-map-viewed', many: found.places.length, district, round })
			return found
		},
	})
}
