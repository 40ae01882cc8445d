import { allFunctions } from '#shared/expressions/functions'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { fold } from '#shared/revisions/fold'
import { foldable, type RevisionWithRole } from '#shared/revisions/form-version'
import { formOf } from '#shared/testing/scenario'

/*
 * The form of the simulation, and the version that is published during the fieldwork.
 */

export const formId = 'sim'
/** A question of the first version only. */
export const droppedQuestion = 'm'

const repeat = `
	begin repeat          r     R
	integer               age   Age
	end repeat
`
/** A question for every kind of merge, and a photo. */
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
	if (!('form' in result)) throw new Error('a form of the simulation does not compile')
	return result.form
})

/** Returns a compiled version of the form. */
export function formOfVersion(version: number): CompiledForm {
	const form = compiled[version - 1]
	if (!form) throw new RangeError(`there is no version ${version}`)
	return form
}

/**
 * Returns the version by which a record is evaluated: the newest one among its effective revisions.
 * Determined by walking up from the heads.
 */
export function formVersionFor(revisions: readonly RevisionWithRole[]): number {
	const byId = new Map(revisions.map(({ id, revision }) => [id, revision]))
	const open = [...fold(foldable(revisions)).heads]
	const versions: number[] = []
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const revision = byId.get(next)
		if (!revision) continue
		byId.delete(next)
		versions.push(revision.form.ver)
		open.push(...revision.parents)
	}
	return Math.max(...(versions.length > 0 ? versions : revisions.map(({ revision }) => revision.form.ver)))
}
