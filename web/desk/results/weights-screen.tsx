import './results.css'
import { useId } from 'react'
import { weightApi } from '#shared/api/weights'
import { localize } from '#shared/forms/localized-text'
import { weightingFileKinds } from '#shared/results/weighting-files'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { WeightSetView } from './weight-set-view.tsx'
import { WeightingFileSection } from './weighting-file.tsx'

/** Weights of a round: inputs, existing weight sets, and a new set from current data. */
export function WeightsScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const { round: code } = useScope('round')
	const round = study.rounds.find((each) => each.code === code)
	const isOfAll = person.districts === 'all'
	const { found, problem, reload } = useRoute(weightApi.list, isOfAll ? { query: { round: code } } : null)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('results.weighting.title')}</h1>
			</header>
			<p className="hint">{t('results.weighting.help')}</p>
			{!isOfAll && <p className="note quiet">{t('results.weighting.allDistrictsNeeded')}</p>}
			<ProblemNote problem={problem} />
			{found && (
				<>
					<section className="stack tight" aria-labelledby="weighting-inputs">
						<h2 id="weighting-inputs">{t('results.weighting.inputs')}</h2>
						<ul>
							<li>{t('results.weighting.interviews', { n: numberIn(language, found.interviews) })}</li>
							<li>{t('results.weighting.sample', { n: numberIn(language, found.clusters) })}</li>
							<li>{t('results.weighting.listings', { n: numberIn(language, found.listings) })}</li>
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
						<h2 id="sets">{t('results.weighting.sets')}</h2>
						<Make round={code} canMake={found.files.some(({ kind }) => kind === 'census')} onMade={reload} />
						{found.sets.length === 0 && <p className="note quiet">{t('results.weighting.empty')}</p>}
						{found.sets.map((set, i) => (
							<details key={set.n} className="panel" open={i === 0}>
								<summary>
									{t('results.weighting.setNumber', { n: numberIn(language, set.n) })} ·{' '}
									{dateTimeIn(language, set.at)}
									{i === 0 && <> · {t('results.weighting.usedForResults')}</>}
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
	const { isBusy, problem, run } = useAsyncAction()
	const make = () => run(() => callRoute(weightApi.create, { body: { round } }).then(onMade))
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
					{t(isBusy ? 'results.weighting.calculating' : 'results.weighting.calculate')}
				</button>
				{!canMake && (
					<span id={why} className="hint">
						{t('results.weighting.file.census.missing')}
					</span>
				)}
			</div>
		</>
	)
}
