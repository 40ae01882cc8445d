import type { FastifyInstance } from 'fastify'
import { identifierApi } from '#shared/api/records'
import { templateOf } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import { identifiersRecipient } from '#shared/people/roles'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { findRevisions } from '../review/record-history.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { recordOf } from './require-record.ts'

/** Route that discloses an identifier: one answer per request, in clear, with a log entry each time. */
export function identifierRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	mountApi(app, deps, identifierApi, {
		async reveal({ person, params, body, request, audit }) {
			const row = await recordOf(deps, request, person, params.id)
			const { question } = body
			const found = await findRevisions(store, forms, row.id)
			const part = found?.form?.byTemplate.get(templateOf(question))?.part
			const answer = found ? getCurrentAnswers(found.view).get(question) : undefined
			if (part?.kind !== 'question' || part.sealedTo !== identifiersRecipient || !isSealed(answer))
				throw new Problem('not-found')
			const opened = await deps.identifiers.open(answer, row.id, question)
			if (opened.outcome !== 'opened')
				throw new Problem(opened.outcome === 'no-key' ? 'identifiers-key-missing' : 'identifier-damaged')
			await audit({ kind: 'identifier-opened', of: row.id, district: row.district, question })
			return { answer: opened.answer }
		},
	})
}
