import './results.css'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import { breakdownNames } from '#shared/results/breakdowns'
import {
	type ChangeQuery,
	type ChangeResponse,
	type ComparedEstimate,
	defaultWeightVersion,
	weightVersions,
} from '#shared/results/estimates-response'
import { isMainIndicator } from '#shared/results/shipped-indicators'
import { dateTimeIn, localeOf, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AlternativeIndicators } from './alternative-indicators.tsx'
import { BackToResults } from './back-to-results.tsx'
import { changeRows } from './change-rows.ts'
import { EstimateWithBase, SuppressedNote } from './estimate-cells.tsx'
import {
	differenceText,
	formatDifferenceSuppression,
	formatPerCapita,
	groupText,
	pText,
} from './format-estimate.ts'
import { IntervalBar } from './interval-bar.tsx'
import { listMaterialPerCapita } from './material-per-capita.ts'
import { buildResultsPath, useResultsFilter } from './results-filter.ts'
import { WeightVersionNote } from './weight-version.tsx'

/** Change between two closed rounds by indicator, and its significance. */
export function ChangeScreen() {
	const texts = useTranslations()
	const { t, language } = texts
	const { study, person } = useDesk()
	const [filter, change] = useResultsFilter()
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
	const hasDoses = canAsk && query.by === 'district'
	const material = useRoute(resultApi.material, hasDoses ? { query: { round: query.to } } : null)
	const doses = hasDoses && material.found ? listMaterialPerCapita(material.found) : []
	const rounds = closed.map(({ code, name }) => [code, localize(name, language)] as const)
	const linesOf = (response: ChangeResponse, isMain: boolean): ChangeTableRow[] =>
		response.indicators
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
	const chosen = found?.indicators.find(({ id }) => id === filter.of) ?? found?.indicators[0]
	return (
		<div className="stack">
			<header className="desk-head">
				<BackToResults />
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
						value={filter.weights ?? found?.weights.version ?? defaultWeightVersion}
						options={weightVersions.map((each) => [each, t(`results.weight.${each}`)])}
						onChoose={(weights) => change({ weights })}
					/>
				</div>
			)}
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<WeightVersionNote version={found.weights.version} />
					{found.weights.sets === null && <p className="note wait">{t('results.provisional')}</p>}
					{found.weights.sets === null && (filter.weights ?? 'none') !== 'none' && (
						<p className="note stop">{t('results.change.noWeights')}</p>
					)}
					{found.weights.sets && (
						<p className="hint">
							{t('results.change.weightedWith', {
								from: numberIn(language, found.weights.sets.from),
								to: numberIn(language, found.weights.sets.to),
							})}
						</p>
					)}
					<p className="hint">{t('results.change.help')}</p>
					<ChangeTable first={t('results.indicator')} lines={linesOf(found, true)} />
					<AlternativeIndicators>
						<ChangeTable first={t('results.indicator')} lines={linesOf(found, false)} />
					</AlternativeIndicators>
					{chosen && (
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
										saveRows(
											`change-${query.from}-${query.to}-${query.by}.csv`,
											changeRows(found, query.by, texts),
										)
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
					)}
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
	const rounded = (value: number) =>
		new Intl.NumberFormat(localeOf(language), { maximumSignificantDigits: 2 }).format(value)
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

/**
 * True if the interval excludes 0, but the change is not significant after adjusting for all comparisons of
 * its family.
 */
const isChangeAlone = ({ interval, verdict }: ComparedEstimate): boolean =>
	verdict === 'no-reliable-change' && interval !== null && (interval.low > 0 || interval.high < 0)

interface ChangeTableRow {
	readonly key: string
	readonly name: ReactNode
	readonly title: string
	readonly kind: ChangeResponse['indicators'][number]['kind']
	readonly compared: ComparedEstimate
	readonly isChosen: boolean
}

interface ChangeTableProps {
	readonly first: string
	readonly lines: readonly ChangeTableRow[]
	/** Material per capita; absent if rows are not districts. */
	readonly doses?: ReturnType<typeof listMaterialPerCapita>
}

function ChangeTable({ first, lines, doses = [] }: ChangeTableProps) {
	const { t, language } = useTranslations()
	const doseHeads = doses.map(({ material, people }) =>
		t('results.change.dose', {
			material: t(`results.material.name.${material}`),
			people: numberIn(language, people),
		}),
	)
	/** Returns the end of the scale; shares and means have scales of their own. */
	const mostOf = (kind: ChangeTableRow['kind']): number =>
		Math.max(
			0.05,
			...lines
				.filter((line) => line.kind === kind)
				.map(({ compared: { interval } }) => Math.max(-(interval?.low ?? 0), interval?.high ?? 0)),
		)
	const most = { share: mostOf('share'), mean: mostOf('mean') }
	return (
		<table className="table figures compared">
			<thead>
				<tr>
					<th scope="col">{first}</th>
					<th scope="col" className="number">
						{t('results.change.before')}
					</th>
					<th scope="col" className="number">
						{t('results.change.after')}
					</th>
					<th scope="col">{t('results.chart')}</th>
					<th scope="col" className="number">
						{t('results.change.difference')}
					</th>
					<th scope="col" className="number">
						{t('results.interval')}
					</th>
					<th scope="col">{t('results.change.result')}</th>
					{doseHeads.map((head) => (
						<th key={head} scope="col" className="number">
							{head}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{lines.map(({ key, name, title, kind, compared, isChosen }) => {
					const { from, to, value, interval, verdict } = compared
					const less = (of: number) => differenceText(language, kind, of)
					const span = interval
						? t('results.between', { low: less(interval.low), high: less(interval.high) })
						: ''
					return (
						<tr key={key} className={isChosen ? 'chosen' : ''}>
							<th scope="row">{name}</th>
							<td className="number" data-label={t('results.change.before')}>
								<EstimateWithBase kind={kind} figure={from} />
							</td>
							<td className="number" data-label={t('results.change.after')}>
								<EstimateWithBase kind={kind} figure={to} />
							</td>
							<td className="drawn">
								{value !== null && (
									<IntervalBar
										from={-most[kind]}
										to={most[kind]}
										value={value}
										interval={interval}
										mark={0}
										isQuiet={verdict !== 'change'}
										title={`${title}: ${less(value)} (${span})`}
									/>
								)}
							</td>
							<td className="number" data-label={t('results.change.difference')}>
								<bdi>{value === null ? '' : less(value)}</bdi>
							</td>
							<td className="number hint" data-label={t('results.interval')}>
								<bdi>{span}</bdi>
							</td>
							<td
								className={verdict === 'change' ? 'moved' : 'quiet'}
								data-label={t('results.change.result')}
							>
								{verdict ? t(`results.change.verdict.${verdict}`) : formatDifferenceSuppression(t, compared)}
								{isChangeAlone(compared) && (
									<div className="hint">
										{t('results.change.notAfterAdjustment', { p: pText(language, compared.adjustedP ?? 1) })}
									</div>
								)}
							</td>
							{doses.map(({ material, byDistrict }, i) => (
								<td key={material} className="number hint" data-label={doseHeads[i]}>
									{formatPerCapita(language, byDistrict.get(key) ?? null)}
								</td>
							))}
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}
