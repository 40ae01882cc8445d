import { isPhoneRole } from '#shared/people/roles'
import { droppedQuestion, formVersionFor } from './forms.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import { recordsAt, type World } from './world.ts'

/**
 * Checks form versions, all of which the server knows: every record is evaluated by the newest version
 * among its effective revisions; a draft kept the version with which it began; and continuing with the
 * newer version deleted no answer to a question of the older one.
 * @throws Violation
 */
export async function checkVersions(world: World, phones: readonly PhoneDays[]): Promise<void> {
	const { store } = world.deps
	const rows = await store.reading.db
		.selectFrom('record')
		.select(['id', 'form_version', 'projection_error'])
		.execute()
	const listed = new Map(rows.map((row) => [row.id, row]))
	const writtenUnder = new Map(phones.flatMap((phone) => [...phone.writtenUnder]))
	for (const [record, { revisions }] of await recordsAt(world)) {
		const { form_version: version = 0, projection_error: error = 'missing' } = listed.get(record) ?? {}
		if (error !== null) throw new Violation(36, `record ${record} is not understood: ${error}`)
		if (version !== formVersionFor(revisions))
			throw new Violation(36, `record ${record} is read by version ${version}`)
		for (const { id, revision, role } of revisions) {
			const startedVersion = writtenUnder.get(id) ?? revision.form.ver
			if (revision.form.ver !== startedVersion)
				throw new Violation(
					37,
					`${id} was begun under version ${startedVersion}, and says ${revision.form.ver}`,
				)
			if (isPhoneRole(role) && revision.form.ver > 1 && droppedQuestion in revision.set)
				throw new Violation(37, `${id} changes what its version does not ask`)
		}
	}
}
