import './results.css'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import {
	type AnswersResponse,
	defaultWeightVersion,
	weightVersions,
} from '#shared/results/estimates-response'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { AnswersByGroup } from './answers-by-group.tsx'
import { EstimateCells, EstimateHeads, SuppressedNote, SuppressionNote } from './estimate-cells.tsx'
import { GroupMenus, getScaleEnd, type ShownQuery } from './indicator-by-group.tsx'
import { useResultsFilter } from './results-filter.ts'
import { WeightingNote, WeightVersionNote } from './weight-version.tsx'

/** Answers to one question of the form, overall and by group: shares of the choices, or the mean of a number. */
export function QuestionsScreen() {
	const { t, language } = useTranslations()
	const [filter, change] = useResultsFilter()
	const { round } = useScope('round')
	const query: ShownQuery = {
		round,
		by: filter.by ?? 'sex',
		weights: filter.weights ?? defaultWeightVersion,
		...(filter.within && filter.within !== filter.by ? { within: filter.within } : {}),
	}
	const { question } = filter
	const { found, problem } = useRoute(
		resultApi.answers,
		{ query: question ? { ...query, question } : query },
		'take',
	)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('results.questions.title')}</h1>
				{found && (
					<SelectMenu
						label={t('results.weightLabel')}
						value={filter.weights ?? found.weights.version}
						options={weightVersions.map((each) => [each, t(`results.weight.${each}`)])}
						onChoose={(weights) => change({ weights })}
					/>
				)}
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{!found && !problem && <Skeleton />}
			{found && (
				<>
					<div className="filters">
						<SelectMenu
							label={t('results.change.question')}
							value={found.question ?? ''}
							options={found.questions.map(({ name, label }) => [name, localize(label, language) || name])}
							onChoose={(next) => change({ question: next })}
						/>
						<GroupMenus requested={query} />
					</div>
					<WeightVersionNote version={found.weights.version} />
					<WeightingNote estimates={found} requestedWeights={filter.weights ?? 'none'} />
					<AllAnswers found={found} />
					<AnswersByGroup found={found} query={query} />
					<SuppressionNote />
					<p className="hint">
						{t('results.asOf', {
							time: dateTimeIn(language, found.at),
							total: numberIn(language, found.interviews),
						})}
					</p>
				</>
			)}
		</div>
	)
}

/** Each answer among all who were asked the question. */
function AllAnswers({ found }: { readonly found: AnswersResponse }) {
	const { t, language } = useTranslations()
	const { question, questions, indicators } = found
	const shown = questions.find(({ name }) => name === question)
	return (
		<section className="stack tight" aria-labelledby="all-answers">
			<h2 id="all-answers">{shown ? localize(shown.label, language) || shown.name : ''}</h2>
			<p className="hint">{t('results.questions.help')}</p>
			<table className="table figures">
				<EstimateHeads first={t('results.change.answer')} />
				<tbody>
					{indicators.map(({ id, label, kind, whole }) => {
						const name = localize(label, language) || id
						return (
							<tr key={id}>
								<th scope="row">{name}</th>
								<EstimateCells
									name={name}
									kind={kind}
									figure={whole}
									end={getScaleEnd(found, id)}
									published={null}
								/>
							</tr>
						)
					})}
				</tbody>
			</table>
			<SuppressedNote figures={indicators.map(({ whole }) => whole)} />
		</section>
	)
}
