import { useEffect, useRef, useState } from 'react'
import { cleaningApi } from '#shared/api/cleaning'
import { formApi } from '#shared/api/forms'
import { localize } from '#shared/forms/localized-text'
import { roundsFor } from '#shared/study/study'
import { formsFor, loadForm } from '../../api/load-forms.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { BulkEditHistory } from '../cleaning/bulk-edit-history.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { formReading } from '../kit/form-labels.ts'
import { RoundMenu } from '../kit/round-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useReloadRoutes, useRoute, useServerData } from '../kit/use-server-data.ts'
import { ColumnMappingForm } from './column-mapping-form.tsx'
import { ImportFileTables } from './import-file-tables.ts'
import type { ImportTableSummary } from './import-worker.ts'

interface FileOpened {
	readonly tables: ImportFileTables
	readonly summaries: readonly ImportTableSummary[]
	readonly name: string
}

/** Imports interviews of another tool or an earlier round as records: mapping, dry run and import. */
export function ImportScreen() {
	const { t, language } = useTranslations()
	const target = useImportTarget()
	const { form, round, version } = target
	const file = useImportFile()
	const { opened, table } = file
	const reload = useReloadRoutes(cleaningApi.list)
	const definition = useServerData(`${form} ${version}`, async () =>
		version > 0 && form !== '' ? loadForm(form, version) : null,
	).found
	const reading = formReading(definition, { t, language }, new Map())
	const summary = opened?.summaries[table]
	return (
		<div className="stack">
			<h1>{t('import.title')}</h1>
			<p className="hint">{t('import.help')}</p>
			<section className="panel stack tight" aria-labelledby="import-file">
				<h2 id="import-file">{t('import.fileTitle')}</h2>
				<TargetMenus target={target} />
				<FileChoice file={file} />
			</section>
			{opened && summary && definition && (
				<ColumnMappingForm
					key={JSON.stringify([opened.name, table, summary.lines, form, version])}
					tables={opened.tables}
					table={table}
					file={opened.name}
					version={version}
					definition={definition}
					round={round}
					reading={reading}
					all={opened.summaries}
					summary={summary}
					onDone={() => void reload()}
				/>
			)}
			{definition && (
				<section className="stack tight" aria-labelledby="import-history">
					<h2 id="import-history">{t('import.history')}</h2>
					<BulkEditHistory place={{ form, round }} reading={reading} isImport />
				</section>
			)}
		</div>
	)
}

/** Form, version and round of the imported records; they are in the address. */
function useImportTarget() {
	const { study, person } = useDesk()
	const [filter, change] = useFilter(['form', 'round', 'version'])
	const known = useServerData('forms', () => formsFor(person.role))
	const versions = useRoute(formApi.versions, {})
	// The round of the imported interviews, often an earlier one than the top bar's: a wrong one would be written to.
	const rounds = roundsFor(person, study).filter(
		({ demonstration }) => demonstration === person.demonstration,
	)
	const form =
		filter.form ?? (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id ?? ''
	const ofForm = (versions.found ?? []).filter(({ id }) => id === form).map((each) => each.version)
	const newest = Math.max(0, ...ofForm)
	return {
		form,
		forms: known.found ?? [],
		version: Number(filter.version ?? newest),
		versions: ofForm,
		round: filter.round ?? rounds[0]?.code ?? '',
		rounds,
		problem: known.problem ?? versions.problem,
		change,
	}
}

interface TargetMenusProps {
	readonly target: ReturnType<typeof useImportTarget>
}

function TargetMenus({ target }: TargetMenusProps) {
	const { t, language } = useTranslations()
	const { form, forms, version, versions, round, rounds, problem, change } = target
	return (
		<>
			<ProblemNote problem={problem} />
			<div className="filters">
				<SelectMenu
					label={t('review.form')}
					value={form}
					options={forms.map(({ id, definition: { title } }) => [id, localize(title, language)])}
					onChoose={(id) => change({ form: id, version: '' })}
				/>
				<SelectMenu
					label={t('import.version')}
					value={String(version)}
					options={[...versions]
						.sort((a, b) => b - a)
						.map((each) => [String(each), numberIn(language, each)])}
					onChoose={(chosen) => change({ version: chosen })}
				/>
				<RoundMenu rounds={rounds} value={round} onChoose={(code) => change({ round: code })} />
			</div>
		</>
	)
}

/** The opened file and its selected table; the file is closed with the screen, or by opening another one. */
function useImportFile() {
	const [opened, setOpened] = useState<FileOpened | null>(null)
	const [table, setTable] = useState(0)
	const { isBusy, problem, run } = useAsyncAction()
	const open = useRef<ImportFileTables | null>(null)
	useEffect(() => () => open.current?.close(), [])
	const choose = (files: readonly File[]) =>
		run(async () => {
			open.current?.close()
			setOpened(null)
			setTable(0)
			const tables = new ImportFileTables()
			open.current = tables
			setOpened({
				tables,
				summaries: await tables.read(files),
				name: files
					.map(({ name }) => name)
					.join(', ')
					.slice(0, 300),
			})
		})
	return { opened, table, setTable, isBusy, problem, choose }
}

interface FileChoiceProps {
	readonly file: ReturnType<typeof useImportFile>
}

/** Opens a file, and selects one of its tables. */
function FileChoice({ file: { opened, table, setTable, isBusy, problem, choose } }: FileChoiceProps) {
	const { t, language } = useTranslations()
	const summary = opened?.summaries[table]
	return (
		<>
			<label className="button file-button">
				{t('import.chooseFile')}
				<input
					type="file"
					multiple
					accept=".csv,.txt,.tsv,.xlsx,.xls,.zip"
					disabled={isBusy}
					aria-describedby="import-file-hint"
					onChange={({ target }) => {
						const files = [...(target.files ?? [])]
						// allows choosing the same file again after it was corrected
						target.value = ''
						if (files.length > 0) void choose(files)
					}}
				/>
			</label>
			<p className="hint" id="import-file-hint">
				{t('import.fileKinds')}
			</p>
			{isBusy && <p role="status">{t('cleaning.file.reading')}</p>}
			<ProblemNote problem={problem} />
			{opened && opened.summaries.length > 1 && (
				<SelectMenu
					label={t('import.table')}
					value={String(table)}
					options={opened.summaries.map(({ name }, i) => [String(i), name])}
					onChoose={(at) => setTable(Number(at))}
				/>
			)}
			{summary && (
				<p>
					<bdi>{summary.name}</bdi>:{' '}
					{t('cleaning.file.rowCount', { count: summary.lines, lines: numberIn(language, summary.lines) })}
				</p>
			)}
		</>
	)
}
