import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { readProgress } from '../../storage/records/household-progress.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { useFilling } from './filling.ts'

interface DiscardDraftProps {
	/** True if the server may have a copy of the draft. */
	readonly isCopied: boolean
	/** True if the draft corrects a finished record. */
	readonly isCorrection: boolean
	/** True for a household of the sample: once a visit is logged, it must end with a result. */
	readonly isSampled: boolean
}

/** Button that deletes the draft after confirmation. */
export function DiscardDraft({ isCopied, isCorrection, isSampled }: DiscardDraftProps) {
	const what = isCorrection ? 'correction' : 'draft'
	const { t } = useTranslations()
	const { session } = useSession()
	const { filling } = useFilling()
	const hasVisits = isSampled && (readProgress(filling.session, false)?.visits?.length ?? 0) > 0
	const [, go] = useLocation()
	const [isConfirming, setConfirming] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const keep = useRef<HTMLButtonElement>(null)
	useEffect(() => {
		if (!isConfirming) return
		keep.current?.focus()
		// both buttons must be in sight, above the foot
		keep.current?.parentElement?.scrollIntoView({ block: 'nearest' })
	}, [isConfirming])
	async function discard() {
		try {
			await filling.whenSaved()
			const { discardDraft } = await import('../../storage/drafts/discard-draft.ts')
			await discardDraft(session, filling.draft)
			go('/', { replace: true })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	if (hasVisits && !isCorrection) return <p className="note quiet">{t('visit.cannotDelete')}</p>
	if (!isConfirming)
		return (
			<button type="button" className="plain quiet" onClick={() => setConfirming(true)}>
				<Icon name="trash" />
				{t(`finish.discard.${what}`)}
			</button>
		)
	return (
		<div className="note stop stack tight" role="alertdialog" aria-label={t(`finish.discard.${what}`)}>
			<p>
				{t(`finish.confirmDiscard.${what}`)} {isCopied && t('finish.discardKeepsServerCopy')}
			</p>
			<ProblemNote problem={problem} />
			<button type="button" ref={keep} onClick={() => setConfirming(false)}>
				{t('app.keep')}
			</button>
			<button type="button" className="plain" onClick={() => void discard()}>
				{t('finish.confirmDiscardYes')}
			</button>
		</div>
	)
}
