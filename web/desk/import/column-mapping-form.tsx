import { useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { createExcludedColumnCheck } from '#shared/import/excluded-columns'
import { fitMapping } from '#shared/import/fit-mapping'
import { guessMapping, needsDistrictColumn, repeatsOf } from '#shared/import/guess-mapping'
import type { Mapping } from '#shared/import/mapping'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { columnList } from './column-field.tsx'
import { DryRunAndImport } from './dry-run-and-import.tsx'
import type { ImportFileTables } from './import-file-tables.ts'
import type { ImportTableSummary } from './import-worker.ts'
import { lastMapping, saveLastMapping } from './last-mapping.ts'
import { QuestionMapping } from './question-mapping.tsx'
import { RepeatMappingForm } from './repeat-mapping-form.tsx'
import { RowFields } from './row-fields.tsx'
import { SavedMapping } from './saved-mapping.tsx'
import { UnmappedColumns } from './unmapped-columns.tsx'

interface ColumnMappingFormProps {
	readonly tables: ImportFileTables
	readonly table: number
	/** Summaries of all tables of the file. */
	readonly all: readonly ImportTableSummary[]
	readonly summary: ImportTableSummary
	readonly file: string
	readonly version: number
	readonly definition: FormDefinition
	readonly round: string
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Maps the columns of a table to a form, guessed first. A complete mapping can be tried in a dry run. */
export function ColumnMappingForm(props: ColumnMappingFormProps) {
	const { tables, table, all, summary, file, version, definition, round, reading, onDone } = props
	const { t } = useTranslations()
	const { columns, mapping, change, replace, reloadCount } = useColumnMapping(props)
	const columnValues = useServerData(JSON.stringify([table, columns]), () =>
		tables.countValues(table, columns),
	)
	const needsDistrict = needsDistrictColumn(definition)
	const days = [mapping.time, ...listDayColumns(definition, mapping)]
	const isJoined = Object.values(mapping.repeats).every(({ own, main }) => own !== '' && main !== '')
	const isWhole =
		isJoined && mapping.id.length > 0 && mapping.time !== '' && (!needsDistrict || mapping.district !== null)
	return (
		<>
			<section className="panel stack tight" aria-labelledby="import-columns">
				<h2 id="import-columns">{t('import.columnsTitle')}</h2>
				<p className="hint">{t('import.columnsHint')}</p>
				<datalist id={columnList('')}>
					{columns.map((column) => (
						<option key={column} value={column} />
					))}
				</datalist>
				<SavedMapping
					mapping={mapping}
					onGive={(given) =>
						replace(fitMapping(given, { version, definition, header: columns, tables: all }))
					}
				/>
				<div key={reloadCount} className="stack tight">
					<RowFields
						mapping={mapping}
						columns={columns}
						needsDistrict={needsDistrict}
						days={days.map((column) => columnValues.found?.[column] ?? [])}
						onChange={change}
					/>
					<QuestionMapping
						definition={definition}
						reading={reading}
						columns={columns}
						questions={mapping.questions}
						blanks={mapping.blanks}
						valuesByColumn={columnValues.found ?? {}}
						onChange={(questions) => change({ ...mapping, questions })}
					/>
					{repeatsOf(definition).map(({ template: repeat }) => (
						<RepeatMappingForm
							key={repeat}
							definition={definition}
							reading={reading}
							repeat={repeat}
							mapping={mapping}
							columns={columns}
							tables={tables}
							all={all}
							main={table}
							onChange={change}
						/>
					))}
				</div>
				<UnmappedColumns
					definition={definition}
					reading={reading}
					mapping={mapping}
					columns={summary.header}
				/>
			</section>
			{isWhole ? (
				<DryRunAndImport
					// the key discards the dry run of another mapping
					key={JSON.stringify([mapping, round])}
					tables={tables}
					table={table}
					lines={summary.lines}
					name={file}
					round={round}
					mapping={mapping}
					reading={reading}
					onDone={onDone}
				/>
			) : (
				<p className="note wait">{t('import.mappingIncomplete')}</p>
			)}
		</>
	)
}

/** The mapping of the columns that may be imported. `reloadCount` changes if the whole mapping is replaced. */
function useColumnMapping({ all, summary, version, definition }: ColumnMappingFormProps) {
	const isExcluded = createExcludedColumnCheck(definition)
	const columns = summary.header.filter((column) => !isExcluded(column))
	const [mapping, setMapping] = useState<Mapping>(
		() =>
			lastMapping(definition.id, version, columns) ??
			guessMapping({ version, definition }, columns, all, summary.content),
	)
	const [reloadCount, setReloadCount] = useState(0)
	const [isChanged, setChanged] = useState(false)
	useUnsavedChanges('decision', isChanged)
	const change = (next: Mapping) => {
		saveLastMapping(next, columns)
		setMapping(next)
		setChanged(true)
	}
	const replace = (next: Mapping) => {
		change(next)
		setReloadCount(reloadCount + 1)
	}
	return { columns, mapping, change, replace, reloadCount }
}

/** Returns the columns that are mapped to questions for a day. */
function listDayColumns(definition: FormDefinition, { questions }: Mapping): string[] {
	const partOf = new Map(nodesOf(definition).map(({ part, template }) => [template, part]))
	return Object.entries(questions).flatMap(([template, { columns }]) => {
		const part = partOf.get(template)
		const [column] = columns
		return part?.kind === 'question' && ['date', 'datetime'].includes(part.type) && column ? [column] : []
	})
}
