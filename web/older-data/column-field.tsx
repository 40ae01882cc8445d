import { useEffect, useState } from 'react'
import { useTranslations } from '../ui/i18n.ts'

/** Of the list of columns that fields offer; `table`: of which table. */
export const columnList = (table: string): string => `older-columns-${table}`

interface ColumnFieldProps {
	readonly label: string
	/** The label is said, and stands elsewhere. */
	readonly isQuiet?: boolean
	/** '' for none. */
	readonly value: string
	readonly columns: readonly string[]
	/** Of which table they are; '' for that with the lines. */
	readonly table?: string
	readonly onChoose: (column: string) => void
}

/** The name of a column, typed or picked: a file can have hundreds. */
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
			{isNone && <p className="error">{t('older.noSuchColumn')}</p>}
		</div>
	)
}
