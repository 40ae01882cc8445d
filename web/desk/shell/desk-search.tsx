import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { peopleApi } from '#shared/api/people'
import { recordApi } from '#shared/api/records'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { countText } from '../kit/count-text.ts'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { useShowAll } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import type { Place } from './navigation.ts'

/** Time after the last key before the server is asked, ms. */
const typingMs = 250
const mostOfEach = 6

interface Result {
	readonly kind: 'page' | 'district' | 'person' | 'record' | 'more'
	readonly text: string
	readonly hint: string
	readonly path: string
}

/** Search over pages, districts, people and records; opened by its button or by Ctrl K. */
export function DeskSearch({ open }: { readonly open: readonly Place[] }) {
	const { t } = useTranslations()
	const dialog = useRef<HTMLDialogElement>(null)
	const [isOpen, setOpen] = useState(false)
	const before = useRef<Element | null>(null)
	const show = () => {
		before.current = document.activeElement
		setOpen(true)
	}
	useEffect(() => {
		const onKey = (event: globalThis.KeyboardEvent) => {
			if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyK') return
			event.preventDefault()
			show()
		}
		document.addEventListener('keydown', onKey)
		return () => document.removeEventListener('keydown', onKey)
	})
	useEffect(() => {
		if (!isOpen) return
		dialog.current?.showModal()
		return () => {
			if (before.current instanceof HTMLElement) before.current.focus()
		}
	}, [isOpen])
	const close = () => {
		dialog.current?.close()
		setOpen(false)
	}
	return (
		<>
			<button
				type="button"
				className="search-button"
				aria-label={t('desk.search.open')}
				aria-keyshortcuts="Control+K"
				onClick={show}
			>
				<DeskIcon name="search" />
				<span>{t('desk.search.open')}</span>
				<kbd>Ctrl K</kbd>
			</button>
			{isOpen && (
				<dialog
					ref={dialog}
					className="search-dialog"
					aria-label={t('desk.search.open')}
					onClose={() => setOpen(false)}
					// a press beside the box is one on the dialog itself
					onPointerDown={({ target }) => target === dialog.current && close()}
				>
					<SearchBox open={open} onClose={close} />
				</dialog>
			)}
		</>
	)
}

function SearchBox({ open, onClose }: { readonly open: readonly Place[]; readonly onClose: () => void }) {
	const { t } = useTranslations()
	const [, go] = useLocation()
	const showAll = useShowAll()
	const [typed, setTyped] = useState('')
	const [at, setAt] = useState(0)
	const listId = useId()
	const results = useResults(open, typed)
	const chosen = results[Math.min(at, results.length - 1)]
	const choose = (result: Result | undefined) => {
		if (!result) return
		onClose()
		// it was counted in all rounds and districts
		if (result.kind === 'more') showAll('rounds')
		go(result.path)
	}
	const onKey = (event: KeyboardEvent) => {
		const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
		const step = steps[event.key]
		if (step !== undefined && results.length > 0) {
			event.preventDefault()
			setAt((before) => (Math.min(before, results.length - 1) + step + results.length) % results.length)
		}
		if (event.key === 'Enter') choose(chosen)
	}
	return (
		<>
			<input
				autoFocus
				type="search"
				dir="auto"
				role="combobox"
				aria-expanded="true"
				aria-controls={listId}
				aria-activedescendant={chosen ? `${listId}-${results.indexOf(chosen)}` : undefined}
				aria-label={t('desk.search.open')}
				placeholder={t('desk.search.hint')}
				value={typed}
				onChange={({ target }) => {
					setTyped(target.value)
					setAt(0)
				}}
				onKeyDown={onKey}
			/>
			<div className="search-results" id={listId} role="listbox" aria-label={t('desk.search.results')}>
				{results.map((result, i) => (
					// biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
					<div
						key={result.path}
						id={`${listId}-${i}`}
						role="option"
						tabIndex={-1}
						aria-selected={result === chosen}
						onClick={() => choose(result)}
						onPointerMove={() => setAt(i)}
					>
						<bdi>{result.text}</bdi>
						<span className="hint">
							{result.kind !== 'more' && t(`desk.search.${result.kind}`)}
							{result.hint !== '' && ' · '}
							<bdi>{result.hint}</bdi>
						</span>
					</div>
				))}
			</div>
			{results.length === 0 && (
				<p className="hint" role="status">
					{t('desk.search.none')}
				</p>
			)}
		</>
	)
}

/** Lists what matches the typed text: pages and districts at once, people and records as the server answers. */
function useResults(open: readonly Place[], typed: string): readonly Result[] {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const districts = useDistrictNames()
	const [query, setQuery] = useState('')
	useEffect(() => {
		const timer = setTimeout(() => setQuery(typed.trim()), typingMs)
		return () => clearTimeout(timer)
	}, [typed])
	const isLongEnough = query.length >= 2
	const people = useRoute(peopleApi.list, isLongEnough && may(person.role, 'people.read') ? {} : null)
	const records = useRoute(
		recordApi.list,
		isLongEnough && may(person.role, 'records.read') ? { query: { search: query } } : null,
	)
	const wanted = foldForSearch(typed.trim())
	const matches = (text: string) => foldForSearch(text).includes(wanted)
	const pages = open
		.map(
			(place): Result => ({
				kind: 'page',
				text: t(`desk.page.${place.name}`),
				hint: place.group === 'overview' ? '' : t(`desk.group.${place.group}`),
				path: place.path,
			}),
		)
		.filter(({ text }) => matches(text))
	if (wanted === '') return pages
	const nameOf = new Map(districts)
	const foundDistricts = (may(person.role, 'coverage.read') ? districts : []).filter(
		([code, name]) => matches(name) || matches(code),
	)
	const foundPeople = (people.found ?? []).filter(({ name, code }) => matches(name) || matches(code))
	/** Link to the list with all matches, if only the first ones are shown here. */
	const more = (text: string, total: number, path: string): Result[] =>
		total > mostOfEach ? [{ kind: 'more', text, hint: '', path }] : []
	const search = searchOf({ search: typed.trim() })
	return [
		...pages.slice(0, mostOfEach),
		...foundDistricts.slice(0, mostOfEach).map(
			([code, name]): Result => ({
				kind: 'district',
				text: name,
				hint: code,
				path: `/desk/coverage/${code}`,
			}),
		),
		...more(
			t('desk.search.moreDistricts', { count: foundDistricts.length }),
			foundDistricts.length,
			'/desk/coverage',
		),
		...foundPeople.slice(0, mostOfEach).map(
			({ id, name, code }): Result => ({
				kind: 'person',
				text: name,
				hint: code,
				path: `/desk/people/${id}`,
			}),
		),
		...more(
			t('desk.search.morePeople', { count: foundPeople.length }),
			foundPeople.length,
			`/desk/people?${search}`,
		),
		...(records.found?.records ?? []).slice(0, mostOfEach).map(
			({ id, name, district }): Result => ({
				kind: 'record',
				text: name || id,
				hint: nameOf.get(district ?? '') ?? '',
				path: `/desk/records/${id}`,
			}),
		),
		...(records.found
			? more(
					t('desk.search.moreRecords', { total: countText(records.found, { t, language }) }),
					records.found.total,
					`/desk/records?${search}`,
				)
			: []),
	]
}
