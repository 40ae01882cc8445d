import { useEffect, useRef } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { useIsNarrow } from './is-narrow.ts'
import type { Selection } from './use-selection.ts'

/** Cell of a table with the checkbox of its row. `label`: the row, for screen readers. */
export function SelectCell({
	selection,
	row,
	label,
}: {
	readonly selection: Selection
	readonly row: string
	readonly label: string
}) {
	return (
		<td className="select-cell">
			<input
				type="checkbox"
				aria-label={label}
				checked={selection.selected.has(row)}
				onChange={({ nativeEvent }) =>
					selection.toggle(row, nativeEvent instanceof PointerEvent && nativeEvent.shiftKey)
				}
			/>
		</td>
	)
}

/** Head of the column of checkboxes: selects all rows. */
export function SelectAllHead({ selection }: { readonly selection: Selection }) {
	const { t } = useTranslations()
	const box = useRef<HTMLInputElement>(null)
	const isMixed = selection.selected.size > 0 && !selection.areAll
	useEffect(() => {
		if (box.current) box.current.indeterminate = isMixed
	}, [isMixed])
	return (
		<th scope="col" className="select-cell">
			<input
				ref={box}
				type="checkbox"
				aria-label={t('desk.selectAll')}
				checked={selection.areAll}
				onChange={selection.toggleAll}
			/>
		</th>
	)
}

/** Selects all rows in a narrow window, where a table has no head. */
export function SelectAllButton({ selection }: { readonly selection: Selection }) {
	const { t } = useTranslations()
	return useIsNarrow() ? (
		<button type="button" className="plain small" onClick={selection.toggleAll}>
			{t(selection.areAll ? 'desk.clearSelection' : 'desk.selectAll')}
		</button>
	) : null
}
