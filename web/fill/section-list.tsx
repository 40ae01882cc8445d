import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { type Page, questionsOn } from '#shared/forms/pages'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { discardDraft } from '../storage/drafts.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { useFilling } from './filling.ts'
import { FormText } from './question-view.tsx'

interface SectionListProps {
	/** Pages that are asked now. */
	readonly pages: readonly Page[]
	readonly closed: ReadonlySet<Page>
	/** A copy of the draft went to the server. */
	readonly isCopied: boolean
	/** It changes a record that was finished before. */
	readonly isCorrection: boolean
	readonly onOpen: (page: Page) => void
	readonly onFinish: () => void
}

/** The sections of the form, how far each is, and a way into each. */
export function SectionList({ pages, closed, isCopied, isCorrection, onOpen, onFinish }: SectionListProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { session } = filling
	const sections = [...new Set(pages.map(({ section }) => section))]
	return (
		<nav className="stack" aria-label={t('fill.sections')}>
			<ul className="cards">
				{sections.map((section) => {
					const own = pages.filter((page) => page.section === section)
					const paths = own.flatMap((page) => questionsOn(page, session))
					const answered = paths.filter((path) => session.answerAt(path) !== undefined).length
					const wrong = paths.filter((path) => {
						const violation = session.violationAt(path)
						return violation !== null && violation.kind !== 'required'
					}).length
					const target = own.find((page) => !closed.has(page))
					return (
						<li key={section?.template ?? ''}>
							<button
								type="button"
								className="card"
								disabled={!target}
								onClick={() => target && onOpen(target)}
							>
								<span>
									{section ? <FormText path={section.template} texts={section.part.label} /> : t('fill.form')}
									<span className="hint">
										{t('fill.answered', { answered, asked: paths.length })}
										{wrong > 0 && ` · ${t('fill.wrong', { count: wrong })}`}
										{!target && ` · ${t('fill.closed')}`}
									</span>
								</span>
								<Icon name="forward" />
							</button>
						</li>
					)
				})}
			</ul>
			<button type="button" onClick={onFinish}>
				{t('fill.toFinish')}
			</button>
			<DiscardDraft isCopied={isCopied} isCorrection={isCorrection} />
		</nav>
	)
}

function DiscardDraft({ isCopied, isCorrection }: Pick<SectionListProps, 'isCopied' | 'isCorrection'>) {
	const what = isCorrection ? 'correction' : 'draft'
	const { t } = useTexts()
	const { atWork } = useWorking()
	const { filling } = useFilling()
	const [, go] = useLocation()
	const [isAsking, setAsking] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const keep = useRef<HTMLButtonElement>(null)
	useEffect(() => {
		if (isAsking) keep.current?.focus()
	}, [isAsking])
	async function discard() {
		try {
			await filling.settled()
			await discardDraft(atWork, filling.draft)
			go('/', { replace: true })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	if (!isAsking)
		return (
			<button type="button" className="plain quiet" onClick={() => setAsking(true)}>
				<Icon name="trash" />
				{t(`fill.discard.${what}`)}
			</button>
		)
	return (
		<div className="note stop stack tight" role="alertdialog" aria-label={t(`fill.discard.${what}`)}>
			<p>
				{t(`fill.discardSure.${what}`)} {isCopied && t('fill.discardCopied')}
			</p>
			<ProblemNote problem={problem} />
			<button type="button" ref={keep} onClick={() => setAsking(false)}>
				{t('app.keep')}
			</button>
			<button type="button" className="plain" onClick={() => void discard()}>
				{t('fill.discardYes')}
			</button>
		</div>
	)
}
