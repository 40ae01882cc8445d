import { nodesOf } from '#shared/forms/form-nodes'
import type { FormRepository, PublishedForm } from '../forms/form-repository.ts'

/** Returns all versions of the forms whose records are second notes of a form's transcripts. */
export async function secondNoteForms(forms: FormRepository, form: string): Promise<PublishedForm[][]> {
	const joining = (await forms.current()).filter(({ definition }) =>
		nodesOf(definition).some(({ part: { talk } }) => talk?.role === 'joins' && talk.of === form),
	)
	return Promise.all(joining.map(({ definition }) => forms.versions(definition.id)))
}
