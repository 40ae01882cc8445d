import { type ReactNode, useSyncExternalStore } from 'react'
import type { FormPart } from '#shared/forms/form-definition'
import { type FormPage, openQuestions, stopsOn } from '#shared/forms/pages'
import { isTranscriptNode } from '#shared/forms/transcript-nodes'
import { isReport } from '../../storage/records/documents.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { WithdrawalCode } from '../../ui/withdrawal-code.tsx'
import { useFilling } from './filling.ts'
import type { FormSection } from './form-sections.ts'
import { FormText } from './form-text.tsx'
import { SectionRows } from './section-rows.tsx'

interface FinishViewProps {
	readonly sections: readonly FormSection[]
	/** Pages that are asked now. */
	readonly pages: readonly FormPage[]
	readonly closed: ReadonlySet<FormPage>
	readonly onOpen: (page: FormPage, path: string) => void
	/** Shown at the end once nothing is missing. */
	readonly children?: ReactNode
}

/**
 * End of the form: missing answers and violations, each with a link to its question. The button that finishes is
 * in the foot.
 */
export function FinishView({ sections, pages, closed, onOpen, children }: FinishViewProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const isReady = filling.session.violations().length === 0
	return (
		<>
			{isReady ? (
				<Ready pages={pages} onOpen={onOpen}>
					{children}
				</Ready>
			) : (
				<Missing pages={pages} onOpen={onOpen} />
			)}
			<h2 className="section-label">{t('formSections.answers')}</h2>
			<SectionRows sections={sections} pages={pages} closed={closed} current={null} onOpen={onOpen} />
		</>
	)
}

type Links = Pick<FinishViewProps, 'pages' | 'onOpen'>

function Ready({ pages, onOpen, children }: Links & { readonly children: ReactNode }) {
	const { t } = useTranslations()
	const { filling, trial } = useFilling()
	const { session } = filling
	const code = session.form.consent?.code
	const empty = openQuestions(pages, session).filter(
		({ path }) =>
			session.answerAt(path) === undefined &&
			!session.isReadOnly(path) &&
			!isTranscriptNode(session.nodeAt(path)),
	)
	const [firstEmpty] = empty
	return (
		<section className="stack">
			<h2 className="finish-state is-ready">
				<Icon name="check" />
				{t('finish.ready')}
			</h2>
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
			<RecordingRuns />
			{code && <WithdrawalCode code={String(session.read(code.template))} />}
			<p>
				{trial?.ending ?? t(isReport(session.form.definition) ? 'finish.reportHint' : 'finish.finishHint')}
			</p>
		</section>
	)
}

function RecordingRuns() {
	const { t } = useTranslations()
	const { recording } = useFilling()
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	return running && <p className="note wait">{t('finish.recordingRuns')}</p>
}

function Missing({ pages, onOpen }: Links) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	const violations = session.violations()
	return (
		<section className="stack">
			<h2 className="finish-state">
				<Icon name="alert" />
				{t('finish.needAttention', { count: violations.length })}
			</h2>
			<ul className="missing-list">
				{violations.map(({ path, kind }) => {
					const page = pages.find((each) => stopsOn(each, session).includes(path))
					const { part } = session.nodeAt(path)
					return (
						<li key={path}>
							<button type="button" className="row" onClick={() => page && onOpen(page, path)}>
								<span>
									{part.label ? <FormText path={path} texts={part.label} /> : <bdi>{part.name}</bdi>}{' '}
									<small className="error-hint">
										{t(isNotePart(part) ? 'finish.kind.note' : `finish.kind.${kind}`)}
									</small>
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
