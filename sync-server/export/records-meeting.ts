import type { FormVersion } from '#shared/export/known-parts'
import { standingIn } from '#shared/export/table-plan'
import type { CompiledForm } from '#shared/forms/compile-form'
import { readRecord } from '#shared/forms/read-record'
import { probedForm, probesAt } from '../forms/probed-form.ts'
import type { ExportRow } from '../storage/export-queries.ts'

/**
 * Whether a record meets a condition in the language of forms, as it stands in its row. One of a version that does not ask what the condition
 * is about has no such answer, and does not meet it.
 *
 * `versions`: oldest first.
 *
 * @throws Problem `expression-not-possible`, `pattern-not-possible` where it is none for the newest version
 */
export function recordsMeeting(
	where: string,
	versions: readonly Pick<FormVersion, 'version' | 'definition'>[],
): (row: ExportRow) => boolean {
	const probed = new Map<number, CompiledForm>()
	for (const { version, definition } of versions)
		try {
			probed.set(version, probedForm(definition, null, { where, into: '' }))
		} catch (problem) {
			if (version === versions.at(-1)?.version) throw problem
		}
	const holds = probesAt('').where
	return ({ form_version, view, started }) => {
		const form = probed.get(form_version)
		return form !== undefined && readRecord(form, standingIn(view), Date.parse(started)).calculated.has(holds)
	}
}
