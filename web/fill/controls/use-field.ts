import { useLayoutEffect } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import type { Answer } from '#shared/forms/answers'
import { pressOver } from '../../ui/press-over.ts'
import { fieldName } from '../field-name.ts'
import { type Filling, useFilling, useQuestionValue } from '../filling.ts'

/** How a field writes what the session knows as it was typed. */
export interface FieldWriting {
	readonly typedOf: (value: unknown) => string
	readonly shownOf: (typed: string) => string
}
const plainly: FieldWriting = { typedOf: String, shownOf: String }

/**
 * Registers a native field with react-hook-form: it holds what is in the field, beginning with what the session knows
 * when the field appears; the session hears of every change and says whether the answer can stand.
 */
export function useField(path: string, { typedOf, shownOf }: FieldWriting = plainly) {
	const { filling } = useFilling()
	const { register, setValue } = useFormContext()
	const { template } = filling.session.nodeAt(path)
	const offered = useQuestionValue(template, (session) => session.offerStampOf(path))
	// what is calculated for it changes under the field
	useLayoutEffect(() => {
		if (offered > 0) setValue(fieldName(path), shownOf(filling.session.typedAt(path)))
	}, [offered, filling, path, setValue, shownOf])
	return register(fieldName(path), {
		value: shownOf(filling.session.typedAt(path)),
		validate: () => canStand(filling, path),
		onChange: (event: { target: { value: unknown } }) => filling.type(path, typedOf(event.target.value)),
	})
}

/**
 * The same for what is no single native field (ticks, a place, a recording), or cannot be changed: the caller shows what
 * the session says and sets the answer; focus goes to `ref` when it is wrong.
 */
export function useOwnField(path: string) {
	const { filling } = useFilling()
	const { field } = useController({
		name: fieldName(path),
		defaultValue: '',
		rules: { validate: () => canStand(filling, path) },
	})
	return {
		ref: field.ref,
		onBlur: field.onBlur,
		/** The session heard of the answer in another way. */
		changed: () => field.onChange(filling.session.answerAt(path) ?? ''),
		/** Takes text as if it was typed: what cannot be read yet is kept as it is. */
		type(typed: string) {
			filling.type(path, typed)
			field.onChange(typed)
		},
		set(answer: Answer | null) {
			filling.answer(path, answer)
			field.onChange(answer ?? '')
		},
	}
}

async function canStand({ session }: Filling, path: string): Promise<boolean> {
	await pressOver()
	return session.violationAt(path) === null
}
