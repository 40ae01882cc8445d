import { allFunctions } from '#shared/expressions/functions'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { Revision } from '#shared/revisions/revision'
import { formOf } from '#shared/testing/scenario'

/*
 * The form of the simulation, and the version that is published some day in the middle of the fieldwork.
 */

export const formId = 'sim'
/** That only the first version asks. */
export const droppedQuestion = 'm'

const repeat = `
	begin repeat          r     R
	integer               age   Age
	end repeat
`
/** Every kind of answer that merges in its own way, and a picture. */
const first: FormDefinition = {
	...formOf(`
	type                  name  label
	text                  a     A
	integer               b     B
	select_multiple ticks  m     M
	image                 p     P
${repeat}
	choices
	list_name  name  label
	ticks      o1    One
	ticks      o2    Two
	ticks      o3    Three
`),
	id: formId,
}
const second: FormDefinition = {
	...formOf(`
	type                  name  label
	text                  a     A
	integer               b     B
	text                  c     C
	image                 p     P
${repeat}
`),
	id: formId,
}
/** Version 1 first. */
export const definitions = [first, second] as const

const compiled = definitions.map((definition): CompiledForm => {
	const result = compileForm(definition, allFunctions)
	if (!('form' in result)) throw new Error('the forms of the simulation compile')
	return result.form
})

/** By the number of its version. */
export function formOfVersion(version: number): CompiledForm {
	const form = compiled[version - 1]
	if (!form) throw new RangeError(`there is no version ${version}`)
	return form
}

/** By the newest version that anybody wrote a record under. */
export const formFor = (revisions: readonly { readonly revision: Revision }[]): CompiledForm =>
	formOfVersion(Math.max(1, ...revisions.map(({ revision }) => revision.form.ver)))
