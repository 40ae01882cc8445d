import type { ResolveViolationsRequest } from '#shared/cleaning/rules'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { BulkResult } from '#shared/review/bulk-review'
import { type BulkRunOptions, eachByItself, RecordSkipped } from '../review/for-each-record.ts'
import type { DecideDeps } from '../review/resolve-conflict.ts'
import { findRule, resolveViolation } from '../storage/cleaning/rules.ts'
import type { WriteSession } from '../storage/store.ts'
import { isSame } from './accepted-violations.ts'
import { loadEditableRecord } from './apply-bulk-edit.ts'
import { findViolations, readFor } from './form-with-rules.ts'
import { kindFor } from './list-violations.ts'
import type { RuleRunner } from './rule-runner.ts'

/**
 * Resolves violations of a rule with a reason: accepted as they are, or to be asked again. A violation whose
 * answer has changed since the list was shown is skipped.
 *
 * @throws Problem `reason-missing`, and whatever stops the first of them
 */
export async function resolveViolations(
	{ forms, held }: Pick<DecideDeps, 'forms'> & { readonly held: RuleRunner },
	person: Person,
	{ kind, why, places }: ResolveViolationsRequest,
	reached: BulkRunOptions,
): Promise<BulkResult> {
	const reason = why.trim()
	if (kind === 'right' && reason === '') throw new Problem('reason-missing')
	return eachByItself(places, reached, (place, { project, write }) =>
		write(async (session) => {
			const rule = await findRule(session, place.rule)
			if (!rule || (rule.demonstration === 1) !== person.demonstration) throw new Problem('not-found')
			const { id: record, rule: id, path } = place
			const right =
				kind === 'right'
					? {
							heads: await headsNow({ forms, held }, session, person, place),
							why: reason,
							person: person.id,
							at: session.at,
						}
					: null
			await resolveViolation(session, { project, rule: id, record, path }, right)
		}),
	)
}

/**
 * Returns the heads of a record that still violates the rule with the answers that were shown. @throws
 * RecordSkipped `changed`, and what `loadEditableRecord` throws
 */
async function headsNow(
	{ forms, held }: Pick<DecideDeps, 'forms'> & { readonly held: RuleRunner },
	session: WriteSession,
	person: Person,
	{ id, rule, path, reads }: ResolveViolationsRequest['places'][number],
): Promise<string> {
	const { form, version, answers, startedAt, view } = await loadEditableRecord(session, forms, id)
	const ruledIn = await held.ruled(kindFor(person, form.definition.id))
	const ruled = await ruledIn(version)
	const now =
		ruled &&
		findViolations(ruled, readFor(ruled, answers, startedAt)).find(
			(each) => each.rule === rule && each.path === path,
		)
	if (!now || !isSame(now.reads, reads)) throw new RecordSkipped('changed')
	return JSON.stringify(view.heads)
}
