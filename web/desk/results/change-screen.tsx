import './results.css'
import { Link } from 'wouter'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import { breakdownNames } from '#shared/results/breakdowns'
import {
	type ChangeQuery,
	type ChangeResponse,
	defaultWeightVersion,
	weightVersions,
} from '#shared/results/estimates-response'
import { isMainIndicator } from '#shared/results/shipped-indicators'
import type { Round } from '#shared/study/study'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AlternativeIndicators } from './alternative-indicators.tsx'
import { changeRows } from './change-rows.ts'
import { ChangeTable, type ChangeTableRow } from './change-table.tsx'
import { SuppressedNote } from './estimate-cells.tsx'
import { groupText, pText } from './format-estimate.ts'
import { listMaterialPerCapita } from './material-per-capita.ts'
import { buildResultsPath, useResultsFilter } from './results-filter.ts'
import { WeightVersionNote } from './weight-version.tsx'

/** Change between two closed rounds by indicator, and its significance. */
export function ChangeScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const [filter] = useResultsFilter()
	// A comparison needs two rounds, so that they are chosen here and not in the top bar.
	const closed = study.rounds.filter(
		({ state, demonstration }) => state === 'closed' && demonstration === person.demonstration,
	)
	const query = {
		from: filter.from ?? closed[0]?.code ?? '',
		to: filter.to ?? closed.at(-1)?.code ?? '',
		by: filter.by ?? 'district',
		weights: filter.weights ?? defaultWeightVersion,
		clusters: filter.clusters ?? 'new',
	}
	const canAsk = query.from !== query.to && query.from !== ''
	const { found, problem } = useRoute(resultApi.change, canAsk ? { query } : null)
	const chosen = found?.indicators.find(({ id }) => id === filter.of) ?? found?.indicators[0]
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('results.change.title')}</h1>
			</header>
			{closed.length < 2 ? (
				<p className="note quiet">
					{t('results.change.twoClosed')}{' '}
					{may(person.role, 'targets.set') ? (
						<Link href="/desk/rounds">{t('results.change.closeRoundHint')}</Link>
					) : (
						t('results.change.closeRoundHint')
					)}
				</p>
			) : (
				<ChangeFilters
					closed={closed}
					query={query}
					weights={found?.weights.version ?? defaultWeightVersion}
				/>
			)}
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<WeightNotes weights={found.weights} />
					<p className="hint">{t('results.change.help')}</p>
					<ChangeTable
						first={t('results.indicator')}
						lines={linesOf(found, { isMain: true, chosen, filter, language })}
					/>
					<AlternativeIndicators>
						<ChangeTable
							first={t('results.indicator')}
							lines={linesOf(found, { isMain: false, chosen, filter, language })}
						/>
					</AlternativeIndicators>
					{chosen && <OneIndicator found={found} chosen={chosen} query={query} />}
					<AnswersSection query={query} questions={found.questions} />
					<section className="stack tight" aria-labelledby="between">
						<h2 id="between">{t('results.change.eventsTitle')}</h2>
						<ul className="plain-list">
							{(['shipwreck', 'hotline', 'census'] as const).map((each) => (
								<li key={each}>{t(`results.change.event.${each}`)}</li>
							))}
						</ul>
					</section>
					<p className="hint">{t('results.change.asOf', { time: dateTimeIn(language, found.at) })}</p>
				</>
			)}
		</div>
	)
}

type ComparedIndicator = ChangeResponse['indicators'][number]
type ResultsFilter = ReturnType<typeof useResultsFilter>[0]
interface LinesOptions {
	/** True for the main indicators, false for their alternatives. */
	readonly isMain: boolean
	readonly chosen: ComparedIndicator | undefined
	readonly filter: ResultsFilter
	readonly language: string
}

/** Returns the rows of the indicators, each with a link that chooses it. */
const linesOf = (
	{ indicators }: ChangeResponse,
	{ isMain, chosen, filter, language }: LinesOptions,
): ChangeTableRow[] =>
	indicators
		.filter(({ id }) => isMainIndicator(id) === isMain)
		.map(({ id, label, kind, whole }) => ({
			key: id,
			kind,
			compared: whole,
			isChosen: id === chosen?.id,
			title: localize(label, language),
			name: (
				<Link
					href={buildResultsPath('change', { ...filter, of: id })}
					aria-current={id === chosen?.id ? 'true' : undefined}
				>
					<span>
						<bdi>{id}</bdi> {localize(label, language)}
					</span>
				</Link>
			),
		}))

interface ChangeFiltersProps {
	readonly closed: readonly Round[]
	readonly query: Pick<ChangeQuery, 'from' | 'to' | 'clusters'>
	/** Weights of the comparison that is shown. */
	readonly weights: string
}

