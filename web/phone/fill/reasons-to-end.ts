import type { Choice } from '#shared/forms/form-definition'
import type { FormSession } from '#shared/forms/form-session'

/**
 * Returns the choices of the form that end the interview early and fit the answers given so far. Empty if the
 * form defines none, or before there is anything to end.
 */
export function reasonsToEnd(session: FormSession): readonly Choice[] {
	const stop = session.form.consent?.stop
	if (!stop) return []
	const names = stop.part.consent?.answers
	return session.choices(stop.template).filter(({ name }) => !names || names.includes(name))
}
