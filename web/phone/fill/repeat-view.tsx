import './repeat-view.css'
import {
	memo,
	useCallback,
	useEffect,
	useId,
	useLayoutEffect,
	useMemo,
	useReducer,
	useRef,
	useState,
} from 'react'
import { flushSync } from 'react-dom'
import { inRow, repeatOf, templateOf } from '#shared/forms/answers'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { localize } from '#shared/forms/localized-text'
import { isNodeShown } from '#shared/forms/pages'
import type { QuestionType } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { AppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling, useFillingValue, useQuestionValue } from './filling.ts'
import { FormText } from './form-text.tsx'
import { QuestionView } from './question-view.tsx'
import { useIncrementalList } from './use-incremental-list.ts'

interface RepeatViewProps {
	/** Path of the repeat: `section/members`. */
	readonly path: string
	readonly sought: FocusTarget | null
}

/** A question to show: the rows that contain it are expanded. Each search is a new object. */
export interface FocusTarget {
	readonly path: string
}

/** Rows of a repeat as a compact list: collapsed to one line each, one expanded at a time. */
export function RepeatView({ path, sought }: RepeatViewProps) {
	const { t } = useTranslations()
	const id = useId()
	const { filling } = useFilling()
	const node = filling.session.nodeAt(path)
	const isCounted = node.part.kind === 'repeat' && node.part.count !== undefined
	const [openRow, setOpenRow] = useState<string | null>(null)
	const add = useRef<HTMLButtonElement>(null)
	const list = useRef<HTMLOListElement>(null)
	const rows = useFillingValue(({ session }) => session.rows(path).join(' '))
	const paths = rows === '' ? [] : rows.split(' ')
	useLayoutEffect(() => {
		if (sought?.path.startsWith(`${path}/@`)) setOpenRow(rowIn(path, sought.path))
	}, [sought, path])
	// stable callbacks, so that a row is rendered only when it changes
	const toggle = useCallback((row: string) => setOpenRow((open) => (open === row ? null : row)), [])
	const remove = useCallback(
		(row: string) => {
			filling.removeRow(row)
			add.current?.focus()
		},
		[filling],
	)
	return (
		<section className="repeat" aria-labelledby={id}>
			<h2 className="label" id={id}>
				{node.part.label ? <FormText path={path} texts={node.part.label} /> : <bdi>{node.part.name}</bdi>}
			</h2>
			<ol className="rows" ref={list}>
				{paths.map((row, i) => (
					<RowView
						key={row}
						row={row}
						number={i + 1}
						node={node}
						isOpen={openRow === row}
						sought={sought}
						onToggle={toggle}
						onRemove={remove}
					/>
				))}
			</ol>
			{!isCounted && (
				<button
					type="button"
					className="plain"
					ref={add}
					onClick={() => {
						// within the tap, or a phone does not open its keyboard
						flushSync(() => setOpenRow(filling.addRow(path)))
						const added = list.current?.lastElementChild
						const first =
							added?.querySelector<HTMLElement>(':scope > .row-body :is(input, select, textarea)') ??
							added?.querySelector<HTMLElement>(':scope > .row-head')
						first?.focus()
					}}
				>
					<Icon name="plus" />
					<NamedRow
						node={node}
						path={path}
						named={t('controls.rows.addNamed')}
						unnamed={t('controls.rows.add')}
					/>
				</button>
			)}
		</section>
	)
}

/** Returns the row of this repeat that contains a path. */
const rowIn = (repeat: string, path: string): string => {
	const end = path.indexOf('/', repeat.length + 1)
	return end < 0 ? path : path.slice(0, end)
}

interface RowBodyProps {
	readonly row: string
	readonly number: number
	readonly node: FormNode
	readonly sought: FocusTarget | null
	readonly onRemove: (row: string) => void
}
interface RowViewProps extends RowBodyProps {
	readonly isOpen: boolean
	readonly onToggle: (row: string) => void
}