function ChangeFilters({ closed, query, weights }: ChangeFiltersProps) {
	const { t, language } = useTranslations()
	const [filter, change] = useResultsFilter()
	const rounds = closed.map(({ code, name }) => [code, localize(name, language)] as const)
	return (
		<div className="filters">
			<SelectMenu
				label={t('results.change.from')}
				value={query.from}
				options={rounds}
				onChoose={(from) => change({ from })}
			/>
			<SelectMenu
				label={t('results.change.to')}
				value={query.to}
				options={rounds}
				onChoose={(to) => change({ to })}
			/>
			<SelectMenu
				label={t('results.change.clusters')}
				value={query.clusters}
				options={(['new', 'same'] as const).map((each) => [each, t(`results.change.${each}`)])}
				onChoose={(clusters) => change({ clusters })}
			/>
			<SelectMenu
				label={t('results.weightLabel')}
				value={filter.weights ?? weights}
				options={weightVersions.map((each) => [each, t(`results.weight.${each}`)])}
				onChoose={(next) => change({ weights: next })}
			/>
		</div>
	)
}

/** Says which weights were used, and what is missing. */
function WeightNotes({ weights }: Pick<ChangeResponse, 'weights'>) {
	const { t, language } = useTranslations()
	const [filter] = useResultsFilter()
	return (
		<>
			<WeightVersionNote version={weights.version} />
			{weights.sets === null && <p className="note wait">{t('results.provisional')}</p>}
			{weights.sets === null && (filter.weights ?? 'none') !== 'none' && (
				<p className="note stop">{t('results.change.noWeights')}</p>
			)}
			{weights.sets && (
				<p className="hint">
					{t('results.change.weightedWith', {
						from: numberIn(language, weights.sets.from),
						to: numberIn(language, weights.sets.to),
					})}
				</p>
			)}
		</>
	)
}

interface OneIndicatorProps {
	readonly found: ChangeResponse
	readonly chosen: ComparedIndicator
	readonly query: Pick<ChangeQuery, 'from' | 'to' | 'by'>
}

/** One indicator by group, beside the material that the districts got. */
function OneIndicator({ found, chosen, query }: OneIndicatorProps) {
	const texts = useTranslations()
	const { t, language } = texts
	const [, change] = useResultsFilter()
	const hasDoses = query.by === 'district'
	const material = useRoute(resultApi.material, hasDoses ? { query: { round: query.to } } : null)
	const doses = hasDoses && material.found ? listMaterialPerCapita(material.found) : []
	return (
		<section className="stack tight" aria-labelledby="one-change">
			<h2 id="one-change">
				<bdi>{chosen.id}</bdi> {localize(chosen.label, language)}
			</h2>
			<div className="filters">
				<SelectMenu
					label={t('results.groupBy')}
					value={query.by}
					options={breakdownNames.map((each) => [each, t(`results.breakdown.${each}`)])}
					onChoose={(by) => change({ by })}
				/>
				<button
					type="button"
					className="plain small"
					onClick={() =>
						saveRows(`change-${query.from}-${query.to}-${query.by}.csv`, changeRows(found, query.by, texts))
					}
				>
					{t('results.exportCsv')}
				</button>
			</div>
			<ChangeTable
				first={t(`results.breakdown.${query.by as 'district'}`)}
				doses={doses}
				lines={found.groups.flatMap((group, i) => {
					const compared = chosen.groups[i]
					const title = groupText(group, query.by, texts)
					return compared && [compared.from, compared.to].some(({ n }) => n !== 0)
						? [
								{
									key: group.code,
									kind: chosen.kind,
									compared,
									name: title,
									title,
									isChosen: false,
								},
							]
						: []
				})}
			/>
			<SuppressedNote figures={chosen.groups.flatMap(({ from, to }) => [from, to])} />
			<p className="hint">
				{t(`results.change.family.${chosen.family}`, {
					count: chosen.comparisons,
					n: numberIn(language, chosen.comparisons),
					by: t(`results.breakdown.${query.by as 'district'}`),
				})}
			</p>
		</section>
	)
}

interface AnswersSectionProps {
	readonly query: Omit<ChangeQuery, 'by' | 'question'>
	readonly questions: ChangeResponse['questions']
}

/** Distribution of the answers to one question before and after, with a test of the whole distribution. */
function AnswersSection({ query, questions }: AnswersSectionProps) {
	const { t, language } = useTranslations()
	const [{ question = '' }, change] = useResultsFilter()
	const { found, problem } = useRoute(
		resultApi.change,
		question === '' ? null : { query: { ...query, by: 'area', question } },
	)
	const rounded = (value: number) => numberIn(language, value, { maximumSignificantDigits: 2 })
	return (
		<section className="stack tight" aria-labelledby="answers">
			<h2 id="answers">{t('results.change.answers')}</h2>
			<FilterMenu
				label={t('results.change.question')}
				all={t('results.change.noQuestion')}
				value={question}
				options={questions.map(({ name, label }) => [name, localize(label, language) || name])}
				onChoose={(next) => change({ question: next })}
			/>
			<ProblemNote problem={problem} />
			{found && (
				<>
					<ChangeTable
						first={t('results.change.answer')}
						lines={found.indicators.map(({ id, label, kind, whole }) => ({
							key: id,
							kind,
							compared: whole,
							isChosen: false,
							name: localize(label, language) || id,
							title: localize(label, language) || id,
						}))}
					/>
					<p>
						{found.test
							? t('results.change.differenceTest', {
									f: rounded(found.test.f),
									df1: rounded(found.test.df1),
									df2: rounded(found.test.df2),
									p: pText(language, found.test.p),
								})
							: t('results.change.differenceNotTested')}
					</p>
				</>
			)}
		</section>
	)
}
