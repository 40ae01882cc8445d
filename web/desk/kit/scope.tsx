import { type ComponentProps, useEffect, useSyncExternalStore } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useUsualRound } from './default-round.ts'
import { useDesk, useDistrictNames, useHasDistricts } from './desk-context.ts'
import { DeskIcon } from './desk-icon.tsx'
import { RoundOptions } from './round-options.tsx'
import type { ScopeKind } from './scope-kind.ts'
import { readStoredChoice, storeChoice } from './stored-choice.ts'
import { UnlistedOption } from './unlisted-option.tsx'

interface StoredScope {
	/** '' for all rounds; pages of one round then show the usual one. */
	readonly round?: string
	/** '' for all districts. */
	readonly district?: string
}

const storageKey = 'zila-scope'
/** The scope is stored by the browser, which does not announce a change to the tab that made it. */
const listeners = new Set<() => void>()

/** Scopes by person, as JSON: one text for the same content. */
const storedText = (): string => JSON.stringify(readStoredChoice(storageKey))

/** Returns the scope that a person chose last. */
function scopeIn(text: string, person: string): StoredScope {
	const stored: unknown = JSON.parse(text)
	const own = typeof stored === 'object' && stored !== null && person in stored
	return own ? ((stored as Record<string, StoredScope>)[person] ?? {}) : {}
}

function rememberScope(person: string, next: StoredScope): void {
	const before = readStoredChoice(storageKey)
	const others = typeof before === 'object' && before !== null ? before : {}
	storeChoice(storageKey, { ...others, [person]: { ...scopeIn(storedText(), person), ...next } })
	for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

interface Scope {
	readonly query: URLSearchParams
	/** '' for all rounds. */
	readonly round: string
	/** '' for all districts. */
	readonly district: string
}

/**
 * Returns the round and the district of a page: those of its address, else those that were chosen last, else
 * the open round, or all rounds where a page can show them, and all districts.
 */
export function useScope(kind: ScopeKind = 'district'): Scope {
	const { study, person } = useDesk()
	const names = useDistrictNames()
	const query = new URLSearchParams(useSearch())
	const usual = useUsualRound()
	const stored = scopeIn(useSyncExternalStore(listen, storedText), person.id)
	const isKnown = study.rounds.some(({ code }) => code === stored.round)
	// the only district of a user is preselected, and a page of one district begins with the first
	const [first] = names
	const only = first && (names.length === 1 || kind === 'one-district') ? first[0] : ''
	const storedDistrict = names.some(([code]) => code === stored.district) ? stored.district : undefined
	return {
		query,
		round: query.get('round') || (isKnown ? stored.round : undefined) || (kind === 'any-round' ? '' : usual),
		district: query.get('district') || storedDistrict || only,
	}
}

/**
 * Returns a function that changes the scope: for all pages, and in the address of this one. `others`: further values
 * of the address.
 */
export function useScopeChange(
	kind: ScopeKind,
): (changed: StoredScope, others?: Readonly<Record<string, string>>) => void {
	const { person } = useDesk()
	const [path, go] = useLocation()
	const { query, round, district } = useScope(kind)
	return (changed, others = {}) => {
		rememberScope(person.id, changed)
		go(`${path}?${searchOf({ ...Object.fromEntries(query), round, district, ...changed, ...others })}`)
	}
}

/** Returns a function that makes pages show all districts, and with `rounds` also all rounds, where they can. */
export function useShowAll(): (what?: 'rounds') => void {
	const { person } = useDesk()
	return (what) => rememberScope(person.id, { district: '', ...(what === 'rounds' ? { round: '' } : {}) })
}

/**
 * A link beside a number of all districts: the page shows all of them, whatever district was chosen before. A
 * district in the address is kept. A list of records without a round in its address shows all rounds.
 */
export function AllDistrictsLink({ onClick, ...link }: ComponentProps<typeof Link>) {
	const showAll = useShowAll()
	const address = String(link.href ?? '')
	const isOfAllRounds = address.startsWith('/desk/records?') && !address.includes('round=')
	return (
		<Link
			{...link}
			onClick={(event) => {
				showAll(isOfAllRounds ? 'rounds' : undefined)
				onClick?.(event)
			}}
		/>
	)
}

/** Menus of round and district in the top bar. A choice holds for all pages, and is in the address. */
export function ScopeMenus({ kind }: { readonly kind: ScopeKind }) {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const show = useScopeChange(kind)
	const { query, round, district } = useScope(kind)
	const wanted = { round: query.get('round'), district: query.get('district') }
	useEffect(() => {
		const isRound = study.rounds.some(({ code }) => code === wanted.round)
		const isDistrict = names.some(([code]) => code === wanted.district)
		if (isRound || isDistrict)
			rememberScope(person.id, {
				...(isRound && wanted.round !== null ? { round: wanted.round } : {}),
				...(isDistrict && wanted.district !== null ? { district: wanted.district } : {}),
			})
	}, [wanted.round, wanted.district, names, person.id, study.rounds])
	return (
		<div className="scope-menus">
			<label>
				<DeskIcon name="calendar" />
				<select
					aria-label={t('desk.round')}
					value={round}
					onChange={({ target }) => show({ round: target.value })}
				>
					{kind === 'any-round' && <option value="">{t('desk.allRounds')}</option>}
					<RoundOptions value={round} />
				</select>
			</label>
			{kind !== 'round' && hasDistricts && (
				<label>
					<DeskIcon name="fieldwork" />
					<select
						aria-label={t('quality.district')}
						value={district}
						onChange={({ target }) => show({ district: target.value })}
					>
						{kind !== 'one-district' && names.length > 1 && <option value="">{t('quality.all')}</option>}
						<UnlistedOption value={district} listed={['', ...names.map(([code]) => code)]} />
						{names.map(([code, name]) => (
							<option key={code} value={code}>
								{name}
							</option>
						))}
					</select>
				</label>
			)}
		</div>
	)
}