const RowView = memo(function RowView({ isOpen, onToggle, ...body }: RowViewProps) {
	const { row, number, node } = body
	const { t } = useTranslations()
	const { filling, language } = useFilling()
	// the heading of the open row is updated when a field is left: otherwise it would rerender with every key
	const named = useMemo(() => pathsNaming(node, row), [node, row])
	const templates = useMemo(() => named.map(templateOf), [named])
	// a list of texts as JSON: a subscribed value is compared as a whole
	const writeSummary = (session: FormSession) => JSON.stringify(summaryOf(named, session, language))
	const summary = useQuestionValue(templates, (session) => (isOpen ? null : writeSummary(session)))
	const lastSummary = useRef('[]')
	if (summary !== null) lastSummary.current = summary
	const shown = lastSummary.current
	const texts = JSON.parse(shown) as string[]
	const isSealedRow = named.some((path) => isSealed(filling.session.answerAt(path)))
	const [, drawAgain] = useReducer((times: number) => times + 1, 0)
	const onBlur = () => {
		lastSummary.current = writeSummary(filling.session)
		if (lastSummary.current !== shown) drawAgain()
	}
	return (
		<li className="repeat-row" onBlur={onBlur}>
			<button type="button" className="row-head" aria-expanded={isOpen} onClick={() => onToggle(row)}>
				<span className="row-number">{`${number}. `}</span>
				{texts.length > 0 ? (
					<RowTitle texts={texts} />
				) : (
					<span className="row-title">
						{!isOpen && (
							<AppText>{t(isSealedRow ? 'record.encryptedAnswer' : 'controls.rows.empty')}</AppText>
						)}
					</span>
				)}
				<Icon name={isOpen ? 'up' : 'down'} />
			</button>
			{isOpen && <RowBody {...body} />}
		</li>
	)
})

/** The first answers of a row: the second one at the end of the line, as in a table. */
function RowTitle({ texts: [first, second] }: { readonly texts: readonly string[] }) {
	return (
		<span className="row-title">
			<bdi>{first}</bdi> {second !== undefined && <bdi className="row-second">{second}</bdi>}
		</span>
	)
}

/**
 * Puts the cursor into the field after a single choice, if it is still empty: a row is one person, and the next
 * thing to do is to type.
 */
function moveOn(chosen: EventTarget | null, session: FormSession): void {
	if (!(chosen instanceof HTMLInputElement) || chosen.type !== 'radio') return
	if (session.violationAt(chosen.name)) return
	// the choice may show or hide the question after it
	flushSync(() => {})
	const after = chosen.closest('.question')?.nextElementSibling
	const field = after?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input[type=text], textarea')
	if (field?.value === '') field.focus()
}

/** Moves on after a tapped choice; arrow keys select each choice that they pass. Returns the ref of the row. */
const useMovingOn = (session: FormSession) =>
	useCallback(
		(row: HTMLElement | null) => {
			if (!row) return
			let isByKeys = false
			const listening = new AbortController()
			const on = (name: string, listener: (event: Event) => void) =>
				row.addEventListener(name, listener, { signal: listening.signal })
			on('keydown', () => {
				isByKeys = true
			})
			on('pointerdown', () => {
				isByKeys = false
			})
			on('change', ({ target }) => {
				if (!isByKeys) moveOn(target, session)
			})
			return () => listening.abort()
		},
		[session],
	)

function RowBody({ row, number, node, sought, onRemove }: RowBodyProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const ref = useMovingOn(filling.session)
	const isCounted = node.part.kind === 'repeat' && node.part.count !== undefined
	const [isConfirming, setConfirming] = useState(false)
	const joinedPaths = useFillingValue(({ session }) => pathsInRow(node, row, session).join(' '))
	const paths = joinedPaths.split(' ').filter(Boolean)
	const wanted = paths.find((path) => sought && (path === sought.path || sought.path.startsWith(`${path}/`)))
	// the first question of a new row must not wait for the others
	const drawn = useIncrementalList(paths, { wanted, first: 1 })
	return (
		<div className="row-body" ref={ref} aria-busy={drawn.length < paths.length}>
			{drawn.map((path) =>
				filling.session.nodeAt(path).part.kind === 'repeat' ? (
					<RepeatView key={path} path={path} sought={sought} />
				) : (
					<QuestionView key={path} path={path} />
				),
			)}
			{isConfirming ? (
				<RemoveRow
					row={row}
					node={node}
					number={number}
					onRemove={() => onRemove(row)}
					onKeep={() => setConfirming(false)}
				/>
			) : (
				!isCounted &&
				drawn.length === paths.length &&
				!filling.session.isLocked(row) && (
					<button type="button" className="plain row-remove" onClick={() => setConfirming(true)}>
						<Icon name="trash" />
						<NamedRow
							node={node}
							path={repeatOf(row)}
							named={`${t('controls.rows.remove', { number })} ·`}
							unnamed={t('controls.rows.remove', { number })}
						/>
					</button>
				)
			)}
		</div>
	)
}

