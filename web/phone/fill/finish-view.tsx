import type { ReactNode } from 'react'
import type { FormPart } from '#shared/forms/form-definition'
import { type FormPage, openQuestions, stopsOn } from '#shared/forms/pages'
import { isTranscriptNode } from '#shared/forms/transcript-nodes'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { WithdrawalCode } from '../../ui/withdrawal-code.tsx'
import { useFilling } from './filling.ts'
import { FormText } from './form-text.tsx'

interface FinishViewProps {
	readonly pages: readonly FormPage[]
	readonly isSaving: boolean
	readonly onFinish: () => void
	readonly onOpen: (page: FormPage, path: string) => void
	/** Shown at the end once nothing is missing. */
	readonly children?: ReactNode
}

/**
 * End of the form: missing answers and violations, each with a link to its question; without any, the finish
 * button.
 */
export function FinishView({ pages, isSaving, onFinish, onOpen, children }: FinishViewProps) {
	const { t } = useTranslations()
	const { filling, trial } = useFilling()
	const { session } = filling
	const violations = session.violations()
	const code = session.form.consent?.code
	if (violations.length === 0) {
		const empty = openQuestions(pages, session).filter(
			({ path }) =>
				session.answerAt(path) === undefined &&
				!session.isReadOnly(path) &&
				!isTranscriptNode(session.nodeAt(path)),
		)
		const [firstEmpty] = empty
		return (
			<section className="stack">
				<h2>{t('finish.ready')}</h2>
				{firstEmpty && (
					<>
						<p>{t('finish.emptyQuestions', { count: empty.length })}</p>
						<button type="button" className="plain" onClick={() => onOpen(firstEmpty.page, firstEmpty.path)}>
							{t('finish.showEmpty')}
						</button>
					</>
				)}
				<LeftOut />
				{children}
				{code && <WithdrawalCode code={String(session.read(code.template))} />}
				<p>{trial?.ending ?? t('finish.finishHint')}</p>
				<button type="button" disabled={isSaving} onClick={onFinish}>
					<Icon name="server" />
					{t('finish.finish')}
				</button>
			</section>
		)
	}
	return (
		<section className="stack">
			<h2>{t('finish.needAttention', { count: violations.length })}</h2>
			<ul className="cards">
				{violations.map(({ path, kind }) => {
					const page = pages.find((each) => stopsOn(each, session).includes(path))
					const { part } = session.nodeAt(path)
					return (
						<li key={path}>
							<button type="button" className="card" onClick={() => page && onOpen(page, path)}>
								<span>
									{part.label ? <FormText path={path} texts={part.label} /> : <bdi>{part.name}</bdi>}
									<span className="hint error-hint">
										{t(isNotePart(part) ? 'finish.kind.note' : `finish.kind.${kind}`)}
									</span>
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

const isNotePart = (part: FormPart): boolean => part.kind === 'question' && part.type === 'note'

/** Lists answers that another answer has hidden since: a mistake is noticed before they are dropped. */
function LeftOut() {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const hidden = filling.session.hiddenAnswers()
	if (hidden.length === 0) return null
	return (
		<details className="note wait">
			<summary>{t('finish.notRelevant', { count: hidden.length })}</summary>
			<ul>
				{hidden.map((path) => {
					const { part } = filling.session.nodeAt(path)
					return (
						<li key={path}>
							{part.label ? <FormText path={path} texts={part.label} /> : <bdi>{part.name}</bdi>}
						</li>
					)
				})}
			</ul>
		</details>
	)
}
