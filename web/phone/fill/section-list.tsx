import type { ReactNode } from 'react'
import type { FormNode } from '#shared/forms/form-nodes'
import { type FormPage, openQuestions, questionsOn, stopsOn } from '#shared/forms/pages'
import { isTranscriptNode } from '#shared/forms/transcript-nodes'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling } from './filling.ts'
import { FormText } from './form-text.tsx'

interface SectionListProps {
	/** Relevant pages. */
	readonly pages: readonly FormPage[]
	readonly closed: ReadonlySet<FormPage>
	readonly onOpen: (page: FormPage, path?: string) => void
	readonly onFinish: () => void
	/** Further actions for the form. */
	readonly children: ReactNode
}

/** Sections of the form, with the progress of each and a link to it. */
export function SectionList({ pages, closed, onOpen, onFinish, children }: SectionListProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	// a page outside of every group is a section of its own
	const sections = [...new Set(pages.map((page) => page.section ?? page))]
	// in the order of the pages, which can differ from that of the sheet
	const wrong = new Set(session.violations().map(({ path }) => path))
	const { page: missingPage, path: missing } =
		openQuestions(pages, session, stopsOn).find(({ path }) => wrong.has(path)) ?? {}
	return (
		<nav className="stack" aria-label={t('fill.sections')}>
			<ul className="cards">
				{sections.map((section) => {
					const own = pages.filter((page) => (page.section ?? page) === section)
					const named = sections.length > 1 ? namingOf(section) : null
					const paths = own.flatMap((page) => questionsOn(page, session))
					const questionPaths = paths.filter((path) => !isTranscriptNode(session.nodeAt(path)))
					const answered = questionPaths.filter((path) => session.answerAt(path) !== undefined).length
					const wrong = paths.filter((path) => {
						const violation = session.violationAt(path)
						return violation !== null && violation.kind !== 'required'
					}).length
					const target = own.find((page) => !closed.has(page))
					return (
						<li key={own[0]?.index}>
							<button
								type="button"
								className="card"
								disabled={!target}
								onClick={() => target && onOpen(target)}
							>
								<span>
									{named?.part.label ? (
										<FormText path={named.template} texts={named.part.label} />
									) : (
										t('finish.form')
									)}
									<span className="hint">
										{t('finish.answered', { answered, asked: questionPaths.length })}
										{wrong > 0 && ` · ${t('finish.toCheck', { count: wrong })}`}
										{!target && ` · ${t('finish.sectionLocked')}`}
									</span>
								</span>
								<Icon name="forward" />
							</button>
						</li>
					)
				})}
			</ul>
			{missing && missingPage && (
				<button type="button" className="plain" onClick={() => onOpen(missingPage, missing)}>
					<Icon name="forward" />
					{t('finish.showMissing')}
				</button>
			)}
			<button type="button" onClick={onFinish}>
				{t('finish.review')}
			</button>
			{children}
		</nav>
	)
}

/** Returns the part whose label names a section: itself, or its first labelled part. */
function namingOf(section: FormNode | FormPage): FormNode | null {
	if ('part' in section) return section
	return section.parts.find(({ part }) => part.label !== undefined) ?? null
}
