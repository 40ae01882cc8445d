import { useState } from 'react'
import { Link } from 'wouter'
import { sampleApi } from '#shared/api/sample'
import { localize } from '#shared/forms/localized-text'
import type { CellFault } from '#shared/kernel/cell-fault'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { getClusterDistrict, isReplacement } from '#shared/sample/sample'
import type { ImportedCluster } from '#shared/sample/sample-api'
import { parseSampleFile } from '#shared/sample/sample-file'
import type { Round } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { FileErrors } from '../kit/file-errors.tsx'

interface ChosenSampleFile {
	readonly clusters: readonly ImportedCluster[]
	readonly faults: readonly CellFault[]
}

/** Imports the sample of a round from a file: all its errors, or a preview of its households, then what was imported. */
export function ImportSample({ round, onDone }: { round: Round; onDone: () => void }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [chosen, setChosen] = useState<ChosenSampleFile | null>(null)
	const [imported, setImported] = useState<readonly ImportedCluster[] | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	function choose(text: string) {
		setProblem(null)
		setImported(null)
		setChosen(parseSampleFile(text, study.districts))
	}
	async function put(clusters: readonly ImportedCluster[]) {
		setProblem(null)
		try {
			await callRoute(sampleApi.import, { body: { round: round.code, clusters: [...clusters] } })
			setChosen(null)
			setImported(clusters)
			onDone()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<section className="stack tight" id="import-sample" aria-label={t('sample.chooseFile')}>
			<CsvFileInput label={t('sample.chooseFile')} onChoose={choose} />
			<p className="hint">{t('sample.columnsHint')}</p>
			<ProblemNote problem={problem} />
			{imported && (
				<div className="note ok stack tight" role="status">
					<p>{t('sample.imported', countsOf(imported, localize(round.name, language), language))}</p>
					<DistrictCounts clusters={imported} round={round.code} />
				</div>
			)}
			{chosen && (
				<>
					<Found chosen={chosen} round={round} />
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

interface FoundProps {
	readonly chosen: ChosenSampleFile
	readonly round: Round
}

function Found({ chosen: { clusters, faults }, round }: FoundProps) {
	const { t, language } = useTranslations()
	if (faults.length > 0) return <FileErrors faults={faults} />
	return (
		<div className="note wait stack tight">
			<p>{t('sample.confirmImport', countsOf(clusters, localize(round.name, language), language))}</p>
			<DistrictCounts clusters={clusters} round={null} />
		</div>
	)
}

/** Numbers of the texts about a sample. */
function countsOf(clusters: readonly ImportedCluster[], round: string, language: string) {
	const lines = clusters.flatMap((each) => each.lines)
	const number = (many: number) => numberIn(language, many)
	return {
		round,
		clusters: number(clusters.length),
		lines: number(lines.filter((line) => !isReplacement(line)).length),
		reserve: number(lines.filter(isReplacement).length),
	}
}

interface DistrictCountsProps {
	readonly clusters: readonly ImportedCluster[]
	/** Round whose assignments the districts are linked to; null before the import. */
	readonly round: string | null
}

/** Clusters and households by district: the page shows only one district at a time. */
function DistrictCounts({ clusters, round }: DistrictCountsProps) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const districts = [...new Set(clusters.map(({ cluster }) => getClusterDistrict(cluster)))].sort()
	return (
		<ul>
			{districts.map((district) => {
				const own = clusters.filter(({ cluster }) => getClusterDistrict(cluster) === district)
				const name = names.get(district) ?? district
				const { clusters: many, lines } = countsOf(own, '', language)
				return (
					<li key={district}>
						{round === null ? (
							name
						) : (
							<Link href={`/desk/sample?${searchOf({ round, district })}`}>{name}</Link>
						)}
						{': '}
						{t('sample.clustersAndHouseholds', { clusters: many, lines })}
					</li>
				)
			})}
		</ul>
	)
}
