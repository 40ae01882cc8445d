import { repeatOf, rowsAbove } from '#shared/forms/answers'
import { type CompiledForm, choicesOf } from '#shared/forms/compile-form'
import type { EvaluatedRecord } from '#shared/forms/evaluate-record'
import type { FormSession } from '#shared/forms/form-session'
import { unmarked } from '#shared/forms/label-markdown'
import { resolveLanguage } from '#shared/forms/localized-text'
import type { Comment } from '../../storage/drafts/comments.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { CommentText } from '../../ui/comment-text.tsx'
import { answerLanguage, answerText } from '../../ui/format-answer.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

interface RecordAnswersProps {
	readonly form: CompiledForm
	readonly record: LocalRecord
	readonly evaluated: EvaluatedRecord
	readonly comments: readonly Comment[]
}

/** Answers of a record by question, each with its comments. */
export function RecordAnswers({ form, record, evaluated, comments }: RecordAnswersProps) {
	const { t, language: appLanguage } = useTranslations()
	const { session, relevant: relevantAnswers } = evaluated
	const disputed = new Set(record.state.conflicts.map(({ path }) => path))
	return (
		<dl className="answers">
			{shownPaths(evaluated).map((path) => {
				const { part } = session.nodeAt(path)
				const question = questionText(session, path, appLanguage)
				const choices = part.kind === 'question' ? choicesOf(form.definition, part) : []
				return (
					<div
						key={path}
						id={answerAnchor(path)}
						tabIndex={-1}
						className={disputed.has(path) ? 'disputed' : undefined}
					>
						<dt lang={question.language} dir={directionOf(question.language)}>
							{question.text}
						</dt>
						<dd>
							<bdi lang={answerLanguage(part, choices, relevantAnswers.get(path), appLanguage)}>
								{answerText(part, choices, relevantAnswers.get(path), { t, language: appLanguage })}
							</bdi>
							<CommentList comments={comments.filter(({ about }) => about === path)} />
						</dd>
					</div>
				)
			})}
		</dl>
	)
}

interface OpenCommentsProps {
	/** Null if the form is not on this phone: the comments are then shown without their questions. */
	readonly evaluated: EvaluatedRecord | null
	readonly comments: readonly Comment[]
}

/** Lists the open comments, above the answers: each comment on a question leads to its answer. */
export function OpenComments({ evaluated, comments }: OpenCommentsProps) {
	const { t, language: appLanguage } = useTranslations()
	const open = comments.filter(({ isOpen }) => isOpen)
	if (open.length === 0) return null
	const shown = evaluated ? shownPaths(evaluated) : []
	const atAnswers = shown.flatMap((path) => open.filter(({ about }) => about === path))
	const elsewhere = open.filter(({ about }) => about !== '' && !shown.includes(about))
	return (
		<section className="panel wait-edge" aria-labelledby="open-comments">
			<h2 id="open-comments" className="panel-title">
				{t('comments.count', { count: open.length })}
			</h2>
			<CommentList comments={open.filter(({ about }) => about === '')} />
			{atAnswers.length > 0 && evaluated && (
				<ul className="list">
					{atAnswers.map(({ revision, about, text }) => {
						const question = questionText(evaluated.session, about, appLanguage)
						return (
							<li key={`${revision} ${about} ${text}`}>
								<button type="button" className="row" onClick={() => goToAnswer(about)}>
									<span>
										<small lang={question.language} dir={directionOf(question.language)}>
											{question.text}
										</small>
										<span dir="auto">{text}</span>
									</span>
									<Icon name="forward" />
								</button>
							</li>
						)
					})}
				</ul>
			)}
			{elsewhere.length > 0 && (
				<>
					{evaluated && <p>{t('comments.onHiddenQuestion', { count: elsewhere.length })}</p>}
					<CommentList comments={elsewhere} />
				</>
			)}
		</section>
	)
}

/** Comments of the desk and the enumerator, with author and time. */
export function CommentList({ comments }: { comments: readonly Comment[] }) {
	if (comments.length === 0) return null
	return (
		<ul className="comment-list">
			{comments.map((comment) => (
				<li key={`${comment.revision} ${comment.about} ${comment.text}`}>
					<CommentText comment={comment} />
				</li>
			))}
		</ul>
	)
}

/** Paths of the answers that are shown: calculations and limits of quality checks are for the office. */
const shownPaths = ({ session, relevant }: EvaluatedRecord): readonly string[] =>
	session.questionPaths().filter((path) => {
		const { part } = session.nodeAt(path)
		const isForDesk = part.kind === 'question' && part.checks === true
		return relevant.has(path) && part.label !== undefined && !isForDesk
	})

/** Returns the label of a question with the number of its row, as `2. Kid`, and the label's language. */
function questionText(session: FormSession, path: string, appLanguage: string) {
	const { label } = session.nodeAt(path).part
	const row = rowsAbove(path).at(-1)
	const number = row === undefined ? '' : `${session.rows(repeatOf(row)).indexOf(row) + 1}. `
	return {
		text: `${number}${unmarked(session.text(path, label, appLanguage))}`,
		language: resolveLanguage(label, appLanguage),
	}
}

const answerAnchor = (path: string): string => `answer-${path}`

function goToAnswer(path: string): void {
	const answer = document.getElementById(answerAnchor(path))
	answer?.focus({ preventScroll: true })
	answer?.scrollIntoView({ block: 'center' })
}
