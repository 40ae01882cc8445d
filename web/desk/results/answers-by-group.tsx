import { localize } from '#shared/forms/localized-text'
import {
	type AnswersResponse,
	getGroupCode,
	type PublishedEstimate,
} from '#shared/results/estimates-response'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { saveRows } from '../kit/table-rows.ts'
import { SuppressedNote, UngroupedNote } from './estimate-cells.tsx'
import { buildEstimateRows } from './estimate-rows.ts'
import { formatSuppression, groupText, valueText } from './format-estimate.ts'
import type { ShownQuery } from './indicator-by-group.tsx'
import { IntervalBar } from './interval-bar.tsx'

interface AnswersByGroupProps {
	readonly found: AnswersResponse
	readonly query: ShownQuery
}

/** Answers to a question in the columns, groups of respondents in the rows, with the base of each group. */
export function AnswersByGroup({ found, query: { round, by, within } }: AnswersByGroupProps) {
	const texts = useTranslations()
	const { t, language } = texts
	const { indicators, groups } = found
	const [first] = indicators
	if (!first) return <p className="note quiet">{t('results.questions.none')}</p>
	const parts = within ? [by, within] : [by]
	const title = parts.map((each) => t(`results.breakdown.${each}`)).join(' · ')
	const rows = [
		...groups.map((group, i) => ({
			key: getGroupCode(group),
			name: groupText(group, by, texts, within),
			figures: indicators.map((each) => each.groups[i]),
		})),
		{ key: '', name: t('results.total'), figures: indicators.map(({ whole }) => whole) },
	].filter(({ figures }) => figures.some((figure) => figure !== undefined && figure.n !== 0))
	return (
		<section className="stack tight" aria-labelledby="answers-by-group">
			<h2 id="answers-by-group">{title}</h2>
			<div className="table-box">
				<table className="table answers-by-group">
					<thead>
						<tr>
							<th scope="col">{title}</th>
							<th scope="col" className="number">
								{t('results.n')}
							</th>
							{indicators.map(({ id, label }) => (
								<th key={id} scope="col">
									{localize(label, language) || id}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{rows.map(({ key, name, figures }) => (
							<tr key={key} className={key === '' ? 'whole' : undefined}>
								<th scope="row">{name}</th>
								<td className="number" data-label={t('results.n')}>
									{figures[0]?.n == null ? '' : numberIn(language, figures[0].n)}
								</td>
								{indicators.map(({ id, label, kind }, i) => (
									<AnswerCell
										key={id}
										group={name}
										answer={localize(label, language) || id}
										kind={kind}
										figure={figures[i]}
									/>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<SuppressedNote figures={indicators.flatMap((each) => each.groups)} />
			<UngroupedNote figures={first} />
			<div className="actions">
				<button
					type="button"
					className="plain small"
					onClick={() =>
						saveRows(
							`answers-${[round, found.question, ...parts].join('-')}.csv`,
							buildEstimateRows(found, by, texts, within),
						)
					}
				>
					{t('results.exportCsv')}
				</button>
			</div>
		</section>
	)
}

interface AnswerCellProps {
	readonly group: string
	readonly answer: string
	readonly kind: AnswersResponse['indicators'][number]['kind']
	readonly figure: PublishedEstimate | undefined
}

/** Share of an answer in a group with its interval, or the reason why it is suppressed. */
function AnswerCell({ group, answer, kind, figure }: AnswerCellProps) {
	const { t, language } = useTranslations()
	if (!figure || figure.value === null)
		return (
			<td className="quiet" data-label={answer}>
				{figure && formatSuppression(t, figure)}
			</td>
		)
	const { value, interval, isWide } = figure
	const text = (of: number) => valueText(language, kind, of)
	const span = interval ? t('results.between', { low: text(interval.low), high: text(interval.high) }) : ''
	return (
		<td className={isWide ? 'quiet' : undefined} data-label={answer}>
			<bdi>{text(value)}</bdi> {interval && <span className="hint">{span}</span>}
			{kind === 'share' && (
				<IntervalBar
					from={0}
					to={1}
					value={value}
					interval={interval}
					mark={null}
					isQuiet={isWide}
					title={`${group}, ${answer}: ${text(value)} (${span})`}
				/>
			)}
		</td>
	)
}
