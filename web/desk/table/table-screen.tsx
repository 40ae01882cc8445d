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
import { useIsNarrow } from '../kit/is-narrow.ts'
import { useScope, useScopeChange } from '../kit/scope.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import { RecordsHead } from '../review/records-head.tsx'
import { ColumnChoice } from './column-choice.tsx'
import { ColumnPanel } from './column-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { RecordPanel } from './record-panel.tsx'
import { SavedViews } from './saved-views.tsx'
import { type TableTexts, useNamedColumns, useTableTexts } from './table-texts.ts'
import { getLastTableView, saveTableView } from './table-view-state.ts'
import { UnlockSealedColumns } from './unlock-sealed-columns.tsx'
import { type TableRows, useTableRows } from './use-table-rows.ts'
import { Grid } from './virtual-grid.tsx'

/** The records of a form as one large table, with filter, sort, search and column summaries. */
export function TableScreen() {
	const { language } = useTranslations()
	const forms = useServerData(`live ${language}`, () => fetchODataForms(language))
	return (
		<div className="stack">
			<RecordsHead />
			<ProblemNote problem={forms.problem} />
			{forms.found && forms.found.length > 0 && <TableOf forms={forms.found} />}
		</div>
	)
}

const firstColumns = 12

interface TableOfProps {
	readonly forms: readonly DataForm[]
}

function TableOf({ forms }: TableOfProps) {
	const { t } = useTranslations()
	const { spec, form, columns, shown, top, change, openTable, applyView, setChosen, panel } =
		useTableView(forms)
	const shownColumns = shown.flatMap((name) => columns.find((column) => column.name === name) ?? [])
	const [texts, chooseTexts] = useTableTexts()
	const [isDecrypting, setDecrypting] = useState(false)
	const keys = useOpenKeys()
	const lines = useTableRows(spec, shown, isDecrypting && keys.size > 0)
	const conditions = parseConditions(spec.filter) ?? []
	const savableSpec = withoutWords(spec, columns)
	const isLess = savableSpec?.filter !== spec.filter || savableSpec.search !== spec.search
	const applyConditions = (next: readonly TableCondition[]) => {
		const filter = filterOf(next, columns)
		if (filter !== null) change({ filter })
	}
	const { about } = lines
	const openColumn = panel.column
	const isNarrow = useIsNarrow()
	return (
		<>
			<TableMenus
				forms={forms}
				form={form}
				spec={spec}
				texts={texts}
				onTable={openTable}
				onChange={change}
				onTexts={chooseTexts}
			/>
			<FilterBar columns={columns} texts={texts} conditions={conditions} onChange={applyConditions} />
			<div className="columns">
				<ColumnChoice columns={columns} texts={texts} shown={shown} onChange={setChosen} />
				<SavedViews now={{ ...spec, columns: [...shown] }} isLess={isLess} onTake={applyView} />
			</div>
			<ProblemNote problem={lines.problem} />
			<RowCount lines={lines} />
			<UnlockSealedColumns
				sealedTo={shownColumns.map(({ sealedTo }) => sealedTo)}
				isDecrypting={isDecrypting}
				onToggle={setDecrypting}
			/>
			{about?.total === 0 && <p className="note quiet">{t('table.empty')}</p>}
			{texts === 'labels' && spec.search !== '' && <p className="hint">{t('table.searchesAsInFiles')}</p>}
			<div className="table-with-panel">
				<Grid
					label={t('desk.page.table')}
					lines={lines}
					columns={shownColumns}
					texts={texts}
					sort={spec.sort}
					onSort={(column) => change({ sort: nextSort(spec.sort, column) })}
					onColumn={panel.open}
					openRecord={panel.record}
					onRecord={isNarrow ? null : panel.openRecord}
					top={top}
				/>
				{panel.record !== null && (
					<RecordPanel
						key={panel.record}
						id={panel.record}
						onCorrected={lines.refresh}
						onClose={panel.close}
					/>
				)}
				{openColumn && (
					<ColumnPanel
						key={openColumn.name}
						spec={spec}
						at={about?.at ?? ''}
						column={openColumn}
						texts={texts}
						onValue={(value) =>
							applyConditions([...conditions, { column: openColumn.name, comparison: 'eq', value }])
						}
						onClose={panel.close}
					/>
				)}
			</div>
		</>
	)
}

interface OpenPanel {
	readonly column?: string
	readonly record?: string
}
type OwnSpec = Omit<TableSpec, 'round' | 'district'>

