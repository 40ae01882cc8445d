import { useRef, useState } from 'react'
import { ruleApi } from '#shared/api/rules'
import { maxPreviewRecords } from '#shared/cleaning/bulk-edit'
import type { RuleListItem, RuleViolation, RuleViolationsResponse } from '#shared/cleaning/rules'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/review/bulk-review'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { useListKeys } from '../kit/use-list-keys.ts'
import { usePages } from '../kit/use-pages.ts'
import { AcceptViolations, ResolvedNote } from './accept-violations.tsx'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { Preview } from './edit-preview.tsx'
import { resolveViolations } from './resolve-violations.ts'
import { suggestedChanges } from './suggested-changes.ts'
import { buildViolationKey, ViolationTable } from './violation-table.tsx'

interface RuleViolationsProps {
	readonly query: CleaningScope & { readonly rule?: string }
	/** Shows violations that were accepted as correct, instead of open ones. */
	readonly isRight: boolean
	readonly rules: readonly RuleListItem[]
	readonly reading: FormReading
	/** Called when something was changed. */
	readonly onDone: () => void
}

/** Action on some violations; `isDone`: its result is shown. */
interface ViolationAction {
	readonly kind: 'accept' | 'right'
	readonly places: readonly RuleViolation[]
	/** More violations match than one edit can change. */
	readonly isMore: boolean
	readonly n: number
	readonly isDone: boolean
}

/**
 * Open violations to work through: accept a suggestion, or confirm the answer as correct; one by one,
 * several, or all.
 */
export function RuleViolations({ query, isRight, rules, reading, onDone }: RuleViolationsProps) {
	const { t } = useTranslations()
	const screen = useRef<HTMLDivElement>(null)
	const list = useViolations(query, isRight)
	const places = list.places.filter((each) => rules.some(({ id }) => id === each.rule))
	const { wanted, chosen, choose, clear } = useSelection(places)
	const { act, setAct, resolved, setResolved, problem, begin, done, acceptAll, askAgain } = useActions(
		list.all,
		() => {
			clear()
			onDone()
		},
	)
	/** Returns the violations that a key acts on: the selection, or the focused row. */
	const getTargets = () => {
		if (chosen.length > 0) return chosen
		return inFocus(places)
	}
	const isInProgress = act !== null && !act.isDone
	useListKeys(screen, {
		x: () => {
			const under = inFocus(places)
			choose(under, !under.every((each) => wanted.has(buildViolationKey(each))))
		},
		...(isRight || isInProgress
			? {}
			: { a: () => begin('accept', getTargets()), r: () => begin('right', getTargets()) }),
	})
	return (
		<div className="stack tight" ref={screen}>
			<ProblemNote problem={list.problem ?? problem} />
			{list.isRead && places.length === 0 && (
				<p className="note quiet">{t(isRight ? 'rules.noneAccepted' : 'rules.noViolations')}</p>
			)}
			{resolved && <ResolvedNote moved={resolved} />}
			{act && (
				<ActionPanel
					key={act.n}
					act={act}
					reading={reading}
					onEdited={(isAll) => (isAll ? done() : onDone())}
					onAccepted={(now) => {
						setResolved(now)
						done()
						setAct(null)
					}}
					onClose={() => setAct(null)}
				/>
			)}
			{places.length > 0 && (
				<>
					<p className="hint keys-hint">
						<KeysHint keys={t(isRight ? 'rules.shortcutsAccepted' : 'rules.shortcuts')} />
					</p>
					<ViolationTable
						places={places}
						rules={rules}
						reading={reading}
						label={t('rules.violations')}
						choosing={{ chosen: wanted, choose }}
					/>
				</>
			)}
			<div className="actions">
				{list.isMore && (
					<button type="button" className="plain" onClick={list.more}>
						{t('review.more')}
					</button>
				)}
				{!isRight && places.some(({ suggested }) => suggested) && (
					<button type="button" className="plain" onClick={() => void acceptAll()}>
						{t('rules.acceptAllSuggestions')}
					</button>
				)}
			</div>
			{chosen.length > 0 && !isInProgress && (
				<SelectionBar
					chosen={chosen}
					isRight={isRight}
					onAskAgain={() => void askAgain(chosen)}
					onBegin={(kind) => begin(kind, chosen)}
					onClear={clear}
				/>
			)}
		</div>
	)
}

interface ActionPanelProps {
	readonly act: ViolationAction
	readonly reading: FormReading
	/** Called after an edit; `isAll` is false if it was stopped, and can be continued. */
	readonly onEdited: (isAll: boolean) => void
	readonly onAccepted: (result: BulkResult) => void
	readonly onClose: () => void
}

