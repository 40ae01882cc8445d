import type { RuleWording, SaveRuleRequest } from '#shared/cleaning/rules'
import { isCorrectable } from '#shared/forms/editable'
import { nodesOf } from '#shared/forms/form-nodes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { FormRepository } from '../forms/form-repository.ts'
import { findRule, insertRule } from '../storage/cleaning/rules.ts'
import type { Store } from '../storage/store.ts'
import { compileFormWithRules, type FormWithRules, type Rule } from './form-with-rules.ts'

/**
 * Compiles the versions of a form, by number, that have the question of a rule, with the rule. It may be
 * invalid in older versions; errors in the newest version are thrown.
 *
 * @throws Problem `not-found`, `expression-invalid`, `input-invalid`
 */
export async function compileRuleVersions(
	forms: FormRepository,
	form: string,
	rule: Rule,
): Promise<Map<number, FormWithRules>> {
	const having = (await forms.versions(form)).flatMap(({ version, definition }) => {
		const node = nodesOf(definition).find(({ template }) => template === rule.question)
		return node ? [{ version, definition, node }] : []
	})
	const newest = having.at(-1)
	if (!newest) throw new Problem('not-found')
	if (rule.into && !isCorrectable(newest.node.part)) throw new Problem('input-invalid', { field: 'into' })
	return new Map(
		having.map(({ version, definition }) => [
			version,
			compileFormWithRules(definition, [rule], (problem) => {
				if (version === newest.version) throw problem
			}),
		]),
	)
}

/**
 * Saves a rule, or a new version of it: earlier versions are kept. A repeated request is written once.
 * Returns the number of the version.
 *
 * @throws Problem `not-found` for a rule of another form; `rule-changed` if the rule was changed since it was
 * shown; what `compileRuleVersions` throws
 */
export async function saveRule(
	{ store, forms }: { readonly store: Pick<Store, 'write' | 'project'>; readonly forms: FormRepository },
	person: Person,
	{ id, form, isOn, instead, ...wording }: SaveRuleRequest,
): Promise<number> {
	await compileRuleVersions(forms, form, { id, ...wording })
	const written = JSON.stringify(wording satisfies RuleWording)
	return store.write(async (session) => {
		const known = await findRule(session, id)
		const demonstration = person.demonstration ? 1 : 0
		if (known && (known.form !== form || known.demonstration !== demonstration))
			throw new Problem('not-found')
		const counts = Number(known?.n ?? 0)
		if (known?.wording === written && known.is_on === (isOn ? 1 : 0)) return counts
		if (counts !== instead) throw new Problem('rule-changed')
		await insertRule(session, {
			project: store.project,
			id,
			n: counts + 1,
			form,
			demonstration,
			is_on: isOn ? 1 : 0,
			wording: written,
			person: person.id,
			at: session.at,
		})
		return counts + 1
	})
}
