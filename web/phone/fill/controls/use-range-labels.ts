import type { LocalizedText } from '#shared/forms/form-definition'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { usePlainText } from './plain-text.ts'

/** Labels of the values of a range: `tick_labelset` names a list whose codes are the values. */
export function useRangeLabels({ path, question }: ControlProps) {
	const { filling } = useFilling()
	const plain = usePlainText(path)
	const list = filling.session.form.definition.choices[question.parameters?.tick_labelset ?? ''] ?? []
	const labels = new Map<number, LocalizedText>(list.map(({ name, label }) => [Number(name), label]))
	return {
		labels,
		/** Returns `7`, or `7 · Always`: for a menu, and for a screen reader. */
		inWords: (value: number) =>
			labels.has(value) ? `${value} · ${plain(labels.get(value))}` : String(value),
	}
}