function ActionPanel({ act, reading, onEdited, onAccepted, onClose }: ActionPanelProps) {
	const { t } = useTranslations()
	return (
		<div className="panel stack tight" tabIndex={-1} ref={focusOnMount}>
			{act.kind === 'accept' ? (
				<Preview
					found={{ ...suggestedChanges(act.places), isMore: act.isMore, kind: 'edit' }}
					reading={reading}
					onDone={onEdited}
				/>
			) : (
				<AcceptViolations places={act.places.map(asShown)} onDecided={onAccepted} />
			)}
			<div className="actions">
				<button type="button" className="plain small" onClick={onClose}>
					{t('review.close')}
				</button>
			</div>
		</div>
	)
}

interface SelectionBarProps {
	readonly chosen: readonly RuleViolation[]
	readonly isRight: boolean
	readonly onAskAgain: () => void
	readonly onBegin: (kind: ViolationAction['kind']) => void
	readonly onClear: () => void
}

/** Actions on the selected violations. */
function SelectionBar({ chosen, isRight, onAskAgain, onBegin, onClear }: SelectionBarProps) {
	const { t } = useTranslations()
	const suggestions = chosen.filter(({ suggested }) => suggested).length
	return (
		<div className="desk-foot">
			<div className="approve-bar">
				{isRight ? (
					<button type="button" onClick={onAskAgain}>
						{t('rules.reopenCount', { count: chosen.length })}
					</button>
				) : (
					<>
						<button
							type="button"
							aria-keyshortcuts="a"
							disabled={suggestions === 0}
							onClick={() => onBegin('accept')}
						>
							{t('rules.acceptSuggestions', { count: suggestions })}
						</button>
						<button type="button" className="plain" aria-keyshortcuts="r" onClick={() => onBegin('right')}>
							{t('rules.markCorrectCount', { count: chosen.length })}
						</button>
					</>
				)}
				<button type="button" className="plain" onClick={onClear}>
					{t('review.clearSelection')}
				</button>
			</div>
		</div>
	)
}

/** Returns the violation of the row that has the focus. */
const inFocus = (places: readonly RuleViolation[]): RuleViolation[] => {
	const key = document.activeElement?.closest<HTMLElement>('tr[data-place]')?.dataset.place
	return places.filter((each) => buildViolationKey(each) === key)
}

/** The selected violations; `wanted` are their keys, also of those that are no longer listed. */
function useSelection(places: readonly RuleViolation[]) {
	const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set())
	return {
		wanted,
		chosen: places.filter((each) => wanted.has(buildViolationKey(each))),
		choose(some: readonly RuleViolation[], isChosen: boolean) {
			const next = new Set(wanted)
			for (const each of some)
				isChosen ? next.add(buildViolationKey(each)) : next.delete(buildViolationKey(each))
			setWanted(next)
		},
		clear: () => setWanted(new Set()),
	}
}

/** The action in progress, and its result. `onDone` is called when it is complete. */
function useActions(all: () => Promise<RuleViolationsResponse>, onDone: () => void) {
	const [act, setAct] = useState<ViolationAction | null>(null)
	const [resolved, setResolved] = useState<BulkResult | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const begin = (kind: ViolationAction['kind'], some: readonly RuleViolation[], isMore = false) => {
		const places = kind === 'accept' ? some.filter(({ suggested }) => suggested) : some
		setResolved(null)
		if (places.length > 0)
			setAct((before) => ({ kind, places, isMore, n: (before?.n ?? 0) + 1, isDone: false }))
	}
	const done = () => {
		setAct((before) => before && { ...before, isDone: true })
		onDone()
	}
	async function withProblem(work: () => Promise<void>) {
		setProblem(null)
		try {
			await work()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	const acceptAll = () =>
		withProblem(async () => {
			const { violations, next } = await all()
			begin('accept', violations, next !== null)
		})
	const askAgain = (chosen: readonly RuleViolation[]) =>
		withProblem(async () => {
			setResolved(await resolveViolations({ kind: 'ask-again', why: '' }, chosen.map(asShown)))
			done()
		})
	return { act, setAct, resolved, setResolved, problem, begin, done, acceptAll, askAgain }
}

const asShown = ({ id, rule, path, reads }: RuleViolation) => ({ id, rule, path, reads })

/** Loads the violations page by page. */
function useViolations(query: RuleViolationsProps['query'], isRight: boolean) {
	const { pages, hasMore, problem, more, loadUntil } = usePages(ruleApi.violations, {
		requestAt: (after = 0) => ({
			query: { ...query, right: isRight ? ('1' as const) : ('' as const), after },
		}),
		cursorAfter: ({ next }) => next,
		isEmpty: ({ violations }) => violations.length === 0,
	})
	return {
		places: violationsOf(pages ?? []),
		isRead: pages !== null,
		isMore: hasMore,
		problem,
		more,
		/** Loads as many violations as one edit can change. */
		async all(): Promise<RuleViolationsResponse> {
			const loaded = await loadUntil((some) => violationsOf(some).length >= maxPreviewRecords)
			return { violations: violationsOf(loaded), next: loaded.at(-1)?.next ?? null }
		},
	}
}

const violationsOf = (pages: readonly RuleViolationsResponse[]): RuleViolation[] =>
	pages.flatMap(({ violations }) => violations)
