import { zodResolver } from '@hookform/resolvers/zod'
import type { BaseSyntheticEvent } from 'react'
import {
	type DefaultValues,
	type FieldErrors,
	type FieldPath,
	type FieldValues,
	type UseFormReturn,
	useForm,
} from 'react-hook-form'
import type * as z from 'zod/mini'
import { asProblem, type Problem, type ProblemCode } from '#shared/kernel/problem'
import { useProblemText } from '../../ui/problem-text.tsx'
import { type AsyncAction, useAsyncAction } from '../../ui/use-async-action.ts'
import { type UnsavedField, useUnsavedChanges } from './unsaved-changes.ts'

interface DeskFormOptions<Values extends FieldValues> {
	/** Checked at submit, and again at each change of a field with an error. */
	readonly schema: z.ZodMiniType<Values, Values>
	readonly defaultValues: DefaultValues<Values>
	/** Sends the values. A rejection is shown, and the form can be submitted again. Absent if each button has its own action. */
	readonly onSubmit?: Send<Values>
	/** The field at which a problem of the server is shown; other problems are shown above the button. */
	readonly problemFields?: Partial<Record<ProblemCode, FieldPath<Values>>>
	/** Kind of the unsaved text; null if nothing is lost with the form, as with a password. */
	readonly unsaved?: UnsavedField | null
}

type Send<Values> = (values: Values) => Promise<unknown> | undefined

interface DeskForm<Values extends FieldValues> extends UseFormReturn<Values> {
	/** Handler of the form's submit event. */
	readonly submit: (event?: BaseSyntheticEvent) => void
	/** The same with another action, for a form with several buttons. */
	readonly submitWith: (send: Send<Values>) => (event?: BaseSyntheticEvent) => void
	readonly errors: FieldErrors<Values>
	readonly isSubmitting: boolean
	/** Does other work of the form, such as a test of its values; a rejection is shown like that of a submit. */
	readonly run: AsyncAction['run']
	/** True during a submit and during other work. */
	readonly isBusy: boolean
	/** Why the last submit or work was refused; null if it was not, or if the problem is shown at its field. */
	readonly problem: Problem | null
}

/** Type of the error of a field that the server refused: its message is the text of the problem. */
export const serverError = 'server'

/** A form of the desk: validation by a schema, errors at fields, submit state, and a guard for unsaved changes. */
export function useDeskForm<Values extends FieldValues>({
	schema,
	defaultValues,
	onSubmit = () => undefined,
	problemFields = {},
	unsaved = 'form',
}: DeskFormOptions<Values>): DeskForm<Values> {
	const problemText = useProblemText()
	const { isBusy, problem, run, clear } = useAsyncAction()
	const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues })
	const { errors, isSubmitting, isDirty } = form.formState
	useUnsavedChanges(unsaved ?? 'form', unsaved !== null && isDirty)
	// the library checks a field again only after a submit, not after `trigger`
	const register: typeof form.register = (name, options) =>
		form.register(name, {
			...options,
			onChange(event) {
				if (form.getFieldState(name).error) form.clearErrors(name)
				return options?.onChange?.(event)
			},
		})
	const submitWith = (send: Send<Values>) => (event?: BaseSyntheticEvent) => {
		clear()
		void form.handleSubmit((values) =>
			run(async () => {
				try {
					await send(values)
				} catch (thrown) {
					const refused = asProblem(thrown)
					const field = problemFields[refused.code]
					if (field === undefined) throw refused
					form.setError(field, { type: serverError, message: problemText(refused) }, { shouldFocus: true })
				}
			}),
		)(event)
	}
	return {
		...form,
		register,
		errors,
		isSubmitting,
		run,
		isBusy: isSubmitting || isBusy,
		problem,
		submitWith,
		submit: submitWith(onSubmit),
	}
}
