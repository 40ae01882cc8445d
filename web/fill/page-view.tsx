import { memo, useEffect, useState } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { inRow } from '#shared/forms/answers'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { isShown, type Page, partsShown, questionsOn } from '#shared/forms/pages'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { fieldName } from './field-name.ts'
import { useFilling, useFillingValue } from './filling.ts'
import { FormText, QuestionView } from './question-view.tsx'

/** What a field begins with: what was typed, or the ticks. */
function startOf(session: FormSession, path: string): unknown {
	const answer = session.answerAt(path)
	return typeof answer === 'object' ? [...answer] : session.typedAt(path)
}

export interface PageHandle {
	/** Checks every question of the page; the first that cannot stand gets the focus. */
	check(): Promise<boolean>
}

interface PageViewProps {
	readonly page: Page
	/** Question to go to first. */
	readonly focusPath: string | null
	readonly onReady: (handle: PageHandle) => void
}

/** One group of the form as one screen. A fresh react-hook-form for each page: only what is seen is mounted. */
export const PageView = memo(function PageView({ page, focusPath, onReady }: PageViewProps) {
	const { filling } = useFilling()
	const { session } = filling
	const form = useForm({
		mode: 'onBlur',
		reValidateMode: 'onChange',
		shouldUnregister: true,
		defaultValues: Object.fromEntries(
			questionsOn(page, session).map((path) => [fieldName(path), startOf(session, path)]),
		),
	})
	const [openRow, setOpenRow] = useState<string | null>(null)
	const shown = useFillingValue(({ session: now }) =>
		partsShown(page, now)
			.map(({ index }) => index)
			.join(' '),
	)
	useEffect(() => {
		onReady({
			async check() {
				// a row that is folded up has no fields to check: it is opened if it has something wrong
				const wrong = questionsOn(page, session).find((path) => session.violationAt(path))
				if (wrong === undefined) return true
				const row = rowInSight(page, wrong)
				if (row) setOpenRow(row)
				await new Promise((drawn) => requestAnimationFrame(drawn))
				await form.trigger(undefined, { shouldFocus: true })
				return false
			},
		})
	}, [form, page, session, onReady])
	useEffect(() => {
		if (!focusPath) return
		const row = rowInSight(page, focusPath)
		if (row) setOpenRow(row)
		requestAnimationFrame(() => {
			void form.trigger(fieldName(focusPath), { shouldFocus: true })
		})
	}, [focusPath, form, page])

	const parts =
		shown === '' ? [] : shown.split(' ').flatMap((index) => session.form.nodes[Number(index)] ?? [])
	return (
		<FormProvider {...form}>
			<form className="page" noValidate onSubmit={(event) => event.preventDefault()}>
				{parts.map((node) =>
					node.part.kind === 'repeat' ? (
						<RepeatView key={node.template} node={node} openRow={openRow} onOpen={setOpenRow} />
					) : (
						<QuestionView key={node.template} path={node.template} />
					),
				)}
			</form>
		</FormProvider>
	)
})

/** The row of a repeat of this page that the path lies in. */
function rowInSight(page: Page, path: string): string | null {
	const repeat = page.parts.find(
		({ part, template }) => part.kind === 'repeat' && path.startsWith(`${template}/`),
	)
	if (!repeat) return null
	return path.slice(0, path.indexOf('/', repeat.template.length + 1))
}

interface RepeatViewProps {
	readonly node: FormNode
	readonly openRow: string | null
	readonly onOpen: (row: string | null) => void
}

/** The rows of a repeat: folded up to one line each, one open at a time. */
function RepeatView({ node, openRow, onOpen }: RepeatViewProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const rows = useFillingValue(({ session }) => session.rows(node.template).join(' '))
	const paths = rows === '' ? [] : rows.split(' ')
	return (
		<section className="repeat" aria-label={node.part.name}>
			<h2 className="label">
				<FormText path={node.template} texts={node.part.label} />
			</h2>
			<ol className="rows">
				{paths.map((row, i) => (
					<RowView
						key={row}
						row={row}
						number={i + 1}
						node={node}
						isOpen={openRow === row}
						onToggle={() => onOpen(openRow === row ? null : row)}
					/>
				))}
			</ol>
			<button type="button" className="plain" onClick={() => onOpen(filling.addRow(node.template))}>
				<Icon name="plus" />
				{t('fill.addRow')}
			</button>
		</section>
	)
}

interface RowViewProps {
	readonly row: string
	readonly number: number
	readonly node: FormNode
	readonly isOpen: boolean
	readonly onToggle: () => void
}

const RowView = memo(function RowView({ row, number, node, isOpen, onToggle }: RowViewProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const [isAsking, setAsking] = useState(false)
	const asked = useFillingValue(({ session }) => pathsInRow(node, row, session).join(' '))
	const summary = useFillingValue(({ session }) => summaryOf(node, row, session))
	return (
		<li className="row">
			<button type="button" className="row-head" aria-expanded={isOpen} onClick={onToggle}>
				<span>
					{number}. <bdi>{summary || t('fill.emptyRow')}</bdi>
				</span>
				<Icon name={isOpen ? 'up' : 'down'} />
			</button>
			{isOpen && (
				<div className="row-body">
					{asked.split(' ').map((path) => (
						<QuestionView key={path} path={path} />
					))}
					{isAsking ? (
						<div className="note wait" role="alertdialog" aria-label={t('fill.removeRow')}>
							<p>{t('fill.removeRowSure', { number })}</p>
							<button type="button" onClick={() => filling.removeRow(row)}>
								{t('fill.removeRowYes')}
							</button>
							<button type="button" className="plain" onClick={() => setAsking(false)}>
								{t('app.keep')}
							</button>
						</div>
					) : (
						<button type="button" className="plain" onClick={() => setAsking(true)}>
							<Icon name="trash" />
							{t('fill.removeRow')}
						</button>
					)}
				</div>
			)}
		</li>
	)
})

/** The questions asked in one row; groups inside are flattened. */
function pathsInRow(node: FormNode, row: string, session: FormSession): string[] {
	return node.children.flatMap((child) => {
		const path = inRow(row, child.suffix)
		if (!session.isAsked(path) || !isShown(child)) return []
		return child.part.kind === 'group' ? pathsInRow(child, row, session) : [path]
	})
}

/** The first answers of a row, as a person would name it. */
function summaryOf(node: FormNode, row: string, session: FormSession): string {
	return node.children
		.filter(({ part }) => part.kind === 'question' && (part.type === 'text' || part.type === 'integer'))
		.map((child) => session.typedAt(inRow(row, child.suffix)))
		.filter(Boolean)
		.slice(0, 2)
		.join(', ')
		.slice(0, 60)
}
