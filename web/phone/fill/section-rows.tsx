import { type ReactNode, useState } from 'react'
import { repeatOf, rowsAbove } from '#shared/forms/answers'
import { choicesOf } from '#shared/forms/compile-form'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { unmarked } from '#shared/forms/label-markdown'
import { resolveLanguage } from '#shared/forms/localized-text'
import { type FormPage, questionsOn, stopsOn } from '#shared/forms/pages'
import { isTranscriptNode } from '#shared/forms/transcript-nodes'
import { answerLanguage, answerText } from '../../ui/format-answer.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling } from './filling.ts'
import { type FormSection, splitSectionLabel } from './form-sections.ts'
import { FormText } from './form-text.tsx'

interface SectionRowsProps {
	readonly sections: readonly FormSection[]
	/** Pages that are asked now. */
	readonly pages: readonly FormPage[]
	readonly closed: ReadonlySet<FormPage>
	/** The page behind the list; null at the end of the form, where every answer is expected. */
	readonly current: FormPage | null
	readonly onOpen: (page: FormPage, path: string) => void
}

/** Sections of the form with their progress. Each opens to its questions, and each question leads to itself. */
export function SectionRows({ sections, pages, closed, current, onOpen }: SectionRowsProps) {
	const { t } = useTranslations()
	const here = current && sections.find((section) => section.pages.includes(current))
	const [openSection, setOpenSection] = useState(here?.index ?? null)
	const hereIndex = here?.index ?? sections.length
	const isRelevantSection = (section: FormSection) => section.pages.some((page) => pages.includes(page))
	const locked = sections.filter((section) => section.index > hereIndex && !isRelevantSection(section))
	return (
		<>
			<ul className="list">
				{sections.filter(isRelevantSection).map((section) => (
					<li key={section.index}>
						<SectionRow
							section={section}
							pages={section.pages.filter((page) => pages.includes(page))}
							isOnly={sections.length === 1}
							isHere={section.index === here?.index}
							isExpected={section.index <= hereIndex}
							isOpen={openSection === section.index}
							onToggle={() => setOpenSection(openSection === section.index ? null : section.index)}
						/>
						{openSection === section.index && (
							<QuestionRows
								pages={section.pages.filter((page) => pages.includes(page))}
								closed={closed}
								onOpen={onOpen}
							/>
						)}
					</li>
				))}
			</ul>
			{locked.length > 0 && (
				<>
					<p className="section-label">{t('formSections.notOpen')}</p>
					<ul className="list">
						{locked.map((section) => (
							<li key={section.index} className="row quiet">
								<span className="badge">
									<Icon name="lock" />
								</span>
								<span>
									<Name section={section} isOnly={false} />
								</span>
							</li>
						))}
					</ul>
				</>
			)}
		</>
	)
}

function Name({ section: { named }, isOnly }: { section: FormSection; isOnly: boolean }) {
	const { t } = useTranslations()
	return named && !isOnly ? <FormText path={named.template} texts={named.part.label} /> : t('finish.form')
}

interface SectionRowProps {
	readonly section: FormSection
	readonly pages: readonly FormPage[]
	readonly isOnly: boolean
	readonly isHere: boolean
	/** True if its answers should be there by now. */
	readonly isExpected: boolean
	readonly isOpen: boolean
	readonly onToggle: () => void
}

