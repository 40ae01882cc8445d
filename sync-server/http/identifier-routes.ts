import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { templateOf } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import { identifiersRecipient } from '#shared/people/roles'
import {
	revealIdentifierRequestSchema,
	revealIdentifierResponseSchema,
} from '#shared/review/reveal-identifier'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { findRevisions } from '../review/record-history.ts'
import { audit } from './audit.ts'
import type { Deps } from './deps.ts'
import { recordFor } from './require-record.ts'
import { requirePermission } from './session-cookie.ts'

/** Route that discloses an identifier: one answer per request, in clear, with a log entry each time. */
export function identifierRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	// Not a GET, so that it is neither cached nor linked.
	app.post(
		'/api/records/:id/identifiers/reveal',
		{
			config: { notes: ['identifier-opened'] },
			schema: {
				params: z.object({ id: z.string() }),
				body: revealIdentifierRequestSchema,
				response: { 200: revealIdentifierResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'identifiers.open')
			const row = await recordFor(deps, request, person)
			const { question } = request.body
			const found = await findRevisions(store, forms, row.id)
			const part = found?.form?.byTemplate.get(templateOf(question))?.part
			const answer = found ? getCurrentAnswers(found.view).get(question) : undefined
			if (part?.kind !== 'question' || part.sealedTo !== identifiersRecipient || !isSealed(answer))
				throw new Problem('not-found')
			const opened = await deps.identifiers.open(answer, row.id, question)
			if (opened.outcome !== 'opened')
				throw new Problem(opened.outcome === 'no-key' ? 'identifiers-key-missing' : 'identifier-damaged')
			await audit(deps, request, { kind: 'identifier-opened', of: row.id, district: row.district, question })
			return { answer: opened.answer }
		},
	)
}
