import { type ChangeEvent, useCallback, useLayoutEffect, useReducer } from 'react'
import type { Answer } from '#shared/forms/answers'
import { useFilling, useQuestionValue } from '../filling.ts'
import { show, usePageFields } from '../page-fields.ts'

/** Conversion between the session's typed text and the text in a field. */
export interface FieldFormat {
	readonly typedOf: (value: string) => string
	readonly shownOf: (typed: string) => string
}
const same = (text: string) => text
const plainly: FieldFormat = { typedOf: same, shownOf: same }

type NativeField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Connects a native field: the field starts with the session's text and keeps its own content; the session
 * receives every change.
 */
export function useNativeField(path: string, { typedOf, shownOf }: FieldFormat = plainly) {
	const { filling } = useFilling()
	const fields = usePageFields()
	const { template } = filling.session.nodeAt(path)
	const offered = useQuestionValue(template, (session) => session.offerStampOf(path))
	// a calculation changes the value while the field is shown
	useLayoutEffect(() => {
		if (offered > 0) fields.write(path, shownOf(filling.session.typedAt(path)))
	}, [offered, filling, fields, path, shownOf])
	const ref = useCallback(
		(element: NativeField | null) => {
			if (!element) return
			show(element, shownOf(filling.session.typedAt(path)))
			return fields.add(path, element)
		},
		[filling, fields, path, shownOf],
	)
	return {
		ref,
		name: path,
		onChange: ({ target }: ChangeEvent<NativeField>) => filling.type(path, typedOf(target.value)),
		onBlur: () => void fields.leave(path),
	}
}

/**
 * Connects a control that is not a single native field (checkboxes, a location, a recording) or is read-only:
 * the caller shows the session's answer and sets it; a violation focuses `ref`.
 */
export function useCustomField(path: string) {
	const { filling } = useFilling()
	const fields = usePageFields()
	const [, redraw] = useReducer((turn: number) => turn + 1, 0)
	const ref = useCallback(
		(element: HTMLElement | null) => (element ? fields.add(path, element) : undefined),
		[fields, path],
	)
	return {
		ref,
		onBlur: () => void fields.leave(path),
		/** Called when the answer was changed without `set` or `type`. */
		changed: redraw,
		/** Sets text as if it was typed: text that cannot be parsed yet is saved as it is. */
		type(typed: string) {
			filling.type(path, typed)
			redraw()
		},
		set(answer: Answer | null) {
			filling.answer(path, answer)
			redraw()
		},
	}
}
