import type { FastifyInstance, FastifyRequest } from 'fastify'
import { privacyApi } from '#shared/api/privacy'
import { formatRetentionPeriod } from '#shared/forms/retention-period'
import { normaliseCode } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { dayOf } from '#shared/study/study-day'
import { listRetainedQuestions, nextDue } from '../privacy/apply-retention.ts'
import { eraseRecord } from '../privacy/erase-record.ts'
import { exportErasureList, listErasures, listRuns } from '../privacy/erasure-list.ts'
import { canSeeErasure, findByCode, toErasableRecord } from '../privacy/find-erasable.ts'
import { personsData } from '../privacy/person-data-export.ts'
import { groupQuarantineByRecord } from '../privacy/record-contents.ts'
import { sweepErased } from '../privacy/sweep-erased.ts'
import { findRecord } from '../storage/records/records.ts'
import { markHidden } from './audit.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { reportFailure } from './report-failure.ts'

/** Routes for respondents' rights: a copy of their data, and its erasure. */
export function privacyRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, signer, now } = deps

	/** Finds the record. @throws Problem `not-found`, also for a record of another district */
	async function wanted(request: FastifyRequest, person: Person, id: string) {
		const held = (await groupQuarantineByRecord(store.reading)).get(id) ?? []
		const found = await toErasableRecord(deps, person, id, held)
		if (found) return found
		const hidden = await findRecord(store.reading, id)
		if (hidden) markHidden(request, { of: id, district: hidden.district })
		throw new Problem('not-found')
	}

	mountApi(app, deps, privacyApi, {
		async findByCode({ person, query, audit }) {
			const found = await findByCode(deps, person, query.code)
			await audit({ kind: 'withdrawal-searched', many: found.records.length })
			return found
		},
		async personData({ person, params, query, request, reply, audit }) {
			const { id, code, district } = await wanted(request, person, params.id)
			await audit({ kind: 'person-data-exported', of: id, district })
			const file = await personsData(deps, id, query.language ?? 'en')
			file.once('error', (thrown) => reportFailure(deps, request, thrown))
			return reply
				.header('content-type', 'application/zip')
				.header('content-disposition', `attachment; filename="zila-${code}.zip"`)
				.send(file)
		},
		async erase({ person, params, body, request, auditedStore }) {
			const { id, code, district } = await wanted(request, person, params.id)
			const { code: typed, reason } = body
			// The code is typed from the card, so that nothing is erased by a stray click.
			if (normaliseCode(typed) !== normaliseCode(code)) throw new Problem('withdrawal-code-wrong')
			const audited = auditedStore({ kind: 'record-erased', of: id, district })
			await audited.write((session) => eraseRecord(session, signer, { record: id, reason, by: person.code }))
			// The record is erased; files left over by a killed process go with the next sweep.
			await sweepErased(deps).catch((thrown: unknown) => reportFailure(deps, request, thrown))
		},
		async erasures({ person, audit }) {
			const lines = await listErasures(store, signer, (row) => canSeeErasure(person, row))
			await audit({ kind: 'erasures-listed', many: lines.length })
			return lines
		},
		async retention({ audit }) {
			await audit({ kind: 'retention-viewed' })
			const retained = await listRetainedQuestions(deps.forms)
			const due = await nextDue(deps, retained)
			return {
				runs: await listRuns(store, signer),
				periods: retained.map((each) => {
					const { next = null, values = 0 } = due.get(each) ?? {}
					const { form, question, keep } = each
					return {
						form,
						question,
						keep: formatRetentionPeriod(keep),
						values,
						next: next === null ? null : new Date(next).toISOString(),
					}
				}),
			}
		},
		async erasureFile({ person, reply, audit }) {
			// The signatures of its entries form a chain, so the file has all of them or cannot be verified.
			if (person.districts !== 'all') throw new Problem('not-allowed')
			await audit({ kind: 'erasure-list-downloaded' })
			const day = dayOf(now())
			return reply
				.header('content-type', 'text/plain; charset=utf-8')
				.header('content-disposition', `attachment; filename="zila-erasures-${day}.txt"`)
				.send(await exportErasureList(store, signer))
		},
	})
}
