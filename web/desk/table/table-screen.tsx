import { useEffect, useRef, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import type { DataForm } from '#shared/integrations/odata-tables'
import { filterOf, parseConditions, type TableCondition, withoutWords } from '#shared/table/conditions'
import type { SavedView, TableSpec } from '#shared/table/table-view'
import { fetchODataForms } from '../../api/integrations-client.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useOpenKeys } from '../account/role-key.ts'
import { useScope, useScopeChange } from '../kit/scope.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import { ColumnChoice } from './column-choice.tsx'
import { ColumnPanel } from './column-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { SavedViews } from './saved-views.tsx'
import { getLastTableView, saveTableView } from './table-view-state.ts'
import { UnlockSealedColumns } from './unlock-sealed-columns.tsx'
import { useTableRows } from './use-table-rows.ts'
import { Grid } from './virtual-grid.tsx'

/** The records of a form as one large table, with filter, sort, search and column summaries. */
export function TableScreen() {
	const { t, language } = useTranslations()
	const forms = useServerData(`live ${language}`, () => fetchODataForms(language))
	return (
		<div className="stack">
			<h1>{t('desk.page.table')}</h1>
			<ProblemNote problem={forms.problem} />
			{forms.found && forms.found.length > 0 && <TableOf forms={forms.found} />}
		</div>
	)
}

const firstColumns = 12

function TableOf({ forms }: { readonly forms: readonly DataForm[] }) {
	const { t, language } = useTranslations()
	const usual = forms.find(({ form }) => form === 'household') ?? forms[0]
	const { round } = useScope('round')
	const chooseScope = useScopeChange('round')
	const [before] = useState(getLastTableView)
	const [own, setOwn] = useState<Omit<TableSpec, 'round'>>(
		() =>
			before?.own ?? {
				form: usual?.form ?? '',
				values: 'codes',
				filter: '',
				table: usual?.tables[0]?.name ?? '',
				search: '',
				sort: null,
			},
	)
	const spec: TableSpec = { ...own, round }
	const [chosen, setChosen] = useState(before?.chosen ?? null)
	const top = useRef(before?.top ?? 0)
	useEffect(() => () => saveTableView({ own, chosen, top: top.current }), [own, chosen])
	const [openColumnName, setOpenColumnName] = useState<string | null>(null)
	const form = forms.find((each) => each.form === spec.form)
	const table = form?.tables.find(({ name }) => name === spec.table) ?? form?.tables[0]
	const columns = table?.columns ?? []
	// the default columns are questions; ids and times can be chosen
	const first = columns.filter(({ own }) => !own).slice(0, firstColumns)
	const shown = chosen ?? first.map(({ name }) => name)
	const shownColumns = shown.flatMap((name) => columns.find((column) => column.name === name) ?? [])
	const [isDecrypting, setDecrypting] = useState(false)
	const keys = useOpenKeys()
	const lines = useTableRows(spec, shown, isDecrypting && keys.size > 0)
	const conditions = parseConditions(spec.filter) ?? []
	const savableSpec = withoutWords(spec, columns)
	const isLess = savableSpec?.filter !== spec.filter || savableSpec.search !== spec.search
	const change = (next: Partial<typeof own>) => setOwn((before) => ({ ...before, ...next }))
	/** Opens another table and resets the filter, because its columns differ. */
	function openTable(next: Partial<typeof own>) {
		change({ ...next, filter: '', search: '', sort: null })
		setChosen(null)
		setOpenColumnName(null)
	}
	function applyView({ id: _id, name: _name, by: _by, isOwn: _isOwn, columns: its, ...view }: SavedView) {
		const { round: itsRound, ...itsOwn } = view
		chooseScope({ round: itsRound })
		setOwn(itsOwn)
		setChosen(its)
		setOpenColumnName(null)
	}
	const applyConditions = (next: readonly TableCondition[]) => {
		const filter = filterOf(next, columns)
		if (filter !== null) change({ filter })
	}
	const openColumn = columns.find(({ name }) => name === openColumnName)
	const { about } = lines
	return (
		<>
			<div className="filters">
				<SelectMenu
					label={t('review.form')}
					value={spec.form}
					options={forms.map((each) => [each.form, localize(each.title, language)])}
					onChoose={(id) =>
						openTable({ form: id, table: forms.find((each) => each.form === id)?.tables[0]?.name ?? '' })
					}
				/>
				{(form?.tables.length ?? 0) > 1 && (
					<SelectMenu
						label={t('table.tableLabel')}
						value={spec.table}
						options={form?.tables.map(({ name }) => [name, name]) ?? []}
						onChoose={(name) => openTable({ table: name })}
					/>
				)}
				<SearchField
					label={t('table.search')}
					value={spec.search}
					onChange={(search) => change({ search: search.slice(0, 200) })}
				/>
			</div>
			<FilterBar columns={columns} conditions={conditions} onChange={applyConditions} />
			<div className="columns">
				<ColumnChoice columns={columns} shown={shown} onChange={setChosen} />
				<SavedViews now={{ ...spec, columns: [...shown] }} isLess={isLess} onTake={applyView} />
			</div>
			<ProblemNote problem={lines.problem} />
			<div className="filters">
				<p role="status">
					{about ? t('table.rowCount', { count: about.total, lines: numberIn(language, about.total) }) : ''}
					{!about && lines.isLoading && t('table.loading')}
				</p>
				{about && <span className="hint">{t('table.asOf', { time: dateTimeIn(language, about.at) })}</span>}
				{(about?.isOld || lines.problem) && (
					<button type="button" className="plain small" onClick={lines.refresh}>
						{t(lines.problem ? 'app.retry' : 'table.newDataRefresh')}
					</button>
				)}
			</div>
			<UnlockSealedColumns
				sealedTo={shownColumns.map(({ sealedTo }) => sealedTo)}
				isDecrypting={isDecrypting}
				onToggle={setDecrypting}
			/>
			{about?.total === 0 && <p className="note quiet">{t('table.empty')}</p>}
			<div className="table-with-panel">
				<Grid
					label={t('desk.page.table')}
					lines={lines}
					columns={shownColumns}
					sort={spec.sort}
					onSort={(column) => change({ sort: nextSort(spec.sort, column) })}
					onColumn={setOpenColumnName}
					top={top}
				/>
				{openColumn && (
					<ColumnPanel
						key={openColumn.name}
						spec={spec}
						at={about?.at ?? ''}
						column={openColumn}
						onValue={(value) =>
							applyConditions([...conditions, { column: openColumn.name, comparison: 'eq', value }])
						}
						onClose={() => setOpenColumnName(null)}
					/>
				)}
			</div>
		</>
	)
}

/** Cycles ascending, descending, unsorted. */
function nextSort(sort: TableSpec['sort'], column: string): TableSpec['sort'] {
	if (sort?.column !== column) return { column, isDescending: false }
	return sort.isDescending ? null : { column, isDescending: true }
}
