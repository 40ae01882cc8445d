import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	createWeightsRequestSchema,
	uploadWeightingFileRequestSchema,
	weightingFileRequestSchema,
	weightingResponseSchema,
	weightSetRequestSchema,
	weightsVerificationSchema,
} from '#shared/results/weight-sets'
import { isDemonstrationRound, roundsFor } from '#shared/study/study'
import { weightsFile } from '../export/weights-file.ts'
import type { WeightingContext } from '../results/interview-weights.ts'
import {
	checkWeights,
	createWeights,
	listWeightingInputs,
	saveWeightingFile,
} from '../results/weight-sets.ts'
import { listWeighingFiles } from '../storage/exports/weights.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { wholeRoundCost } from './rate-limit.ts'
import { requirePermission } from './session-cookie.ts'

/** Routes for weight sets of a round: inputs, creation, verification, download. */
export function weightRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	/**
	 * Requires all districts: weights cover the whole project, and others cannot see them. @throws Problem
	 * `not-found`
	 */
	async function personFor(request: FastifyRequest, round: string): Promise<Person> {
		const person = await requirePermission(deps, request, 'results.write')
		const isKnown = roundsFor(person, await deps.study.current()).some(({ code }) => code === round)
		if (!isKnown || person.districts !== 'all') throw new Problem('not-found')
		return person
	}
	const weighingFor = (person: Person, reply: FastifyReply): WeightingContext => ({
		store,
		forms,
		person,
		signal: createDisconnectSignal(reply),
	})
	const sendCsv = (reply: FastifyReply, round: string, name: string, csv: string) =>
		reply
			.header('content-type', 'text/csv; charset=utf-8')
			.header(
				'content-disposition',
				`attachment; filename="${isDemonstrationRound(round) ? 'DEMONSTRATION-' : ''}${name}-${round}.csv"`,
			)
			.send(csv)

	app.get(
		'/api/weights',
		{
			config: { notes: 'nothing' },
			schema: { querystring: createWeightsRequestSchema, response: { 200: weightingResponseSchema } },
		},
		async (request) => {
			const { round } = request.query
			return listWeightingInputs({ store, person: await personFor(request, round) }, round)
		},
	)
	app.post(
		'/api/weights/files',
		{ config: { notes: ['weighting-file-uploaded'] }, schema: { body: uploadWeightingFileRequestSchema } },
		async (request, reply) => {
			const { body } = request
			const person = await personFor(request, body.round)
			const through = createAuditedStore(deps, request, {
				kind: 'weighting-file-uploaded',
				round: body.round,
			})
			await saveWeightingFile(through, person.id, body, (await deps.study.current()).districts)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/weights/files/file',
		{ config: { notes: 'nothing' }, schema: { querystring: weightingFileRequestSchema } },
		async (request, reply) => {
			const { round, kind, n } = request.query
			await personFor(request, round)
			const files = await listWeighingFiles(store.reading, { project: store.project, round })
			const found = files.find((each) => each.kind === kind && Number(each.n) === n)
			if (!found) throw new Problem('not-found')
			return sendCsv(reply, round, `${kind}-${n}`, found.content)
		},
	)
	app.post(
		'/api/weights',
		{
			config: { notes: ['weights-created'], costs: wholeRoundCost },
			schema: { body: createWeightsRequestSchema },
		},
		async (request, reply) => {
			const { round } = request.body
			const person = await personFor(request, round)
			const { write } = createAuditedStore(deps, request, { kind: 'weights-created', round })
			await createWeights(weighingFor(person, reply), person.id, round, write)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/weights/verification',
		{
			config: { notes: 'nothing', costs: wholeRoundCost },
			schema: { body: weightSetRequestSchema, response: { 200: weightsVerificationSchema } },
		},
		async (request, reply) => {
			const person = await personFor(request, request.body.round)
			return checkWeights(weighingFor(person, reply), request.body)
		},
	)
	app.get(
		'/api/weights/file',
		{ config: { notes: ['weights-downloaded'] }, schema: { querystring: weightSetRequestSchema } },
		async (request, reply) => {
			const { round, n } = request.query
			await personFor(request, round)
			const { csv, many } = await weightsFile(store, { round, n })
			await audit(deps, request, { kind: 'weights-downloaded', round, many })
			return sendCsv(reply, round, `weights-${n}`, csv)
		},
	)
}
