import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useUnsavedFields } from '../kit/unsaved-changes.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import { undoApprovals } from './approve-records.ts'
import { clearExpired, dismissMessage, firstEnd, recordOutcome, useUndoState } from './undo-state.ts'

/** Results of recent approvals: undo for each of them, and the reasons of skipped records. */
export function UndoBar({ onChanged }: { onChanged: () => void }) {
	const { t } = useTranslations()
	const moves = useUndoState()
	const { outcome: moved, approvals } = moves
	const newest = approvals.at(-1)
	const [only] = newest?.done.length === 1 ? newest.done : []
	const isWriting = useUnsavedFields().length > 0
	const bar = useRef<HTMLDivElement>(null)
	const [isSaving, setSaving] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const end = firstEnd(moves)
	useEffect(() => {
		if (end === null) return
		const wait = setTimeout(clearExpired, Math.max(0, end - Date.now()))
		return () => clearTimeout(wait)
	}, [end])
	async function undo() {
		if (!newest || isSaving) return
		setSaving(true)
		setProblem(null)
		try {
			recordOutcome(await undoApprovals(newest.done))
			onChanged()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
		}
	}
	useListKeys(bar, newest && !isWriting ? { u: () => void undo() } : {})
	return (
		<div ref={bar} role="status">
			{moved && (
				<div className="note ok just-moved">
					{moved.done.length > 0 && (
						<p>
							<Icon name={moved.kind === 'approve' ? 'approved' : 'returned'} />{' '}
							{t(moved.kind === 'approve' ? 'review.approvedCount' : 'review.undoneCount', {
								count: moved.done.length,
							})}
						</p>
					)}
					{moved.left.length > 0 && (
						<>
							<p>{t('review.notChangedCount', { count: moved.left.length })}</p>
							<ul>
								{moved.left.map(({ id, name, why }) => (
									<li key={id}>
										<bdi>{name || t('home.untitledRecord')}</bdi>: {t(`review.notChangedReason.${why}`)}
									</li>
								))}
							</ul>
						</>
					)}
					<ProblemNote problem={problem} />
					{newest && (
						<p className="hint">
							{only
								? t('review.undoOneHint', { name: only.name || t('home.untitledRecord') })
								: t('review.undoCountHint', { count: newest.done.length })}
						</p>
					)}
					<div className="actions">
						{newest && (
							<button type="button" aria-keyshortcuts="u" disabled={isSaving} onClick={() => void undo()}>
								{t('review.undo')}
							</button>
						)}
						<button type="button" className="plain" onClick={dismissMessage}>
							{t('review.close')}
						</button>
					</div>
				</div>
			)}
		</div>
	)
}
