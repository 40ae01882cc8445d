import type { FastifyInstance, FastifyReply } from 'fastify'
import { weightApi } from '#shared/api/weights'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
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
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { mountApi } from './mount-api.ts'

/** Routes for weight sets of a round: inputs, creation, verification, download. */
export function weightRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	/**
	 * Requires all districts: weights cover the whole project, and others cannot see them. @throws Problem
	 * `not-found`
	 */
	async function requireAllDistricts(person: Person, round: string): Promise<void> {
		const isKnown = roundsFor(person, await deps.study.current()).some(({ code }) => code === round)
		if (!isKnown || person.districts !== 'all') throw new Problem('not-found')
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

	mountApi(app, deps, weightApi, {
		async list({ person, query: { round } }) {
			await requireAllDistricts(person, round)
			return listWeightingInputs({ store, person }, round)
		},
		async uploadFile({ person, body, auditedStore }) {
			await requireAllDistricts(person, body.round)
			const audited = auditedStore({ kind: 'weighting-file-uploaded', round: body.round })
			await saveWeightingFile(audited, person.id, body, (await deps.study.current()).districts)
		},
		async downloadFile({ person, query: { round, kind, n }, reply }) {
			await requireAllDistricts(person, round)
			const files = await listWeighingFiles(store.reading, { project: store.project, round })
			const found = files.find((each) => each.kind === kind && Number(each.n) === n)
			if (!found) throw new Problem('not-found')
			return sendCsv(reply, round, `${kind}-${n}`, found.content)
		},
		async create({ person, body: { round }, reply, auditedStore }) {
			await requireAllDistricts(person, round)
			const { write } = auditedStore({ kind: 'weights-created', round })
			await createWeights(weighingFor(person, reply), person.id, round, write)
		},
		async verify({ person, body, reply }) {
			await requireAllDistricts(person, body.round)
			return checkWeights(weighingFor(person, reply), body)
		},
		async download({ person, query: { round, n }, reply, audit }) {
			await requireAllDistricts(person, round)
			const { csv, many } = await weightsFile(store, { round, n })
			await audit({ kind: 'weights-downloaded', round, many })
			return sendCsv(reply, round, `weights-${n}`, csv)
		},
	})
}
