import { useState } from 'react'
import type { SampleResponse } from '#shared/sample/sample-api'
import { useTranslations } from '../../ui/i18n.ts'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { FileErrors } from '../kit/file-errors.tsx'
import { parseAssignmentFile } from './assignment-file.ts'
import { countHouseholds, householdsText } from './household-count.ts'
import type { Assign } from './use-assign.ts'

interface ImportAssignmentsProps {
	readonly found: SampleResponse
	readonly onAssign: Assign
	readonly isBusy: boolean
}

/** Assigns households from a file: all its errors, or a preview of what changes. */
export function ImportAssignments({ found, onAssign, isBusy }: ImportAssignmentsProps) {
	const { t } = useTranslations()
	const [text, setText] = useState<string | null>(null)
	const file = text === null ? null : parseAssignmentFile(text, found)
	return (
		<details className="stack tight">
			<summary>{t('sample.importAssignments')}</summary>
			<p className="hint">{t('sample.assignmentColumns')}</p>
			<CsvFileInput label={t('sample.chooseAssignments')} onChoose={setText} />
			{file && file.faults.length > 0 && <FileErrors faults={file.faults} />}
			{file && file.faults.length === 0 && (
				<>
					<p className="note wait">
						{t('sample.previewAssignments', { count: file.changes.size, same: file.same })}
					</p>
					<div className="actions">
						<button
							type="button"
							disabled={isBusy || file.changes.size === 0}
							onClick={() => void onAssign(file.changes).then((isSaved) => isSaved && setText(null))}
						>
							{t('sample.assignHouseholds', {
								households: householdsText(countHouseholds(found.clusters, new Set(file.changes.keys())), t),
							})}
						</button>
						<button type="button" className="plain" onClick={() => setText(null)}>
							{t('app.cancel')}
						</button>
					</div>
				</>
			)}
		</details>
	)
}
