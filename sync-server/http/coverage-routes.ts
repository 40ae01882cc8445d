import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { coverageSchema, districtPageSchema } from '#shared/campaign/coverage'
import { findCoverage, findDistrictPage } from '../coverage/find-coverage.ts'
import type { Deps } from './deps.ts'
import { personWhoMay } from './session-cookie.ts'

const ofRound = z.object({ round: z.string() })

/** How far fieldwork is, in the districts that somebody may see. */
export function coverageRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	const asking = async (request: FastifyRequest) => ({
		...{ store, campaign: await deps.campaign.current(), now: deps.now() },
		person: await personWhoMay(deps, request, 'coverage.read'),
	})

	app.get(
		'/api/coverage',
		{
			config: { notes: 'nothing' },
			schema: { querystring: ofRound, response: { 200: coverageSchema } },
		},
		async (request) => findCoverage(await asking(request), request.query.round),
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
		async (request) => findDistrictPage(await asking(request), request.params.district, request.query.round),
	)
}
