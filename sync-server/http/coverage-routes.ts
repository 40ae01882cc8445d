import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { coverageSchema, districtPageSchema } from '#shared/coverage/coverage'
import { chartsSchema, interviewMapSchema } from '#shared/coverage/fieldwork-charts'
import { boundariesSchema, maxBoundaryBytes } from '#shared/study/boundaries'
import { findCharts } from '../coverage/find-charts.ts'
import { findCoverage, findDistrictPage } from '../coverage/find-coverage.ts'
import { findInterviewMap } from '../coverage/interview-map.ts'
import { findBoundaries, saveBoundaries } from '../study/boundaries.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

const ofRound = z.object({ round: z.string() })

/** Routes for the progress of fieldwork in the user's districts. */
export function coverageRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	const coverageContext = async (request: FastifyRequest) => ({
		store,
		study: await deps.study.current(),
		now: deps.now(),
		person: await requirePermission(deps, request, 'coverage.read'),
	})

	app.get(
		'/api/coverage',
		{
			config: { notes: 'nothing' },
			schema: { querystring: ofRound, response: { 200: coverageSchema } },
		},
		async (request) => findCoverage(await coverageContext(request), request.query.round),
	)
	app.get(
		'/api/charts',
		{
			config: { notes: 'nothing' },
			schema: {
				querystring: z.object({ round: z.string(), district: z.optional(z.string()) }),
				response: { 200: chartsSchema },
			},
		},
		async (request) =>
			findCharts(await coverageContext(request), request.query.round, request.query.district),
	)
	app.get(
		'/api/boundaries',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.nullable(boundariesSchema) } } },
		async (request) => findBoundaries(store, await requirePermission(deps, request, 'coverage.read')),
	)
	app.post(
		'/api/boundaries',
		{
			config: { notes: ['boundaries-imported'] },
			bodyLimit: maxBoundaryBytes,
			schema: { body: boundariesSchema },
		},
		async (request, reply) => {
			await requirePermissionOnRealData(deps, request, 'boundaries.import')
			const { shapes } = request.body
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'boundaries-imported',
				many: shapes.length,
			})
			await saveBoundaries(auditedStore, deps.study, request.body)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/coverage/:district',
		{
			config: { notes: 'nothing' },
			schema: {
				params: z.object({ district: z.string() }),
				querystring: ofRound,
				response: { 200: districtPageSchema },
			},
		},
		async (request) =>
			findDistrictPage(await coverageContext(request), request.params.district, request.query.round),
	)
	app.get(
		'/api/coverage/:district/map',
		{
			config: { notes: ['interview-map-viewed'] },
			schema: {
				params: z.object({ district: z.string() }),
				querystring: ofRound,
				response: { 200: interviewMapSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'locations.exact')
			const [{ district }, { round }] = [request.params, request.query]
			const found = await findInterviewMap({ ...(await coverageContext(request)), person }, district, round)
			await audit(deps, request, {
				kind: 'interview-map-viewed',
				many: found.places.length,
				district,
				round,
			})
			return found
		},
	)
}
