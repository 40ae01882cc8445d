import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { peopleApi } from '#shared/api/people'
import { recordApi } from '#shared/api/records'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { may } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import type { Place } from './navigation.ts'

/** Time after the last key before the server is asked, ms. */
const typingMs = 250
const mostOfEach = 6

interface Result {
	readonly kind: 'page' | 'district' | 'person' | 'record'
	readonly text: string
	readonly hint: string
	readonly path: string
}

/** Search over pages, districts, people and records; opened by its button or by Ctrl K. */
export function DeskSearch({ open }: { readonly open: readonly Place[] }) {
	const { t } = useTranslations()
	const dialog = useRef<HTMLDialogElement>(null)
	const [isOpen, setOpen] = useState(false)
	const show = () => setOpen(true)
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
		if (isOpen) dialog.current?.showModal()
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
	const [typed, setTyped] = useState('')
	const [at, setAt] = useState(0)
	const listId = useId()
	const results = useResults(open, typed)
	const chosen = results[Math.min(at, results.length - 1)]
	const choose = (result: Result | undefined) => {
		if (!result) return
		onClose()
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
							{t(`desk.search.${result.kind}`)}
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
	const { t } = useTranslations()
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
	return [
		...pages.slice(0, mostOfEach),
		...(may(person.role, 'coverage.read') ? districts : [])
			.filter(([code, name]) => matches(name) || matches(code))
			.slice(0, mostOfEach)
			.map(
				([code, name]): Result => ({
					kind: 'district',
					text: name,
					hint: code,
					path: `/desk/coverage/${code}`,
				}),
			),
		...(people.found ?? [])
			.filter(({ name, code }) => matches(name) || matches(code))
			.slice(0, mostOfEach)
			.map(
				({ id, name, code }): Result => ({
					kind: 'person',
					text: name,
					hint: code,
					path: `/desk/people/${id}`,
				}),
			),
		...(records.found?.records ?? []).slice(0, mostOfEach).map(
			({ id, name, district }): Result => ({
				kind: 'record',
				text: name || id,
				hint: nameOf.get(district ?? '') ?? '',
				path: `/desk/records/${id}`,
			}),
		),
	]
}
