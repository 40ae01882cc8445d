import { useState } from 'react'
import { type Page, questionsOn } from '#shared/forms/pages'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { useFilling } from './filling.ts'
import { FormText } from './question-view.tsx'

interface FinishViewProps {
	readonly pages: readonly Page[]
	readonly onFinish: () => Promise<void>
	readonly onOpen: (page: Page, path: string) => void
}

/** What is still missing or cannot stand, each a way to its question; with nothing left, the end. */
export function FinishView({ pages, onFinish, onOpen }: FinishViewProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { session } = filling
	const [isSaving, setSaving] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const violations = session.violations()
	if (violations.length === 0)
		return (
			<section className="stack">
				<h2>{t('fill.allThere')}</h2>
				<p>{t('fill.finishHint')}</p>
				<ProblemNote problem={problem} />
				<button
					type="button"
					disabled={isSaving}
					onClick={() => {
						setSaving(true)
						onFinish().catch((thrown: unknown) => {
							setProblem(asProblem(thrown))
							setSaving(false)
						})
					}}
				>
					<Icon name="server" />
					{t('fill.finish')}
				</button>
			</section>
		)
	return (
		<section className="stack">
			<h2>{t('fill.stillMissing', { count: violations.length })}</h2>
			<ul className="cards">
				{violations.map(({ path, kind }) => {
					const page = pages.find((each) => questionsOn(each, session).includes(path))
					const { part } = session.nodeAt(path)
					return (
						<li key={path}>
							<button type="button" className="card" onClick={() => page && onOpen(page, path)}>
								<span>
									{part.label ? <FormText path={path} texts={part.label} /> : <bdi>{part.name}</bdi>}
									<span className="hint error-hint">{t(`fill.kind.${kind}`)}</span>
								</span>
								<Icon name="forward" />
							</button>
						</li>
					)
				})}
			</ul>
		</section>
	)
}
