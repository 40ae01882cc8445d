import { outcomes } from '#shared/import/import-api'
import { csvLine, guarded } from '#shared/kernel/csv'
import { saveFile } from '../../ui/download-file.ts'
import { formatLineNumbers, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import type { RowError } from './row-batches.ts'
import type { ImportProgress } from './run-import.ts'

const maxLinesNamed = 5

interface ImportReportProps {
	readonly gone: ImportProgress
	readonly reading: FormReading
	/** True after the import, false after a dry run. */
	readonly isDone: boolean
}

/** Result of an import or a dry run: rows by outcome, and the errors by row. */
export function ImportReport({ gone, reading, isDone }: ImportReportProps) {
	const { t, language } = useTranslations()
	const { faults, ownerUnknown, orphanRows } = gone
	const come = gone.counts.new + gone.counts.reimported
	const counts = isDone ? { ...gone.counts, new: come, reimported: 0 } : gone.counts
	return (
		<div className="stack tight">
			<ul>
				{outcomes
					.filter((outcome) => counts[outcome] > 0)
					.map((outcome) => (
						<li key={outcome}>
							{t(isDone && outcome === 'new' ? 'import.outcome.done' : `import.outcome.${outcome}`, {
								count: counts[outcome],
								lines: numberIn(language, counts[outcome]),
							})}
						</li>
					))}
			</ul>
			{ownerUnknown > 0 && (
				<p className="note quiet">
					{t('import.ownerUnknown', { count: ownerUnknown, lines: numberIn(language, ownerUnknown) })}
				</p>
			)}
			{orphanRows > 0 && (
				<p className="note quiet">
					{t('import.unmatchedRows', { count: orphanRows, rows: numberIn(language, orphanRows) })}
				</p>
			)}
			<Faults faults={faults} reading={reading} />
		</div>
	)
}

function Faults({
	faults,
	reading,
}: {
	readonly faults: readonly RowError[]
	readonly reading: FormReading
}) {
	const { t, language } = useTranslations()
	if (faults.length === 0) return null
	const groups = new Map<string, RowError[]>()
	for (const fault of faults) {
		const key = JSON.stringify([fault.why, fault.column, fault.question])
		const others = groups.get(key)
		if (others) others.push(fault)
		else groups.set(key, [fault])
	}
	const label = ({ question }: RowError) => (question === '' ? '' : reading.label(question))
	function save(): void {
		const head = ['line', 'column', 'question', 'reason']
		const lines = faults.map((fault) =>
			csvLine(
				[String(fault.at), fault.column, label(fault), t(`import.faultReason.${fault.why}`)].map(guarded),
			),
		)
		saveFile('not-imported.csv', new Blob(['\ufeff', csvLine(head), ...lines], { type: 'text/csv' }))
	}
	return (
		<>
			<div className="table-box">
				<table className="table" aria-label={t('import.invalidValues')}>
					<thead>
						<tr>
							<th scope="col">{t('import.column')}</th>
							<th scope="col">{t('import.reason')}</th>
							<th scope="col">{t('import.rows')}</th>
						</tr>
					</thead>
					<tbody>
						{[...groups].map(([key, some]) => {
							const [first] = some as [RowError, ...RowError[]]
							return (
								<tr key={key}>
									<th scope="row">
										<bdi dir="ltr">{first.column}</bdi>{' '}
										<span className="hint" dir="auto">
											{label(first)}
										</span>
									</th>
									<td data-label={t('import.reason')}>{t(`import.faultReason.${first.why}`)}</td>
									<td data-label={t('import.rows')}>
										{t('cleaning.file.cellCount', {
											count: some.length,
											cells: numberIn(language, some.length),
											lines: formatLineNumbers(
												language,
												some.slice(0, maxLinesNamed).map(({ at }) => at),
												some.length,
											),
										})}
									</td>
								</tr>
							)
						})}
					</tbody>
				</table>
			</div>
			<div className="actions">
				<button type="button" className="plain small" onClick={save}>
					{t('import.exportInvalid')}
				</button>
			</div>
		</>
	)
}
