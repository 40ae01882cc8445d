import { useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { SampleResponse } from '#shared/sample/sample-api'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FilterChip } from '../kit/filter-chip.tsx'
import { SelectAllButton } from '../kit/select-cell.tsx'
import { SelectionBar } from '../kit/selection-bar.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useSelection } from '../kit/use-selection.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { AssignmentNotes } from './assignment-notes.tsx'
import {
	type AssignmentRow,
	assignmentRows,
	householdKey,
	isLeft,
	keysOfRow,
	rowStates,
	workloads,
} from './assignment-rows.ts'
import { AssignmentTable } from './assignment-table.tsx'
import { countHouseholds, householdsText } from './household-count.ts'
import { ImportAssignments } from './import-assignments.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { openKeys, splitEvenly } from './split-evenly.ts'
import { useAssign } from './use-assign.ts'

interface AssignmentsProps {
	readonly found: SampleResponse
	readonly round: string
	readonly mayAssign: boolean
	/** Null for read-only users, and while a change is being saved. */
	readonly onMove: ((cluster: string, isUnreachable: boolean, why: string) => void) | null
	readonly onChanged: () => void
}

/** Households of a district by cluster: filtered, selected, and assigned together. */
export function Assignments({ found, round, mayAssign, onMove, onChanged }: AssignmentsProps) {
	const { t } = useTranslations()
	const [filter, change] = useFilter(['round', 'district', 'find', 'who', 'status'])
	const { assign, isBusy, problem } = useAssign(found, round, onChanged)
	const [dialog, setDialog] = useState<'assign' | 'split' | null>(null)
	const rows = assignmentRows(found.clusters)
	const shown = rows.filter((row) => isShown(row, filter, found.people))
	const selectable = shown.filter(({ cluster }) => cluster.state === 'open').flatMap(keysOfRow)
	const selection = useSelection(selectable)
	const { selected } = selection
	const loads = workloads(found)
	const send = async (personOf: ReadonlyMap<string, string | null>) => {
		setDialog(null)
		if (await assign(personOf)) selection.clear()
	}
	const open = openKeys(rows, selected)
	const splitAmong = (people: readonly string[]) => {
		const outside = loads.map(({ person, left }) => {
			const own = found.clusters.flatMap(({ cluster, lines }) =>
				lines.filter((line) => line.person === person.id && open.has(householdKey(cluster, line.household))),
			)
			return [person.id, left - own.filter(({ state }) => isLeft(state)).length] as const
		})
		return splitEvenly({ rows, keys: open, people, left: new Map(outside) })
	}
	const preview = (people: readonly string[]) => {
		const personOf = splitAmong(people)
		return new Map(
			people.map((person) => {
				const keys = [...personOf].flatMap(([key, to]) => (to === person ? [key] : []))
				return [person, countHouseholds(found.clusters, new Set(keys))] as const
			}),
		)
	}
	const selectedText = householdsText(countHouseholds(found.clusters, selected), t)
	return (
		<>
			<AssignmentNotes found={found} onSelect={mayAssign ? (keys) => selection.set(keys, true) : null} />
			<p>{t('sample.summary', summaryOf(rows))}</p>
			<search className="filters">
				<label className="inline">
					<span>{t('sample.findCluster')}</span>
					<input
						type="search"
						dir="auto"
						value={filter.find ?? ''}
						onChange={({ target }) => change({ find: target.value })}
					/>
				</label>
				<FilterChip
					label={t('sample.assignedTo')}
					values={filter.who ? [filter.who] : []}
					options={found.people.map(({ id, name }) => ({ value: id, label: name }))}
					onChoose={([who = '']) => change({ who })}
				/>
				<FilterChip
					label={t('sample.status')}
					values={filter.status ? [filter.status] : []}
					options={rowStates.map((value) => ({
						value,
						label: t(`sample.rowState.${value}`),
						count: rows.filter(({ state }) => state === value).length,
					}))}
					onChoose={([status = '']) => change({ status })}
				/>
				{mayAssign && <SelectAllButton selection={selection} />}
			</search>
			<ProblemNote problem={problem} />
			<AssignmentTable
				rows={shown}
				people={found.people}
				selection={selection}
				maySelect={mayAssign}
				onMove={onMove}
			/>
			{mayAssign && <ImportAssignments found={found} onAssign={assign} isBusy={isBusy} />}
			{selected.size > 0 && (
				<SelectionBar text={selectedText} onClear={selection.clear}>
					<button type="button" disabled={isBusy} onClick={() => setDialog('assign')}>
						{t('sample.assign')}
					</button>
					<button type="button" disabled={isBusy} onClick={() => setDialog('split')}>
						{t('sample.split')}
					</button>
					<button
						type="button"
						disabled={isBusy}
						onClick={() => void send(new Map([...selected].map((key) => [key, null])))}
					>
						{t('sample.unassign')}
					</button>
				</SelectionBar>
			)}
			{dialog === 'assign' && (
				<AssignDialog
					round={round}
					households={selectedText}
					loads={loads}
					onClose={() => setDialog(null)}
					onAssign={(person) => void send(new Map([...selected].map((key) => [key, person])))}
				/>
			)}
			{dialog === 'split' && (
				<SplitDialog
					round={round}
					count={countHouseholds(found.clusters, open)}
					settled={selected.size - open.size}
					loads={loads}
					preview={preview}
					onClose={() => setDialog(null)}
					onSplit={(people) => void send(splitAmong(people))}
				/>
			)}
		</>
	)
}

interface AssignmentFilter {
	readonly find?: string
	readonly who?: string
	readonly status?: string
}

function isShown(
	{ cluster, holders, state }: AssignmentRow,
	{ find = '', who, status }: AssignmentFilter,
	people: SampleResponse['people'],
): boolean {
	const names = people.filter(({ id }) => holders.includes(id)).map(({ name, code }) => `${name} ${code}`)
	return (
		(who === undefined || holders.includes(who)) &&
		(status === undefined || state === status) &&
		foldForSearch([cluster.cluster, ...names].join(' ')).includes(foldForSearch(find))
	)
}

function summaryOf(rows: readonly AssignmentRow[]) {
	// households in waiting or inaccessible clusters cannot be assigned
	const open = rows.filter(({ cluster }) => cluster.state === 'open').flatMap(({ lines }) => lines)
	return {
		done: rows.reduce((sum, row) => sum + row.done, 0),
		wanted: open.length,
		free: open.filter(({ person }) => person === null).length,
	}
}
