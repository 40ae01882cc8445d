import { Problem } from '#shared/kernel/problem'
import type { NewPerson } from '#shared/people/people'
import { listServedRoles } from '#shared/study/deployments'
import type { FormRepository } from '../forms/form-repository.ts'

/** Rejects roles that this server does not use. @throws Problem `input-invalid` */
export async function demandServedRoles(
	forms: Pick<FormRepository, 'serves'>,
	people: readonly Pick<NewPerson, 'role'>[],
): Promise<void> {
	const offered = listServedRoles(await forms.serves())
	const other = people.find(({ role }) => !offered.includes(role))
	if (other) throw new Problem('input-invalid', { field: 'role', found: other.role })
}
