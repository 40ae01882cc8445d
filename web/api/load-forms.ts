import { formApi } from '#shared/api/forms'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import { canReadRecords, type Role } from '#shared/people/roles'
import type { FormListItem } from '#shared/xlsform/forms-api'
import { callRoute } from './call-route.ts'

/** Returns the forms whose records this role may read. */
export const formsFor = async (role: Role): Promise<FormListItem[]> =>
	(await callRoute(formApi.list)).filter(({ definition }) => canReadRecords(role, definition.readers ?? null))

/** Null for a form or version that the server does not know: a phone may have sent records of it. */
export async function loadForm(id: string, version: number): Promise<FormDefinition | null> {
	try {
		return await callRoute(formApi.definition, { params: { id, version } })
	} catch (thrown) {
		if (thrown instanceof Problem && thrown.code === 'not-found') return null
		throw thrown
	}
}
