import { useState } from 'react'
import { qualityApi } from '#shared/api/quality'
import { may } from '#shared/people/roles'
import { type FlagKind, flagKeyOf, flagKindNames, flagKinds, flagStates } from '#shared/quality/flags'
import type { FlaggedList } from '#shared/quality/quality-api'
import { severities } from '#shared/quality/severity'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { Dialog } from '../kit/dialog.tsx'
import { FilterChip } from '../kit/filter-chip.tsx'
import { useScope } from '../kit/scope.tsx'
import { SelectAllButton } from '../kit/select-cell.tsx'
import { SelectionBar } from '../kit/selection-bar.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useFilter } from '../kit/use-filter.ts'
import { useSelection } from '../kit/use-selection.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { ChecksInProgress } from './checks-in-progress.tsx'
import { FlagTable } from './flag-table.tsx'
import { flagText } from './flag-text.ts'
import { MuteCheck } from './mute-check.tsx'
import { QualityHead } from './quality-head.tsx'
import { ResolveFlagsForm } from './resolve-flag-form.tsx'

const filterFields = ['round', 'district', 'kind', 'state', 'severity', 'person'] as const
const interviewKinds = flagKindNames.filter((kind) => flagKinds[kind].about === 'interview')

/** Flags on single interviews, the severest first. Several are resolved at once, with one reason. */
export function FlaggedScreen() {
	const { round, district } = useScope()
	const [filter, change] = useFilter(filterFields)
	const kind = interviewKinds.find((each) => each === filter.kind)
	const state = flagStates.find((each) => each === filter.state) ?? 'open'
	const severity = severities.find((each) => each === filter.severity)
	const { found, problem, reload } = useRoute(qualityApi.flags, {
		query: {
			round,
			district,
			state,
			...(kind ? { kind } : {}),
			...(severity ? { severity } : {}),
			...(filter.person ? { person: filter.person } : {}),
		},
	})
	return (
		<div className="stack">
			<QualityHead />
			<FlagFilters
				filter={{ kind, state, severity, person: filter.person }}
				found={found}
				round={round}
				onChange={change}
				onMuted={reload}
			/>
			<ProblemNote problem={problem} />
			{found ? (
				<FlaggedInterviews
					key={`${round} ${district} ${JSON.stringify(filter)}`}
					found={found}
					round={round}
					isOfDistricts={district === ''}
					onChanged={reload}
				/>
			) : (
				!problem && <Skeleton />
			)}
		</div>
	)
}

interface FlagFiltersProps {
	readonly filter: {
		readonly kind: FlagKind | undefined
		readonly state: (typeof flagStates)[number]
		readonly severity: (typeof severities)[number] | undefined
		/** Id of an enumerator. */
		readonly person: string | undefined
	}
	/** Null while the list loads. */
	readonly found: FlaggedList | null
	readonly round: string
	readonly onChange: (next: Partial<Record<(typeof filterFields)[number], string>>) => void
	readonly onMuted: () => void
}

