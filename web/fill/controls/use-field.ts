import { type ChangeEvent, useCallback, useLayoutEffect, useReducer } from 'react'
import type { Answer } from '#shared/forms/answers'
import { useFilling, useQuestionValue } from '../filling.ts'
import { show, usePageFields } from '../page-fields.ts'

/** How a field writes what the session knows as it was typed. */
export interface FieldFormat {
	readonly typedOf: (value: string) => string
	readonly shownOf: (typed: string) => string
}
const same = (text: string) => text
const plainly: FieldFormat = { typedOf: same, shownOf: same }

type NativeField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * What a native field needs: it holds what is in it, beginning with what the session knows when it appears; the session hears of
 * every change.
 */
export function useNativeField(path: string, { typedOf, shownOf }: FieldFormat = plainly) {
	const { filling } = useFilling()
	const fields = usePageFields()
	const { template } = filling.session.nodeAt(path)
	const offered = useQuestionValue(template, (session) => session.offerStampOf(path))
	// what is calculated for it changes under the field
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
 * The same for what is no single native field (ticks, a place, a recording), or cannot be changed: the caller shows what
 * the session says and sets the answer; focus goes to `ref` when it is wrong.
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
		/** The session heard of the answer in another way. */
		changed: redraw,
		/** Takes text as if it was typed: what cannot be read yet is kept as it is. */
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
