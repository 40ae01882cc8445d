import { useEffect, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

/** Id of the `datalist` with the columns of a table. */
export const columnList = (table: string): string => `older-columns-${table}`

interface ColumnFieldProps {
	readonly label: string
	/** The label is for screen readers only. */
	readonly isQuiet?: boolean
	/** '' if no column is chosen. */
	readonly value: string
	readonly columns: readonly string[]
	/** Name of the table with the columns; '' for the main table. */
	readonly table?: string
	readonly onChoose: (column: string) => void
}

/** Field for the name of a column, typed or chosen: a file can have hundreds. */
export function ColumnField({
	label,
	isQuiet = false,
	value,
	columns,
	table = '',
	onChoose,
}: ColumnFieldProps) {
	const { t } = useTranslations()
	const [typed, setTyped] = useState(value)
	useEffect(() => setTyped(value), [value])
	const isNone = typed !== '' && !columns.includes(typed)
	return (
		<div className="stack tight">
			<label className="field">
				{!isQuiet && label}
				<input
					{...(isQuiet ? { 'aria-label': label } : {})}
					type="text"
					dir="auto"
					list={columnList(table)}
					value={typed}
					aria-invalid={isNone}
					onChange={({ target }) => {
						setTyped(target.value)
						if (target.value === '' || columns.includes(target.value)) onChoose(target.value)
					}}
				/>
			</label>
			{isNone && <p className="error">{t('import.noSuchColumn')}</p>}
		</div>
	)
}
