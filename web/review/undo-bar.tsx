import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { takeBackMinutes } from '#shared/revisions/many-moves'
import { useListKeys } from '../desk/use-list-keys.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { takeBack } from './approve-some.ts'
import { noteMoved, useJustMoved } from './just-approved.ts'

/** What was just approved, with the way back; and what was left, with the reason. */
export function UndoBar({ onChanged }: { onChanged: () => void }) {
	const { t } = useTexts()
	const moved = useJustMoved()
	const bar = useRef<HTMLDivElement>(null)
	const [isSaving, setSaving] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const mayUndo = moved !== null && moved.kind === 'approve' && moved.done.length > 0
	useEffect(() => {
		if (!mayUndo || !moved) return
		const end = setTimeout(() => noteMoved(null), takeBackMinutes * 60_000)
		return () => clearTimeout(end)
	}, [moved, mayUndo])
	async function undo() {
		if (!moved || !mayUndo || isSaving) return
		setSaving(true)
		setProblem(null)
		try {
			noteMoved(await takeBack(moved.done))
			onChanged()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
		}
	}
	useListKeys(bar, mayUndo ? { u: () => void undo() } : {})
	return (
		<div ref={bar} role="status">
			{moved && (
				<div className="note ok just-moved">
					{moved.done.length > 0 && (
						<p>
							<Icon name={moved.kind === 'approve' ? 'approved' : 'returned'} />{' '}
							{t(moved.kind === 'approve' ? 'review.approved' : 'review.takenBack', {
								count: moved.done.length,
							})}
						</p>
					)}
					{moved.left.length > 0 && (
						<>
							<p>{t('review.wereLeft', { count: moved.left.length })}</p>
							<ul>
								{moved.left.map(({ id, name, why }) => (
									<li key={id}>
										<bdi>{name || t('home.unnamed')}</bdi>: {t(`review.left.${why}`)}
									</li>
								))}
							</ul>
						</>
					)}
					<ProblemNote problem={problem} />
					<div className="actions">
						{mayUndo && (
							<button type="button" aria-keyshortcuts="u" disabled={isSaving} onClick={() => void undo()}>
								{t('review.undo')}
							</button>
						)}
						<button type="button" className="plain" onClick={() => noteMoved(null)}>
							{t('review.seen')}
						</button>
					</div>
				</div>
			)}
		</div>
	)
}
