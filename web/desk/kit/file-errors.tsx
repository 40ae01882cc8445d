import { useTranslations } from '../../ui/i18n.ts'

const maxShown = 50

interface FileErrorRow {
	readonly at: number
	readonly column: string
	readonly found: string
	readonly possible: string
}

/** Errors in a CSV file, by row and column. */
export function FileErrors({ faults }: { faults: readonly FileErrorRow[] }) {
	const { t } = useTranslations()
	return (
		<div className="note stop stack tight" role="alert">
			<p>{t('desk.file.invalidCells', { count: faults.length })}</p>
			<ul>
				{faults.slice(0, maxShown).map(({ at, column, found, possible }) => (
					<li key={`${at} ${column}`}>
						{at === 1 && found === ''
							? t('desk.file.missingColumn', { column })
							: t('desk.file.invalidCell', { line: at, column, found: found === '' ? '—' : found, possible })}
					</li>
				))}
			</ul>
		</div>
	)
}
