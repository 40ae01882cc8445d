import { useState } from 'react'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon, type DeskIconName } from '../kit/desk-icon.tsx'
import { SelectAllHead } from '../kit/select-cell.tsx'
import type { Selection } from '../kit/use-selection.ts'
import {
	type AssignmentRow,
	type ClusterHousehold,
	type FieldPerson,
	householdKey,
	keysOfRow,
	type RowState,
} from './assignment-rows.ts'
import { ClusterAccess } from './cluster-access.tsx'

interface AssignmentTableProps {
	readonly rows: readonly AssignmentRow[]
	readonly people: readonly FieldPerson[]
	/** Selection of households. */
	readonly selection: Selection
	/** False for read-only users: nothing can be selected. */
	readonly maySelect: boolean
	/** Null for read-only users, and while a change is being saved. */
	readonly onMove: ((cluster: string, isUnreachable: boolean, why: string) => void) | null
}

/** Clusters of a district, one row for each respondent's sex. A row opens to its households. */
export function AssignmentTable({ rows, people, selection, maySelect, onMove }: AssignmentTableProps) {
	const { t } = useTranslations()
	const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
	const toggle = (key: string) => {
		const next = new Set(open)
		if (!next.delete(key)) next.add(key)
		setOpen(next)
	}
	return (
		<table className="table assignments">
			<thead>
				<tr>
					{maySelect && <SelectAllHead selection={selection} />}
					<th scope="col">{t('sample.cluster')}</th>
					<th scope="col">{t('sample.area')}</th>
					<th scope="col">{t('sample.respondent')}</th>
					<th scope="col">{t('sample.assignedTo')}</th>
					<th scope="col">{t('sample.completed')}</th>
					<th scope="col">{t('sample.replacement')}</th>
					<th scope="col">{t('sample.status')}</th>
				</tr>
			</thead>
			{rows.map((row) => (
				<tbody key={row.key}>
					<Row
						row={row}
						people={people}
						selection={maySelect ? selection : null}
						isOpen={open.has(row.key)}
						onToggle={() => toggle(row.key)}
					/>
					{open.has(row.key) && (
						<tr className="row-detail">
							<td colSpan={maySelect ? 8 : 7}>
								<ClusterAccess
									key={row.cluster.state}
									listed={row.cluster}
									onMove={onMove && ((isUnreachable, why) => onMove(row.cluster.cluster, isUnreachable, why))}
								/>
								<Households
									row={row}
									people={people}
									selection={maySelect && row.cluster.state === 'open' ? selection : null}
								/>
							</td>
						</tr>
					)}
				</tbody>
			))}
		</table>
	)
}

interface RowProps {
	readonly row: AssignmentRow
	readonly people: readonly FieldPerson[]
	/** Null: nothing can be selected. */
	readonly selection: Selection | null
}

function Row({
	row,
	people,
	selection,
	isOpen,
	onToggle,
}: RowProps & { readonly isOpen: boolean; readonly onToggle: () => void }) {
	const { t, language } = useTranslations()
	const { cluster, sex, lines, replacements, holders, done, state } = row
	const keys = keysOfRow(row)
	const selected = keys.filter((key) => selection?.selected.has(key)).length
	const unlocked = replacements.filter((line) => line.state !== 'closed').length
	const respondent = sex === null ? '–' : t(sex === 'male' ? 'sample.men' : 'sample.women')
	return (
		<tr aria-selected={selected > 0}>
			{selection && (
				<td className="select-cell">
					<input
						type="checkbox"
						aria-label={`${cluster.cluster}, ${respondent}`}
						ref={(box) => {
							if (box) box.indeterminate = selected > 0 && selected < keys.length
						}}
						disabled={cluster.state !== 'open'}
						checked={selected === keys.length}
						onChange={() => selection.set(keys, selected < keys.length)}
					/>
				</td>
			)}
			<th scope="row">
				<button type="button" className="row-toggle" aria-expanded={isOpen} onClick={onToggle}>
					<DeskIcon name="down" /> <bdi dir="ltr">{cluster.cluster}</bdi>
				</button>
			</th>
			<td data-label={t('sample.area')}>{t(`dayPlan.area.${cluster.area}`)}</td>
			<td data-label={t('sample.respondent')}>{respondent}</td>
			<td data-label={t('sample.assignedTo')}>
				<Holders holders={holders} people={people} />
			</td>
			<td data-label={t('sample.completed')}>
				<span className="part-bar">
					{t('sample.completedOf', {
						done: numberIn(language, done),
						wanted: numberIn(language, lines.length),
					})}
					<progress value={done} max={lines.length} aria-hidden="true" />
				</span>
			</td>
			<td data-label={t('sample.replacement')}>
				{replacements.length > 0 &&
					t('sample.unlockedOf', {
						open: numberIn(language, unlocked),
						all: numberIn(language, replacements.length),
					})}
			</td>
			<td data-label={t('sample.status')}>
				<RowStateChip state={state} />
				{state === 'unreachable' && (
					<p className="hint">
						{t('sample.inaccessible', { why: cluster.why })}{' '}
						{cluster.opened === null
							? t('sample.noReplacementLeft')
							: t('sample.replacementUnlocked', { cluster: cluster.opened })}
					</p>
				)}
			</td>
		</tr>
	)
}

