import { isRowPath, rowOf } from '#shared/forms/answers'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'

/** Shows the answers just before and after a question in its row: they help to resolve the conflict. */
export function NeighbourAnswers({
	record,
	reading,
	path,
}: {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly path: string
}) {
	const { t } = useTranslations()
	const order = new Map(reading.nodes.map((node) => [node.template, node.index]))
	const placeOf = (each: string) => order.get(reading.nodeAt(each)?.template ?? '') ?? -1
	const own = placeOf(path)
	const others = Object.keys(record.answers)
		.filter((each) => {
			const part = reading.nodeAt(each)?.part
			const isQuestion = part?.kind === 'question' && part.label !== undefined && part.type !== 'audit'
			return each !== path && !isRowPath(each) && rowOf(each) === rowOf(path) && isQuestion
		})
		.sort((a, b) => placeOf(a) - placeOf(b))
	const neighbours = [
		...others.filter((each) => placeOf(each) < own).slice(-2),
		...others.filter((each) => placeOf(each) > own).slice(0, 2),
	]
	if (own < 0 || neighbours.length === 0) return null
	return (
		<details>
			<summary>{t('review.showContext')}</summary>
			<AnswerList paths={neighbours} record={record} reading={reading} />
		</details>
	)
}

/** Shows the answers of a repeat row, so that the person who decides sees what removing it would delete. */
export function AnswersInRow({
	record,
	reading,
	row,
}: {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly row: string
}) {
	const paths = Object.keys(record.answers).filter(
		(path) =>
			path.startsWith(`${row}/`) && !isRowPath(path) && reading.nodeAt(path)?.part.label !== undefined,
	)
	return paths.length === 0 ? null : <AnswerList paths={paths} record={record} reading={reading} />
}

function AnswerList({
	paths,
	record,
	reading,
}: {
	readonly paths: readonly string[]
	readonly record: RecordDetail
	readonly reading: FormReading
}) {
	return (
		<dl className="neighbour-answers">
			{paths.map((path) => (
				<div key={path}>
					<dt dir="auto">{reading.label(path)}</dt>
					<dd>
						<bdi>{reading.answer(path, record.answers[path] ?? null)}</bdi>
					</dd>
				</div>
			))}
		</dl>
	)
}
