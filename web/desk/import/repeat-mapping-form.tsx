import type { FormDefinition } from '#shared/forms/form-definition'
import { createExcludedColumnCheck } from '#shared/import/excluded-columns'
import { guessRepeatMapping } from '#shared/import/guess-mapping'
import type { Mapping, RowsFrom } from '#shared/import/mapping'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import { ColumnField, columnList } from './column-field.tsx'
import type { ImportFileTables } from './import-file-tables.ts'
import type { ImportTableSummary } from './import-worker.ts'
import { QuestionMapping } from './question-mapping.tsx'

interface RepeatMappingFormProps {
	readonly definition: FormDefinition
	readonly reading: FormReading
	/** Template of the repeat. */
	readonly repeat: string
	readonly mapping: Mapping
	/** Columns of the main table. */
	readonly columns: readonly string[]
	readonly tables: ImportFileTables
	readonly all: readonly ImportTableSummary[]
	/** Index of the main table. */
	readonly main: number
	readonly onChange: (mapping: Mapping) => void
}

/** Source of a repeat's rows: another table of the file, and the columns that join it to the main rows. */
export function RepeatMappingForm(props: RepeatMappingFormProps) {
	const { definition, reading, repeat, mapping, columns, tables, all, main, onChange } = props
	const { t } = useTranslations()
	const rows = mapping.repeats[repeat]
	const place = all.findIndex(({ name }) => name === rows?.table)
	const isExcluded = createExcludedColumnCheck(definition)
	const own = (all[place]?.header ?? []).filter((column) => !isExcluded(column))
	const columnValues = useServerData(JSON.stringify([place, own]), async () =>
		place < 0 ? {} : tables.countValues(place, own),
	)
	const others = all.filter((_, i) => i !== main)
	const change = (next: RowsFrom | null) => {
		const { [repeat]: _, ...rest } = mapping.repeats
		onChange({ ...mapping, repeats: next ? { ...rest, [repeat]: next } : rest })
	}
	const choose = (name: string) => {
		const table = others.find((each) => each.name === name)
		if (!table) return change(null)
		change(
			guessRepeatMapping(definition, repeat, columns, table) ?? {
				table: name,
				own: '',
				main: '',
				questions: {},
			},
		)
	}
	return (
		<section className="stack tight" aria-label={t('import.repeat', { what: reading.label(repeat) })}>
			<h3 dir="auto">{t('import.repeat', { what: reading.label(repeat) })}</h3>
			{others.length === 0 ? (
				<p className="note quiet">{t('import.repeatTableMissing')}</p>
			) : (
				<SelectMenu
					label={t('import.repeatTable')}
					value={rows?.table ?? ''}
					options={[['', t('import.noTable')], ...others.map(({ name }) => [name, name] as const)]}
					onChoose={choose}
				/>
			)}
			{rows && (
				<>
					<datalist id={columnList(repeat)}>
						{own.map((column) => (
							<option key={column} value={column} />
						))}
					</datalist>
					<div className="columns">
						<ColumnField
							label={t('import.repeatTableKey')}
							value={rows.own}
							columns={own}
							table={repeat}
							onChoose={(column) => change({ ...rows, own: column })}
						/>
						<ColumnField
							label={t('import.mainTableKey')}
							value={rows.main}
							columns={columns}
							onChoose={(column) => change({ ...rows, main: column })}
						/>
					</div>
					<QuestionMapping
						definition={definition}
						reading={reading}
						repeat={repeat}
						columns={own}
						blanks={mapping.blanks}
						questions={rows.questions}
						valuesByColumn={columnValues.found ?? {}}
						onChange={(questions) => change({ ...rows, questions })}
					/>
				</>
			)}
		</section>
	)
}
