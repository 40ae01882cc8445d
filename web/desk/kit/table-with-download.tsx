import { type ReactNode, useRef } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { rowsOf, saveRows } from './table-rows.ts'

interface TableWithFileProps {
	/** Name of the file, without its extension. */
	readonly name: string
	/** Content of the table, for screen readers. */
	readonly about: string
	/** The table. */
	readonly children: ReactNode
}

/** A table with a button that saves its visible rows as a file. */
export function TableWithFile({ name, about, children }: TableWithFileProps) {
	const { t } = useTranslations()
	const box = useRef<HTMLDivElement>(null)
	function save() {
		const table = box.current?.querySelector('table')
		if (table) saveRows(`${name}.csv`, rowsOf(table))
	}
	return (
		<>
			<div ref={box} className="table-box">
				{children}
			</div>
			<div className="actions">
				<button
					type="button"
					className="plain small"
					aria-label={`${t('coverage.exportCsv')}: ${about}`}
					onClick={save}
				>
					{t('coverage.exportCsv')}
				</button>
			</div>
		</>
	)
}
