import { useState } from 'react'
import type { SampleResponse } from '#shared/sample/sample-api'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { SelectAllButton } from '../kit/select-cell.tsx'
import { SelectionBar } from '../kit/selection-bar.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useSelection } from '../kit/use-selection.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { AssignmentFilters, isShown } from './assignment-filters.tsx'
import { AssignmentNotes } from './assignment-notes.tsx'
import { type AssignmentRow, assignmentRows, keysOfRow, workloads } from './assignment-rows.ts'
import { AssignmentTable } from './assignment-table.tsx'
import { countHouseholds, countShares, householdsText } from './household-count.ts'
import { ImportAssignments } from './import-assignments.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { openKeys, splitAmong } from './split-evenly.ts'
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
	const split = (people: readonly string[]) => splitAmong(found.clusters, { rows, keys: open, people })
	const selectedText = householdsText(countHouseholds(found.clusters, selected), t)
	return (
		<>
			<AssignmentNotes found={found} onSelect={mayAssign ? (keys) => selection.set(keys, true) : null} />
			<p>{t('sample.summary', summaryOf(rows))}</p>
			<AssignmentFilters filter={filter} rows={rows} people={found.people} onChange={change}>
				{mayAssign && <SelectAllButton selection={selection} />}
			</AssignmentFilters>
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
					preview={(people) => countShares(found.clusters, people, split(people))}
					onClose={() => setDialog(null)}
					onSplit={(people) => void send(split(people))}
				/>
			)}
		</>
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
