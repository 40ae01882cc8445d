import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { reviewApi } from '#shared/api/review'
import type { FormDefinition } from '#shared/forms/form-definition'
import { isLocation } from '#shared/forms/form-nodes'
import type { RecordDetail } from '#shared/review/record-response'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { usePageItem } from '../kit/page-item.ts'
import { RefreshNote } from '../kit/refresh-note.tsx'
import { showToast } from '../kit/toast.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { RecordFlagsNote } from '../quality/record-flags-note.tsx'
import { AnswerList } from './answer-list.tsx'
import { useCommentDraft } from './comment-draft.tsx'
import { CommentThread } from './comment-thread.tsx'
import { findTranscript } from './merged-turns.ts'
import { RecordConflicts } from './record-conflicts.tsx'
import { RecordFacts } from './record-facts.tsx'
import { RecordHistory } from './record-history.tsx'
import { RecordMap } from './record-map.tsx'
import { RecordOutline } from './record-outline.tsx'
import { listAddress, queryIn, recordAddress } from './record-query.ts'
import { isCalculated, recordSections } from './record-sections.ts'
import { RecordTiming } from './record-timing.tsx'
import { ReturnedNote } from './returned-note.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { QueueBar } from './review-queue-bar.tsx'
import { SealedAnswers } from './sealed-answers.tsx'
import { TranscriptTimeline } from './transcript-timeline.tsx'
import { UndoBar } from './undo-bar.tsx'
import { useRecord, useRecordReading } from './use-record.ts'
import { canReturn } from './use-review.ts'

