import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Answer } from '#shared/forms/answers'
import { isRowPath, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { choicesOf } from '#shared/forms/compile-form'
import { readRecord } from '#shared/forms/read-record'
import { languageShown, textIn } from '#shared/forms/texts'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { standingAnswers, type View } from '#shared/revisions/view'
import { compiledForm } from '../storage/documents.ts'
import { beginCorrection } from '../storage/drafts.ts'
import { listRecords, recordOnPhone } from '../storage/records-on-phone.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { directionOf, useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useStored } from '../ui/use-stored.ts'
import { stateOf } from './home-screen.tsx'

/** A finished record: its answers to read, and the way to correct it. */
export function RecordScreen({ id }: { id: string }) {
	const { t } = useTexts()
	const { atWork } = useWorking()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const found = useStored(async () => {
		const record = await recordOnPhone(atWork, id)
		const listed = (await listRecords(atWork)).find((each) => each.id === id)
		const form = record ? await compiledForm(atWork, record.form.id, record.form.ver) : null
		return record && listed ? { record, listed, form } : null
	}, `${atWork.device} ${id}`)
	if (found === undefined) return null
	const view = found?.record.view
	const canCorrect = view !== undefined && view.status !== 'approved' && view.waiting.length === 0
	return (
		<main className="screen stack">
			<header className="bar">
				<Link href="/" className="icon-button" aria-label={t('app.back')}>
					<Icon name="back" />
				</Link>
				<h1>
					<bdi>{found?.listed.name || t('home.unnamed')}</bdi>
				</h1>
				{found && <StateMark state={stateOf(found.listed)} />}
			</header>
			{!found && <p className="note stop">{t('problem.not-found')}</p>}
			{view && view.cases.length > 0 && (
				<p className="note wait">{t('record.disputed', { count: view.cases.length })}</p>
			)}
			{view?.void != null && <p className="note quiet">{t('record.void')}</p>}
			{found?.form && view && <Answers form={found.form} view={view} />}
			<ProblemNote problem={problem} />
			{canCorrect ? (
				<footer className="foot">
					<button
						type="button"
						onClick={() =>
							beginCorrection(atWork, id).then(
								(draft) => go(`/fill/${draft}`),
								(thrown: unknown) => setProblem(asProblem(thrown)),
							)
						}
					>
						<Icon name="draft" />
						{t('record.correct')}
					</button>
				</footer>
			) : (
				view?.status === 'approved' && <p className="hint">{t('record.approved')}</p>
			)}
		</main>
	)
}

function Answers({ form, view }: { form: CompiledForm; view: View }) {
	const { language: appLanguage } = useTexts()
	const { session, asked } = readRecord(form, standingAnswers(view))
	const disputed = new Set(view.cases.map(({ path }) => path))
	const paths = session.questionPaths().filter((path) => asked.has(path) && !isRowPath(path))
	return (
		<dl className="answers">
			{paths.map((path) => {
				const { part } = session.nodeAt(path)
				const shown = languageShown(part.label, appLanguage)
				return (
					<div key={path} className={disputed.has(path) ? 'disputed' : undefined}>
						<dt lang={shown} dir={directionOf(shown)}>
							{session.text(path, part.label, appLanguage) || part.name}
						</dt>
						<dd>
							<bdi>{answerText(form, path, asked.get(path), appLanguage)}</bdi>
						</dd>
					</div>
				)
			})}
		</dl>
	)
}

/** An answer as a person reads it: labels instead of codes. */
export function answerText(
	form: CompiledForm,
	path: string,
	answer: Answer | undefined,
	language: string,
): string {
	const part = form.byTemplate.get(templateOf(path))?.part
	if (answer === undefined || part?.kind !== 'question') return ''
	const choices = choicesOf(form.definition, part)
	const label = (code: string) => {
		const choice = choices.find(({ name }) => name === code)
		return choice ? textIn(choice.label, language) : code
	}
	return typeof answer === 'object' ? answer.map(label).join(' · ') : label(String(answer))
}
