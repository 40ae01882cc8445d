import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, openQuestions } from '#shared/forms/pages'

/** Name of the question for the time of the next visit, as in `shared/sample/household-progress.ts`. */
const appointmentName = 'appointment'

/**
 * Returns the question to open for an appointment: the one for its time, or, while that is not asked, the last
 * question before it whose answer opens it. Null if there is neither.
 */
export function findAppointment(
	pages: readonly FormPage[],
	session: FormSession,
): { readonly page: FormPage; readonly path: string } | null {
	const node = session.form.nodes.find(
		({ part, repeats }) =>
			part.kind === 'question' &&
			part.type === 'datetime' &&
			part.name === appointmentName &&
			repeats.length === 0,
	)
	if (!node) return null
	const open = openQuestions(pages, session)
	const own = open.find(({ path }) => path === node.template)
	if (own) return own
	const opening = open.filter(({ path }) => {
		const other = session.nodeAt(path)
		return other.index < node.index && other.dependents.has(node) && !session.isReadOnly(path)
	})
	return opening.at(-1) ?? null
}
