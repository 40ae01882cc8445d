import { useState } from 'react'
import { sampleApi } from '#shared/api/sample'
import { localize } from '#shared/forms/localized-text'
import type { CellFault } from '#shared/kernel/cell-fault'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { isReplacement } from '#shared/sample/sample'
import type { ImportedCluster } from '#shared/sample/sample-api'
import { parseSampleFile } from '#shared/sample/sample-file'
import type { Round } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FileErrors } from '../kit/file-errors.tsx'

interface ChosenSampleFile {
	readonly clusters: readonly ImportedCluster[]
	readonly faults: readonly CellFault[]
}

/** Imports the sample of a round from a file: all its errors, or a preview of its households. */
export function ImportSample({ round, onDone }: { round: Round; onDone: () => void }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [chosen, setChosen] = useState<ChosenSampleFile | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	function choose(text: string) {
		setProblem(null)
		setChosen(parseSampleFile(text, study.districts))
	}
	async function put(clusters: readonly ImportedCluster[]) {
		setProblem(null)
		try {
			await callRoute(sampleApi.import, { body: { round: round.code, clusters: [...clusters] } })
			setChosen(null)
			onDone()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<section className="stack tight" aria-label={t('sample.chooseFile')}>
			<CsvFileInput label={t('sample.chooseFile')} onChoose={choose} />
			<p className="hint">{t('sample.columnsHint')}</p>
			<ProblemNote problem={problem} />
			{chosen && (
				<>
					<Found chosen={chosen} round={localize(round.name, language)} />
					<div className="actions">
						{chosen.faults.length === 0 && chosen.clusters.length > 0 && (
							<button type="button" onClick={() => void put(chosen.clusters)}>
								{t('sample.import')}
							</button>
						)}
						<button type="button" className="plain" onClick={() => setChosen(null)}>
							{t('app.cancel')}
						</button>
					</div>
				</>
			)}
		</section>
	)
}

function Found({ chosen: { clusters, faults }, round }: { chosen: ChosenSampleFile; round: string }) {
	const { t } = useTranslations()
	const lines = clusters.flatMap((each) => each.lines)
	if (faults.length === 0)
		return (
			<p className="note wait">
				{t('sample.confirmImport', {
					round,
					clusters: clusters.length,
					lines: lines.filter((line) => !isReplacement(line)).length,
					reserve: lines.filter(isReplacement).length,
				})}
			</p>
		)
	return <FileErrors faults={faults} />
}
