import type { Choice, Question } from '#shared/forms/form-definition'

export interface ControlProps {
	/** Of the input that the label names. */
	readonly id: string
	readonly path: string
	readonly question: Question
	readonly describedBy: string
	readonly isInvalid: boolean
}

/** A select with the choices that it offers now. */
export interface OfferedProps extends ControlProps {
	readonly choices: readonly Choice[]
}