/** One record: conflicts, answers and history. */
export function RecordDetailScreen({ id }: { id: string }) {
	const { t } = useTranslations()
	const [, go] = useLocation()
	const search = useSearch()
	const query = queryIn(search)
	const neighbours = useRoute(reviewApi.neighbours, search === '' ? null : { params: { id }, query })
	const { found, problem, isOutdated, reload } = useRecord(id)
	usePageItem(found ? found.record.name || t('home.untitledRecord') : undefined)
	/** Opens the next record of the list; false if there is none. */
	const openNext = async (): Promise<boolean> => {
		// A quick decision can come before the position in the list is known.
		const { next } =
			neighbours.found ??
			(await callRoute(reviewApi.neighbours, { params: { id }, query }).catch(() => ({ next: null })))
		if (next !== null) go(recordAddress(next, query))
		return next !== null
	}
	/** After the last conflict of a record, the list of conflicts continues with the next record. */
	const afterConflict = async (left: number) => {
		const isNext = left === 0 && query.disputed === '1' && (await openNext())
		if (!isNext) reload()
		showToast(
			left > 0
				? t('desk.done.conflictResolvedMore', { count: left })
				: t(
						isNext
							? 'desk.done.conflictResolvedNext'
							: query.disputed === '1'
								? 'desk.done.conflictResolvedLast'
								: 'desk.done.conflictResolved',
					),
		)
	}
	/** The review queue continues with the next record. */
	const afterReview = async () => {
		if (query.waiting !== '1') reload()
		else if (!(await openNext())) go(listAddress(query))
	}
	return (
		<div className="stack report">
			<header className="desk-head">
				<h1>
					{found ? (
						<bdi>{found.record.name || t('home.untitledRecord')}</bdi>
					) : (
						t(problem ? 'cleaning.record' : 'table.loading')
					)}
				</h1>
				{found && <RecordStateBadge state={found.record.void !== null ? 'void' : found.record.status} />}
				{found && (
					<button type="button" className="plain small" onClick={() => print()}>
						{t('coverage.print')}
					</button>
				)}
			</header>
			{neighbours.found && <QueueBar neighbours={neighbours.found} query={query} />}
			<ProblemNote problem={problem ?? neighbours.problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			{found && (
				<Detail
					record={found.record}
					definition={found.definition}
					onDecided={reload}
					onCaseDecided={() => void afterConflict(found.record.conflicts.length - 1)}
					onMoved={() => void afterReview()}
				/>
			)}
			<div className="desk-foot">
				<UndoBar
					onChanged={() => {
						reload()
						neighbours.reload()
					}}
				/>
			</div>
		</div>
	)
}

interface DetailProps {
	readonly record: RecordDetail
	/** Null if the form is not known here. */
	readonly definition: FormDefinition | null
	readonly onDecided: () => void
	/** Called when one of its conflicts is resolved. */
	readonly onCaseDecided: () => void
	/** Called when the record was approved, returned or reassigned. */
	readonly onMoved: () => void
}

function Detail({ record, definition, onDecided, onCaseDecided, onMoved }: DetailProps) {
	const { t } = useTranslations()
	const { opened, reading } = useRecordReading(record, definition)
	const { person } = useDesk()
	const transcript = definition && findTranscript(definition)
	const [hasCalculated, setHasCalculated] = useState(false)
	const sections = recordSections(record, reading, { hasCalculated })
	const calculated = Object.keys(record.answers).filter((path) => isCalculated(reading, path)).length
	const { commenting, begin, end } = useCommentDraft(record.id)
	return (
		<>
			<DemonstrationNote isMadeUp={record.demonstration} />
			<RecordFacts record={record} definition={definition} />
			<ReturnedNote record={record} />
			<SealedAnswers opened={opened} />
			<div className="record-panes">
				<RecordOutline
					record={record}
					sections={sections}
					calculated={calculated}
					hasCalculated={hasCalculated}
					onCalculated={setHasCalculated}
				/>
				<RecordConflicts record={record} reading={reading} onDecided={onCaseDecided} />
				<aside className="record-side" aria-label={t('review.decision')}>
					<div className="record-decision stack">
						<ReviewPanel
							record={record}
							reading={reading}
							commenting={commenting}
							onBegin={begin}
							onEnd={end}
							onMoved={onMoved}
							onOutdated={onDecided}
						/>
						<RecordFlagsNote id={record.id} onDecided={onDecided} />
					</div>
					<OtherComments record={record} reading={reading} sections={sections} />
					<RecordTiming record={record} reading={reading} />
					<RecordMap record={record} reading={reading} />
					<section className="stack tight" aria-labelledby="history">
						<h2 id="history">{t('review.history')}</h2>
						<RecordHistory record={record} reading={reading} onDecided={onDecided} />
					</section>
				</aside>
				<div className="record-answers stack">
					{definition && transcript && (
						<TranscriptTimeline record={record} definition={definition} transcript={transcript} />
					)}
					<section className="stack tight" aria-labelledby="answers">
						<h2 id="answers">{t('review.answers')}</h2>
						{record.isBlurred && reading.nodes.some(isLocation) && (
							<p className="hint">{t('review.locationsRounded')}</p>
						)}
						<AnswerList
							record={record}
							reading={reading}
							sections={sections}
							commenting={canReturn(person.role, record) ? commenting : null}
							onCorrected={onDecided}
						/>
					</section>
				</div>
			</div>
		</>
	)
}

interface OtherCommentsProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly sections: ReturnType<typeof recordSections>
}

/** Comments on the record and on answers that are not shown; those on shown answers are at their answers. */
function OtherComments({ record, reading, sections }: OtherCommentsProps) {
	const { t } = useTranslations()
	const shown = new Set(sections.flatMap(({ paths }) => paths))
	const elsewhere = [...new Set(record.notes.map(({ about }) => about))].filter((about) => !shown.has(about))
	if (elsewhere.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="comments">
			<h2 id="comments">{t('comments.title')}</h2>
			{elsewhere.map((about) => (
				<div key={about}>
					<p dir="auto">{about === '' ? t('comments.onWholeRecord') : reading.label(about)}</p>
					<CommentThread record={record} reading={reading} about={about} />
				</div>
			))}
		</section>
	)
}