function FlagFilters({ filter, found, round, onChange, onMuted }: FlagFiltersProps) {
	const { t } = useTranslations()
	const { person: user } = useDesk()
	const { kind, state, severity, person } = filter
	const nameOf = (each: FlagKind) => t.orElse(`quality.kinds.${each}`, each)
	const counts = new Map(found?.kinds.map((each) => [each.kind, each.count]))
	const bySeverity = (each: string) =>
		found?.kinds.filter((one) => one.severity === each).reduce((sum, { count }) => sum + count, 0)
	const who = found?.flagged.find(({ person: each }) => each.id === person)?.person.name ?? person ?? ''
	const isFiltered = kind !== undefined || severity !== undefined || person !== undefined
	return (
		<search className="filters">
			<FilterChip
				label={t('quality.status')}
				isRequired
				values={[state]}
				options={flagStates.map((each) => ({ value: each, label: t(`quality.states.${each}`) }))}
				onChoose={([next = '']) => onChange({ state: next })}
			/>
			<FilterChip
				label={t('quality.limits.severities')}
				values={severity ? [severity] : []}
				options={severities
					.filter((each) => each !== 'off')
					.map((each) => ({
						value: each,
						label: t(`quality.limits.severity.${each}`),
						count: bySeverity(each) ?? 0,
					}))}
				onChoose={([next = '']) => onChange({ severity: next })}
			/>
			<FilterChip
				label={t('quality.kind')}
				values={kind ? [kind] : []}
				options={interviewKinds
					.filter((each) => each === kind || (counts.get(each) ?? 0) > 0)
					.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
					.map((each) => ({ value: each, label: nameOf(each), count: counts.get(each) ?? 0 }))}
				onChoose={([next = '']) => onChange({ kind: next })}
			/>
			{person !== undefined && (
				<FilterChip
					label={t('review.enumerator')}
					values={[person]}
					options={[{ value: person, label: who }]}
					onChoose={([next = '']) => onChange({ person: next })}
				/>
			)}
			{isFiltered && (
				<button
					type="button"
					className="plain small quiet"
					onClick={() => onChange({ kind: '', severity: '', person: '' })}
				>
					{t('desk.clearFilters')}
				</button>
			)}
			{kind !== undefined && state === 'open' && may(user.role, 'quality.limits') && !user.demonstration && (
				<MuteCheck key={kind} round={round} kind={kind} name={nameOf(kind)} onChanged={onMuted} />
			)}
		</search>
	)
}

interface FlaggedInterviewsProps {
	readonly found: FlaggedList
	readonly round: string
	readonly isOfDistricts: boolean
	readonly onChanged: () => void
}

function FlaggedInterviews({ found, round, isOfDistricts, onChanged }: FlaggedInterviewsProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { flagged, total } = found
	const selection = useSelection(flagged.map(({ flag }) => flagKeyOf(flag)))
	const [isResolving, setResolving] = useState(false)
	const selected = flagged.flatMap(({ flag }) => (selection.selected.has(flagKeyOf(flag)) ? [flag] : []))
	const count = t('quality.selectedCount', { count: selected.length })
	const save = () =>
		saveRows(`quality-flags-${round}.csv`, [
			[
				t('quality.limits.severities'),
				t('quality.kind'),
				t('quality.flagLabel'),
				t('review.name'),
				t('review.enumerator'),
				t('quality.status'),
			],
			...flagged.map(({ flag, severity, name, person }) => [
				t(`quality.limits.severity.${severity}`),
				t.orElse(`quality.kinds.${flag.kind}`, flag.kind),
				flagText(t, language, flag),
				name,
				person.name,
				t(`quality.states.${flag.state}`),
			]),
		])
	return (
		<>
			<ChecksInProgress found={found} onReload={onChanged} />
			<div className="table-summary">
				<p>
					{t('quality.flagCount', { count: total })}
					{flagged.length < total &&
						` · ${t('quality.shownFirst', { count: flagged.length, shown: numberIn(language, flagged.length) })}`}
				</p>
				{flagged.length > 0 && (
					<div className="actions">
						{may(person.role, 'quality.resolve') && <SelectAllButton selection={selection} />}
						<button type="button" className="plain small" onClick={save}>
							{t('coverage.exportCsv')}
						</button>
					</div>
				)}
			</div>
			{flagged.length > 0 && (
				<FlagTable round={round} flagged={flagged} selection={selection} isOfDistricts={isOfDistricts} />
			)}
			{selected.length > 0 && (
				<SelectionBar text={count} onClear={selection.clear}>
					<button type="button" onClick={() => setResolving(true)}>
						{t('quality.resolve')}
					</button>
				</SelectionBar>
			)}
			{isResolving && selected.length > 0 && (
				<Dialog
					title={t('quality.resolveCount', { count: selected.length })}
					onClose={() => setResolving(false)}
				>
					<ResolveFlagsForm
						round={round}
						flags={selected}
						onCancel={() => setResolving(false)}
						onDecided={() => {
							setResolving(false)
							selection.clear()
							onChanged()
						}}
					/>
				</Dialog>
			)}
		</>
	)
}
