import type { Choice, Question } from '#shared/forms/form-definition'

export interface ControlProps {
	/** Id of the input that the label names. */
	readonly id: string
	readonly path: string
	readonly question: Question
	readonly describedBy: string
	readonly isInvalid: boolean
}

/** Props of a select, with the choices that are offered now. */
export interface OfferedProps extends ControlProps {
	readonly choices: readonly Choice[]
}