/** Names of the enumerators of some households. */
function Holders({
	holders,
	people,
}: { readonly holders: AssignmentRow['holders'] } & Pick<RowProps, 'people'>) {
	const { t } = useTranslations()
	const nameOf = (holder: string | null) =>
		holder === null ? t('sample.unassigned') : (people.find(({ id }) => id === holder)?.name ?? '—')
	return (
		<span className={holders.every((holder) => holder === null) ? 'quiet' : undefined}>
			{holders.map((holder, i) => (
				<span key={holder}>
					{i > 0 && ', '}
					<bdi>{nameOf(holder)}</bdi>
				</span>
			))}
		</span>
	)
}

const stateIcons: Readonly<Record<RowState, { readonly icon: DeskIconName; readonly tone: string }>> = {
	unassigned: { icon: 'alert', tone: 'warn' },
	assigned: { icon: 'person', tone: 'idle' },
	'in-progress': { icon: 'inProgress', tone: 'info' },
	complete: { icon: 'check', tone: 'ok' },
	unreachable: { icon: 'noEntry', tone: 'bad' },
	waiting: { icon: 'notStarted', tone: 'idle' },
}

function RowStateChip({ state }: { readonly state: RowState }) {
	const { t } = useTranslations()
	const { icon, tone } = stateIcons[state]
	return (
		<span className={`status-chip ${tone}`}>
			<DeskIcon name={icon} /> {t(`sample.rowState.${state}`)}
		</span>
	)
}

/** The households of a row, each of which can be selected by itself. */
function Households({ row: { cluster, lines, replacements }, people, selection }: RowProps) {
	const { t } = useTranslations()
	return (
		<table>
			<thead>
				<tr>
					{selection && <td />}
					{(['household', 'sampleLine', 'status', 'assignedTo'] as const).map((column) => (
						<th key={column} scope="col">
							{t(`sample.${column}`)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{[...lines, ...replacements].map((line) => (
					<HouseholdRow
						key={line.household}
						cluster={cluster.cluster}
						line={line}
						people={people}
						selection={selection}
					/>
				))}
			</tbody>
		</table>
	)
}

interface HouseholdRowProps extends Omit<RowProps, 'row'> {
	readonly cluster: string
	readonly line: ClusterHousehold
}

function HouseholdRow({ cluster, line: each, people, selection }: HouseholdRowProps) {
	const { t } = useTranslations()
	const { household, line, isReserve, state, person } = each
	const key = householdKey(cluster, household)
	return (
		<tr>
			{selection && (
				<td className="select-cell">
					<input
						type="checkbox"
						aria-label={`${t('sample.household')} ${household}`}
						checked={selection.selected.has(key)}
						onChange={() => selection.toggle(key)}
					/>
				</td>
			)}
			<td data-label={t('sample.household')}>{household}</td>
			<td data-label={t('sample.sampleLine')}>{line ?? (isReserve ? t('sample.replacement') : '')}</td>
			<td data-label={t('sample.status')}>{t(`dayPlan.status.${state}`)}</td>
			<td data-label={t('sample.assignedTo')}>
				<Holders holders={[person]} people={people} />
			</td>
		</tr>
	)
}
