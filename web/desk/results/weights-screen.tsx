import './results.css'
import { useId, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { weightingFileKinds } from '#shared/results/weighting-files'
import { createWeights, fetchWeighting } from '../../api/weights-client.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useUsualRound } from '../kit/default-round.ts'
import { useDesk } from '../kit/desk-context.ts'
import { ChoiceMenu } from '../kit/select-menu.tsx'
import { useLoaded } from '../kit/use-server-data.ts'
import { BackToResults } from './back-to-results.tsx'
import { useResultsFilter } from './results-filter.ts'
import { WeightSetView } from './weight-set-view.tsx'
import { WeightingFileSection } from './weighting-file.tsx'

/** Weights of a round: inputs, existing weight sets, and a new set from current data. */
export function WeightsScreen() {
	const { t, language } = useTranslations()
	const { campaign, person } = useDesk()
	const [filter, change] = useResultsFilter()
	const usual = useUsualRound()
	const code = filter.round ?? usual
	const round = campaign.rounds.find((each) => each.code === code)
	const isOfAll = person.districts === 'all'
	const { found, problem, reload } = useLoaded(`weights ${code}`, async () =>
		isOfAll ? fetchWeighting(code) : null,
	)
	return (
		<div className="stack">
			<header className="desk-head">
				<BackToResults />
				<h1>{t('figures.weighing.title')}</h1>
				<ChoiceMenu
					label={t('desk.round')}
					value={code}
					options={campaign.rounds.map((each) => [each.code, localize(each.name, language)])}
					onChoose={(next) => change({ round: next })}
				/>
			</header>
			<p className="hint">{t('figures.weighing.what')}</p>
			{!isOfAll && <p className="note quiet">{t('figures.weighing.ofAll')}</p>}
			<ProblemNote problem={problem} />
			{found && (
				<>
					<section className="stack tight" aria-labelledby="there">
						<h2 id="there">{t('figures.weighing.there')}</h2>
						<ul>
							<li>{t('figures.weighing.interviews', { n: numberIn(language, found.interviews) })}</li>
							<li>{t('figures.weighing.sample', { n: numberIn(language, found.clusters) })}</li>
							<li>{t('figures.weighing.listings', { n: numberIn(language, found.listings) })}</li>
						</ul>
						{weightingFileKinds.map((kind) => (
							<WeightingFileSection
								key={`${kind} ${code}`}
								kind={kind}
								round={{ code, name: round ? localize(round.name, language) : code }}
								files={found.files.filter((each) => each.kind === kind)}
								onSaved={reload}
							/>
						))}
					</section>
					<section className="stack tight" aria-labelledby="sets">
						<h2 id="sets">{t('figures.weighing.sets')}</h2>
						<Make round={code} canMake={found.files.some(({ kind }) => kind === 'census')} onMade={reload} />
						{found.sets.length === 0 && <p className="note quiet">{t('figures.weighing.none')}</p>}
						{found.sets.map((set, i) => (
							<details key={set.n} className="panel" open={i === 0}>
								<summary>
									{t('figures.weighing.set', { n: numberIn(language, set.n) })} ·{' '}
									{dateTimeIn(language, set.at)}
									{i === 0 && <> · {t('figures.weighing.counts')}</>}
								</summary>
								<WeightSetView round={code} set={set} />
							</details>
						))}
					</section>
				</>
			)}
		</div>
	)
}

interface MakeProps {
	readonly round: string
	readonly canMake: boolean
	readonly onMade: () => void
}

function Make({ round, canMake, onMade }: MakeProps) {
	const { t } = useTranslations()
	const why = useId()
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function make() {
		setBusy(true)
		setProblem(null)
		try {
			await createWeights(round)
			onMade()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button
					type="button"
					disabled={!canMake || isBusy}
					aria-describedby={canMake ? undefined : why}
					onClick={() => void make()}
				>
					{t(isBusy ? 'figures.weighing.making' : 'figures.weighing.make')}
				</button>
				{!canMake && (
					<span id={why} className="hint">
						{t('figures.weighing.file.census.missing')}
					</span>
				)}
			</div>
		</>
	)
}
