import { useCallback, useEffect, useRef, useState } from 'react'
import { importApi } from '#shared/api/import'
import { importStatuses } from '#shared/import/import-api'
import type { Mapping } from '#shared/import/mapping'
import { randomId } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import type { ImportFileTables } from './import-file-tables.ts'
import { ImportReport } from './import-report.tsx'
import { type ImportProgress, noImportProgress, runImport } from './run-import.ts'

interface DryRunAndImportProps {
	readonly tables: ImportFileTables
	readonly table: number
	readonly lines: number
	/** Name of the file. */
	readonly name: string
	readonly round: string
	readonly mapping: Mapping
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Dry run, then the import: batch by batch; it can be stopped and continued. */
export function DryRunAndImport(props: DryRunAndImportProps) {
	const { lines, reading } = props
	const { t, language } = useTranslations()
	const [withoutFaults, setWithoutFaults] = useState(false)
	const [status, setStatus] = useState<ImportStatus>('approved')
	const { tried, imported, running, problem, run, forgetTried, stop } = useImportRun(
		props,
		withoutFaults,
		status,
	)
	const isTried = tried !== null && tried.next === lines
	const hasStarted = imported.next > 0
	const isAll = imported.next === lines
	const importableCount = isTried ? tried.counts.new + tried.counts.reimported : 0
	const isOff = running !== null || hasStarted
	return (
		<>
			<section className="panel stack tight" aria-labelledby="dry-run">
				<h2 id="dry-run">{t('import.dryRunTitle')}</h2>
				<p className="hint">{t('import.dryRunHint')}</p>
				<label className="inline">
					<input
						type="checkbox"
						checked={withoutFaults}
						disabled={isOff}
						onChange={({ target }) => {
							setWithoutFaults(target.checked)
							forgetTried()
						}}
					/>
					<span>{t('import.withoutInvalidValues')}</span>
				</label>
				<div className="actions">
					<button
						type="button"
						className={isTried ? 'plain' : ''}
						disabled={isOff}
						onClick={() => void run('trying')}
					>
						{t('import.startDryRun')}
					</button>
				</div>
				{tried && <ImportReport gone={tried} reading={reading} isDone={false} />}
			</section>
			{isTried && (
				<section className="panel stack tight" aria-labelledby="start-import">
					<h2 id="start-import">{t('import.importTitle')}</h2>
					<StatusChoice status={status} isOff={isOff} onChange={setStatus} />
					{!isAll && (
						<div className="actions">
							<button
								type="button"
								disabled={running !== null || importableCount === 0}
								onClick={() => void run('coming')}
							>
								{hasStarted
									? t('cleaning.continue')
									: t('import.importCount', {
											count: importableCount,
											records: numberIn(language, importableCount),
										})}
							</button>
						</div>
					)}
					{hasStarted && (
						<div role="status">
							{isAll && <p className="headline">{t('import.done')}</p>}
							<ImportReport gone={{ ...imported, faults: [] }} reading={reading} isDone />
						</div>
					)}
				</section>
			)}
			{running !== null && (
				<Progress
					what={running}
					reached={running === 'coming' ? imported.next : (tried?.next ?? 0)}
					lines={lines}
					onStop={stop}
				/>
			)}
			<ProblemNote problem={problem} />
		</>
	)
}

type ImportStatus = (typeof importStatuses)[number]

/** Runs the dry run and the import, and shows how far they are. */
function useImportRun(props: DryRunAndImportProps, withoutFaults: boolean, status: ImportStatus) {
	const { tables, table, lines, name, round, mapping, onDone } = props
	const [id] = useState(() => randomId(randomBytes))
	const [tried, setTried] = useState<ImportProgress | null>(null)
	const [imported, setImported] = useState<ImportProgress>(noImportProgress)
	const [running, setRunning] = useState<'trying' | 'coming' | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const isStopped = useRef(false)
	const stop = useCallback(() => {
		isStopped.current = true
	}, [])
	// Leaving the screen stops the import; the list shows what was imported by then.
	useEffect(() => stop, [stop])
	useUnsavedChanges('decision', running === 'coming')
	async function run(what: 'trying' | 'coming') {
		isStopped.current = false
		setProblem(null)
		setRunning(what)
		const going = { tables, table, lines, mapping, round, withoutFaults, isStopped: () => isStopped.current }
		try {
			if (what === 'trying') {
				setTried(null)
				await runImport(
					{ ...going, send: (given) => callRoute(importApi.dryRun, { body: given }), onStep: setTried },
					noImportProgress,
				)
			} else {
				await runImport(
					{
						...going,
						send: (part) => callRoute(importApi.run, { body: { ...part, id, file: name, status } }),
						onStep: setImported,
					},
					imported,
				)
			}
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setRunning(null)
			if (what === 'coming') onDone()
		}
	}
	return { tried, imported, running, problem, run, stop, forgetTried: () => setTried(null) }
}

interface StatusChoiceProps {
	readonly status: ImportStatus
	readonly isOff: boolean
	readonly onChange: (status: ImportStatus) => void
}

/** Choice of the status that the records have after the import. */
function StatusChoice({ status, isOff, onChange }: StatusChoiceProps) {
	const { t } = useTranslations()
	return (
		<fieldset className="stack tight" disabled={isOff}>
			<legend>{t('import.statusAfter')}</legend>
			{importStatuses.map((each) => (
				<label key={each} className="inline">
					<input
						type="radio"
						name="import-status"
						checked={status === each}
						onChange={() => onChange(each)}
					/>
					<span>{t(`import.statusOption.${each}`)}</span>
				</label>
			))}
		</fieldset>
	)
}

interface ProgressProps {
	readonly what: 'trying' | 'coming'
	readonly reached: number
	readonly lines: number
	readonly onStop: () => void
}

function Progress({ what, reached, lines, onStop }: ProgressProps) {
	const { t, language } = useTranslations()
	return (
		<div className="stack tight">
			<p role="status">
				{t(what === 'coming' ? 'import.importProgress' : 'import.dryRunProgress', {
					reached: numberIn(language, reached),
					lines: numberIn(language, lines),
				})}
			</p>
			<progress aria-label={t('import.title')} max={lines} value={reached} />
			<div className="actions">
				<button type="button" className="plain" onClick={onStop}>
					{t('cleaning.stop')}
				</button>
			</div>
		</div>
	)
}
