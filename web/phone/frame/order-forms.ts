import { coverageForms } from '#shared/study/record-attributes'
import type { FormOnPhone } from '../../storage/records/documents.ts'

const order: readonly string[] = Object.values(coverageForms)
const placeOf = ({ id }: FormOnPhone): number => (order.includes(id) ? order.indexOf(id) : order.length)

/** Returns the forms of the day's work, the most used one first; those that the study does not count follow. */
export const orderForms = (forms: readonly FormOnPhone[]): FormOnPhone[] =>
	forms.filter(({ isReport }) => !isReport).sort((a, b) => placeOf(a) - placeOf(b))