function SectionRow({ section, pages, isOnly, isHere, isExpected, isOpen, onToggle }: SectionRowProps) {
	const { t } = useTranslations()
	const { filling, language } = useFilling()
	const { session } = filling
	const paths = pages.flatMap((page) => questionsOn(page, session))
	const questions = paths.filter((path) => !isTranscriptNode(session.nodeAt(path)))
	const answered = questions.filter((path) => session.answerAt(path) !== undefined).length
	const kinds = pages
		.flatMap((page) => stopsOn(page, session))
		.flatMap((path) => session.violationAt(path)?.kind ?? [])
	const wrong = kinds.filter((kind) => kind !== 'required').length
	const missing = isExpected ? kinds.length - wrong : 0
	const isDone = wrong + missing === 0 && (isExpected || answered === questions.length)
	const [look, sign] = isHere
		? (['act', null] as const)
		: wrong + missing > 0
			? (['stop', 'alert'] as const)
			: isDone
				? (['done', 'check'] as const)
				: (['', null] as const)
	const { named } = section
	const label = named ? session.text(named.template, named.part.label, language) : ''
	return (
		<button
			type="button"
			className="row"
			aria-expanded={isOpen}
			aria-current={isHere ? 'step' : undefined}
			onClick={onToggle}
		>
			<span className={`badge ${look}`} aria-hidden="true">
				{sign ? <Icon name={sign} /> : (splitSectionLabel(label)?.letter ?? section.index + 1)}
			</span>
			<span>
				<b>
					<Name section={section} isOnly={isOnly} />
				</b>
				<small>
					{[
						isHere ? t('formSections.here') : '',
						t('finish.answered', { answered, asked: questions.length }),
						missing > 0 ? t('formSections.missing', { count: missing }) : '',
						wrong > 0 ? t('finish.toCheck', { count: wrong }) : '',
					]
						.filter(Boolean)
						.join(' · ')}
				</small>
			</span>
			<Icon name={isOpen ? 'up' : 'down'} />
		</button>
	)
}

interface QuestionRowsProps {
	readonly pages: readonly FormPage[]
	readonly closed: ReadonlySet<FormPage>
	readonly onOpen: (page: FormPage, path: string) => void
}

function QuestionRows({ pages, closed, onOpen }: QuestionRowsProps) {
	const { filling } = useFilling()
	const { session } = filling
	return (
		<ul className="question-rows">
			{pages.flatMap((page) =>
				questionsOn(page, session)
					.filter((path) => isCorrectable(session.nodeAt(path)))
					.map((path) => (
						<li key={path}>
							<QuestionRow path={path} isLocked={closed.has(page)} onPress={() => onOpen(page, path)} />
						</li>
					)),
			)}
		</ul>
	)
}

/** False for what the form writes itself: the limits of quality checks are not for the enumerator. */
const isCorrectable = (node: FormNode): boolean =>
	!isTranscriptNode(node) && !(node.part.kind === 'question' && node.part.checks)

/** Returns `2. ` for a question in the second row of a repeat. */
function rowNumber(session: FormSession, path: string): string {
	const row = rowsAbove(path).at(-1)
	return row === undefined ? '' : `${session.rows(repeatOf(row)).indexOf(row) + 1}. `
}

interface QuestionRowProps {
	readonly path: string
	/** True if an answered gate has closed its page. */
	readonly isLocked: boolean
	readonly onPress: () => void
}

function QuestionRow({ path, isLocked, onPress }: QuestionRowProps) {
	const { t, language: appLanguage } = useTranslations()
	const { filling, language } = useFilling()
	const { session } = filling
	const { part } = session.nodeAt(path)
	const shown = resolveLanguage(part.label, language)
	const answer = session.answerAt(path)
	const choices = part.kind === 'question' ? choicesOf(session.form.definition, part) : []
	const isMissing = session.violationAt(path)?.kind === 'required'
	let text: ReactNode = <span className="quiet">{t('formSections.noAnswer')}</span>
	if (isMissing) text = <strong>{t('formSections.answerMissing')}</strong>
	else if (answer !== undefined)
		text = (
			<bdi lang={answerLanguage(part, choices, answer, language)}>
				{answerText(part, choices, answer, { t, language })}
			</bdi>
		)
	return (
		<button
			type="button"
			className={isMissing ? 'row is-missing' : 'row'}
			disabled={isLocked}
			onClick={onPress}
		>
			<span>
				<small lang={part.label ? shown : appLanguage} dir={directionOf(part.label ? shown : appLanguage)}>
					{rowNumber(session, path)}
					{part.label ? unmarked(session.text(path, part.label, language)) : part.name}
				</small>{' '}
				{text}
				{isLocked && <small>{t('finish.sectionLocked')}</small>}
			</span>
			<Icon name={isLocked ? 'lock' : answer === undefined ? 'forward' : 'draft'} />
		</button>
	)
}
