import type { FormVersion } from '#shared/export/parts-across-versions'
import type { NewRelease } from '#shared/export/release'
import { listCurrentAnswers } from '#shared/export/table-plan'
import type { CompiledForm } from '#shared/forms/compile-form'
import { compileFormWithProbes, getProbePaths } from '../forms/form-with-probes.ts'
import { readWithin } from '../forms/read-within.ts'
import type { ExportRow } from '../storage/exports/export-records.ts'

/**
 * Returns a predicate: true if a record is in one of the districts and meets a condition in the form
 * language, by its stored row. A record of a version without the questions of the condition does not meet it,
 * nor does one that cannot be read.
 *
 * `versions`: oldest first.
 *
 * @throws Problem `expression-invalid`, `pattern-not-allowed` if the condition is invalid for the
 * newest version
 */
export function recordsMeetingCondition(
	{ districts, where }: Pick<NewRelease, 'districts' | 'where'>,
	versions: readonly Pick<FormVersion, 'version' | 'definition'>[],
): (row: ExportRow) => boolean {
	const probed = new Map<number, CompiledForm>()
	for (const { version, definition } of where === undefined ? [] : versions)
		try {
			probed.set(version, compileFormWithProbes(definition, null, { where: where ?? '', into: '' }))
		} catch (problem) {
			if (version === versions.at(-1)?.version) throw problem
		}
	const holds = getProbePaths('').where
	return ({ form_version, answers, started, district }) => {
		if (districts && !districts.includes(district ?? '')) return false
		if (where === undefined) return true
		const form = probed.get(form_version)
		if (!form) return false
		try {
			return readWithin(form, listCurrentAnswers(answers), Date.parse(started)).calculated.has(holds)
		} catch {
			return false
		}
	}
}
