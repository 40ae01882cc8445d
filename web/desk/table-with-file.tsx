import { type ReactNode, useRef } from 'react'
import { useTranslations } from '../ui/i18n.ts'
import { rowsOf, saveRows } from './table-rows.ts'

interface TableWithFileProps {
	/** Of the file, without its ending. */
	readonly name: string
	/** What is in the table, for who cannot see beside what the button stands. */
	readonly about: string
	/** The table. */
	readonly children: ReactNode
}

/** A table, and a button that gives what is seen of it as a file. */
export function TableWithFile({ name, about, children }: TableWithFileProps) {
	const { t } = useTranslations()
	const box = useRef<HTMLDivElement>(null)
	function save() {
		const table = box.current?.querySelector('table')
		if (table) saveRows(`${name}.csv`, rowsOf(table))
	}
	return (
		<>
			<div ref={box}>{children}</div>
			<div className="actions">
				<button
					type="button"
					className="plain small"
					aria-label={`${t('coverage.csv')}: ${about}`}
					onClick={save}
				>
					{t('coverage.csv')}
				</button>
			</div>
		</>
	)
}
