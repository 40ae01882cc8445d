import type { CellFault } from '#shared/kernel/cell-fault'
import { type Translate, useTranslations } from '../../ui/i18n.ts'

const maxShown = 50

/** Errors in a CSV file, by row and column. */
export function FileErrors({ faults }: { faults: readonly CellFault[] }) {
	const { t } = useTranslations()
	return (
		<div className="note stop stack tight" role="alert">
			<p>{t('desk.file.invalidCells', { count: faults.length })}</p>
			<ul>
				{faults.slice(0, maxShown).map((fault) => (
					<li key={`${fault.at} ${fault.column} ${fault.possible}`}>{faultText(t, fault)}</li>
				))}
			</ul>
		</div>
	)
}

/** Explains the error in a cell, with the values that it can have instead. */
function faultText(t: Translate, { at, column, found, possible, kind }: CellFault): string {
	if (at === 1 && found === '') return t('desk.file.missingColumn', { column })
	const cell = { line: at, column, found: found === '' ? '—' : found }
	if (kind === 'must-be-empty') return t('desk.file.notEmptyCell', cell)
	if (kind === 'repeated') return t('desk.file.repeatedCell', cell)
	return t(kind === 'example' ? 'desk.file.invalidCellExample' : 'desk.file.invalidCell', {
		...cell,
		possible,
	})
}
