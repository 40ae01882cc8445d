import { useState } from 'react'
import { type NewTargets, readTargets, type TargetFileError } from '#shared/study/rounds-and-targets'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'

const maxShown = 50

/** Imports targets from a file: all of it, or nothing with every wrong cell. */
export function TargetFile({ onSave }: { onSave: (targets: NewTargets['targets']) => Promise<unknown> }) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [faults, setFaults] = useState<readonly TargetFileError[]>([])
	async function choose(file: File | undefined) {
		if (!file) return
		const found = readTargets(await file.text(), study.districts)
		setFaults(found.faults)
		if (found.faults.length === 0) await onSave(found.targets)
	}
	return (
		<div className="stack tight">
			<label className="field">
				{t('rounds.importTargets')}
				<input
					type="file"
					accept=".csv,text/csv"
					onChange={(event) => {
						const [file] = event.target.files ?? []
						// allows choosing the same file again after it was corrected
						event.target.value = ''
						void choose(file)
					}}
				/>
			</label>
			<p className="hint">{t('rounds.columnsHint')}</p>
			{faults.length > 0 && (
				<div className="note stop stack tight" role="alert">
					<p>{t('rounds.invalidCells', { count: faults.length })}</p>
					<ul>
						{faults.slice(0, maxShown).map(({ at, column, found, possible }) => (
							<li key={`${at} ${column}`}>
								{t('rounds.invalidCell', { line: at, column, found: found === '' ? '—' : found, possible })}
							</li>
						))}
					</ul>
				</div>
			)}
		</div>
	)
}
