import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { lastDaySchema } from '#shared/coverage/fieldwork-charts'
import { newTargetsSchema, setRoundStateRequestSchema } from '#shared/study/rounds-and-targets'
import { setLastDay, setRoundState, setTargets } from '../study/rounds-and-targets.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermissionOnRealData } from './session-cookie.ts'

const roundNotes = { planned: 'round-reset', open: 'round-opened', closed: 'round-closed' } as const

/** Routes for opening and closing rounds, and for the targets of districts. */
export function studyRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { study } = deps
	app.post(
		'/api/rounds',
		{ config: { notes: Object.values(roundNotes) }, schema: { body: setRoundStateRequestSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'rounds.manage')
			const { round, state } = request.body
			const auditedStore = createAuditedStore(deps, request, { kind: roundNotes[state], round })
			await setRoundState(auditedStore, study, person, request.body)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/targets',
		{ config: { notes: ['targets-set'] }, schema: { body: newTargetsSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'targets.set')
			const { round, targets } = request.body
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'targets-set',
				many: targets.length,
				round,
			})
			await setTargets(auditedStore, study, person, request.body)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/rounds/fieldwork-end',
		{ config: { notes: ['fieldwork-end-set'] }, schema: { body: lastDaySchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'targets.set')
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'fieldwork-end-set',
				round: request.body.round,
			})
			await setLastDay(auditedStore, study, person, request.body)
			return reply.code(204).send()
		},
	)
}