/** The view of the table and its columns; it is restored after returning from a record. */
function useTableView(forms: readonly DataForm[]) {
	const { query, round, district } = useScope('district')
	const chooseScope = useScopeChange('district')
	const formOfList = query.get('form')
	const usual = forms.find(({ form }) => form === (formOfList ?? 'household')) ?? forms[0]
	const [before] = useState(() => {
		const last = getLastTableView()
		return formOfList === null || last?.own.form === formOfList ? last : null
	})
	const [own, setOwn] = useState<OwnSpec>(
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
	const spec: TableSpec = { ...own, round, district }
	const [chosen, setChosen] = useState(before?.chosen ?? null)
	const top = useRef(before?.top ?? 0)
	useEffect(() => () => saveTableView({ own, chosen, top: top.current }), [own, chosen])
	const [panel, setPanel] = useState<OpenPanel | null>(null)
	const form = forms.find((each) => each.form === spec.form)
	const table = form?.tables.find(({ name }) => name === spec.table) ?? form?.tables[0]
	const columns = useNamedColumns(table)
	// the default columns are questions; ids and times can be chosen
	const first = columns.filter(({ own }) => !own).slice(0, firstColumns)
	const change = (next: Partial<OwnSpec>) => setOwn((before) => ({ ...before, ...next }))
	/** Opens another table and resets the filter, because its columns differ. */
	function openTable(next: Partial<OwnSpec>) {
		change({ ...next, filter: '', search: '', sort: null })
		// the list and the way back from a record have the form from the address
		if (next.form !== undefined) chooseScope({}, { form: next.form })
		setChosen(null)
		setPanel(null)
	}
	function applyView({ id: _id, name: _name, by: _by, isOwn: _isOwn, columns: its, ...view }: SavedView) {
		const { round: itsRound, district: itsDistrict, ...itsOwn } = view
		chooseScope({ round: itsRound, district: itsDistrict }, { form: itsOwn.form })
		setOwn(itsOwn)
		setChosen(its)
		setPanel(null)
	}
	return {
		spec,
		form,
		columns,
		/** Names of the shown columns. */
		shown: chosen ?? first.map(({ name }) => name),
		top,
		change,
		openTable,
		applyView,
		setChosen,
		/** Panel beside the table: the summary of a column, or a record. */
		panel: {
			column: columns.find(({ name }) => name === panel?.column),
			record: panel?.record ?? null,
			open: (column: string) => setPanel({ column }),
			openRecord: (record: string) => setPanel({ record }),
			close: () => setPanel(null),
		},
	}
}

interface TableMenusProps extends TableOfProps {
	readonly form: DataForm | undefined
	readonly spec: TableSpec
	/** Called when another form or another of its tables is selected. */
	readonly onTable: (next: Partial<OwnSpec>) => void
	readonly onChange: (next: Partial<OwnSpec>) => void
	readonly texts: TableTexts
	readonly onTexts: (next: TableTexts) => void
}

/** Menus for the form, its table and the texts, and the search. */
function TableMenus({ forms, form, spec, texts, onTable, onChange, onTexts }: TableMenusProps) {
	const { t, language } = useTranslations()
	return (
		<div className="filters">
			<SelectMenu
				label={t('review.form')}
				value={spec.form}
				options={forms.map((each) => [each.form, localize(each.title, language)])}
				onChoose={(id) =>
					onTable({ form: id, table: forms.find((each) => each.form === id)?.tables[0]?.name ?? '' })
				}
			/>
			{(form?.tables.length ?? 0) > 1 && (
				<SelectMenu
					label={t('table.tableLabel')}
					value={spec.table}
					options={form?.tables.map(({ name }) => [name, name]) ?? []}
					onChoose={(name) => onTable({ table: name })}
				/>
			)}
			<SelectMenu
				label={t('table.texts')}
				value={texts}
				options={(['labels', 'codes'] as const).map((each) => [each, t(`table.textsOf.${each}`)])}
				onChoose={(next) => onTexts(next === 'codes' ? 'codes' : 'labels')}
			/>
			<SearchField
				label={t('table.search')}
				value={spec.search}
				onChange={(search) => onChange({ search: search.slice(0, 200) })}
			/>
		</div>
	)
}

interface RowCountProps {
	readonly lines: TableRows
}

/** Number and age of the rows, with a button to reload old ones. */
function RowCount({ lines: { about, problem, isLoading, refresh } }: RowCountProps) {
	const { t, language } = useTranslations()
	return (
		<div className="filters">
			<p role="status">
				{about ? t('table.rowCount', { count: about.total, lines: numberIn(language, about.total) }) : ''}
				{!about && isLoading && t('table.loading')}
			</p>
			{about && <span className="hint">{t('table.asOf', { time: dateTimeIn(language, about.at) })}</span>}
			{(about?.isOld || problem) && (
				<button type="button" className="plain small" onClick={refresh}>
					{t(problem ? 'app.retry' : 'table.newDataRefresh')}
				</button>
			)}
		</div>
	)
}

/** Cycles ascending, descending, unsorted. */
function nextSort(sort: TableSpec['sort'], column: string): TableSpec['sort'] {
	if (sort?.column !== column) return { column, isDescending: false }
	return sort.isDescending ? null : { column, isDescending: true }
}