interface NamedRowProps {
	readonly node: FormNode
	/** Path at which the label is evaluated. */
	readonly path: string
	readonly named: string
	readonly unnamed: string
}

/** Label of a button with its row: rows are nested, and each has its own buttons. */
function NamedRow({ node, path, named, unnamed }: NamedRowProps) {
	const { label } = node.part
	// a label that refers to an answer in each row does not fit all of them
	if (!label || Object.values(label).some((text) => text.includes('${'))) return <AppText>{unnamed}</AppText>
	return (
		<span>
			<AppText>{named}</AppText> <FormText path={path} texts={label} />
		</span>
	)
}

interface RemoveRowProps {
	readonly row: string
	readonly node: FormNode
	readonly number: number
	readonly onRemove: () => void
	readonly onKeep: () => void
}

function RemoveRow({ row, node, number, onRemove, onKeep }: RemoveRowProps) {
	const { t } = useTranslations()
	const { filling, language } = useFilling()
	const text = summaryOf(pathsNaming(node, row), filling.session, language).join(', ')
	const keep = useRef<HTMLButtonElement>(null)
	useEffect(() => keep.current?.focus(), [])
	return (
		<div className="note wait" role="alertdialog" aria-label={t('controls.rows.remove', { number })}>
			<p>
				<AppText>
					{t('controls.rows.confirmRemove', { number: text ? `${number} · \u2068${text}\u2069` : number })}
				</AppText>
			</p>
			<button type="button" onClick={onRemove}>
				<AppText>{t('controls.rows.confirmRemoveYes')}</AppText>
			</button>
			<button type="button" className="plain" ref={keep} onClick={onKeep}>
				<AppText>{t('app.keep')}</AppText>
			</button>
		</div>
	)
}

/** Returns the questions and repeats asked in one row; groups inside are flattened. */
function pathsInRow(node: FormNode, row: string, session: FormSession): string[] {
	return node.children.flatMap((child) => {
		const path = inRow(row, child.suffix)
		if (!session.isRelevant(path) || !isNodeShown(child)) return []
		return child.part.kind === 'group' ? pathsInRow(child, row, session) : [path]
	})
}

const isWritten = (type: QuestionType) => type === 'text' || type === 'integer'

/** Returns the questions of a row whose answers can name it. */
const pathsNaming = (node: FormNode, row: string): string[] =>
	node.children.flatMap(({ part, suffix }) =>
		part.kind === 'question' && (isWritten(part.type) || part.type === 'select-one')
			? [inRow(row, suffix)]
			: [],
	)

/** Returns the first two written answers of a row as its name; without any, its first selected choice. */
function summaryOf(paths: readonly string[], session: FormSession, language: string): string[] {
	const texts: string[] = []
	let chosen = ''
	for (const path of paths) {
		const typed = session.typedAt(path)
		if (typed === '') continue
		const { part } = session.nodeAt(path)
		if (part.kind === 'question' && isWritten(part.type)) texts.push(typed)
		else if (chosen === '') {
			const choice = session.choices(path).find(({ name }) => name === typed)
			chosen = choice ? localize(choice.label, language) : typed
		}
		if (texts.length === 2) break
	}
	return (texts.length > 0 || chosen === '' ? texts : [chosen]).map((each) => each.slice(0, 60))
}
