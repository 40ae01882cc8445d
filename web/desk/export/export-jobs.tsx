import { useEffect, useRef, useState } from 'react'
import { exportJobApi } from '#shared/api/exports'
import { type ExportJob, type FileProgress, isGoingOn } from '#shared/export/export-job'
import type { ExportJobRequest } from '#shared/export/export-query'
import { asProblem, type Problem, readProblem } from '#shared/kernel/problem'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { saveFrom } from '../../api/save-from.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { showToast } from '../kit/toast.tsx'
import { type Loaded, useRepeatedLoad, useRoute } from '../kit/use-server-data.ts'

const againMs = 1000
/** Polling interval in ms of files that take longer. */
const laterMs = 5000
const soonMs = 60_000

interface ExportJobsState {
	readonly files: Loaded<ExportJob[]>
	/** File that was requested last on this page; null before one was, and after it was deleted. */
	readonly latest: ExportJob | null
	/** Error of saving a file that the user waited for. */
	readonly problem: Problem | null
	/**
	 * Requests a file; it is saved automatically if this page is still open when it is complete. @throws
	 * Problem
	 */
	readonly make: (request: ExportJobRequest) => Promise<void>
}

/** Export jobs of the user, which run on the server. */
export function useExportJobs(): ExportJobsState {
	const files = useRoute(exportJobApi.list, {})
	const [problem, setProblem] = useState<Problem | null>(null)
	const awaited = useRef(new Set<string>())
	const [latest, setLatest] = useState<string | null>(null)
	const { t } = useTranslations()
	const { found, reload } = files
	const newest = Math.max(
		0,
		...(found?.filter(isGoingOn).map(({ requestedAt }) => Date.parse(requestedAt)) ?? []),
	)
	const intervalMs = Date.now() - newest < soonMs ? againMs : laterMs
	useRepeatedLoad(files, newest === 0 ? null : intervalMs)
	useEffect(() => {
		async function saveAll(): Promise<void> {
			for (const file of found ?? []) {
				if (file.state !== 'done' || !awaited.current.delete(file.id)) continue
				await saveFrom(addressOf(exportJobApi.download, { params: file }))
				showToast(t('export.downloaded', { name: file.name }))
			}
		}
		void saveAll().catch((thrown: unknown) => setProblem(asProblem(thrown)))
	}, [found, t])
	return {
		files,
		latest: found?.find(({ id }) => id === latest) ?? null,
		problem,
		async make(request) {
			setProblem(null)
			const { id } = await callRoute(exportJobApi.create, { body: request })
			awaited.current.add(id)
			setLatest(id)
			reload()
		},
	}
}

/** State of the file that was just requested, beside the button: the list can be out of view. */
export function LatestExport({ file }: { readonly file: ExportJob | null }) {
	const { t } = useTranslations()
	if (file === null) return null
	if (file.state === 'failed') return <ProblemNote problem={readProblem(file.problem)} />
	return (
		<p className={file.state === 'done' ? 'note ok' : 'note wait'} role="status">
			{file.state === 'done' ? t('export.ready', { name: file.name }) : t('export.creating')}{' '}
			<a href="#made-files">{t('export.listTitle')}</a>
		</p>
	)
}

/** Progress of the export jobs; a complete file can be downloaded for a day. */
export function ExportJobs({ files, problem }: Pick<ExportJobsState, 'files' | 'problem'>) {
	const { t, language } = useTranslations()
	const heading = useRef<HTMLHeadingElement>(null)
	const { found, reload } = files
	const wrong = problem ?? files.problem
	if (!found?.length && !wrong) return null
	const whole = found?.filter(({ state }) => state === 'done') ?? []
	return (
		<section className="stack tight" aria-labelledby="made-files">
			<h2 id="made-files" ref={heading} tabIndex={-1}>
				{t('export.listTitle')}
			</h2>
			<p className="hint">{t('export.listHint')}</p>
			<p role="status">
				{whole.length > 0 &&
					t('export.readyCount', { count: whole.length, files: numberIn(language, whole.length) })}
			</p>
			<ProblemNote problem={wrong} />
			<ul className="history">
				{found?.map((file) => (
					<li key={file.id}>
						<OneFile
							file={file}
							onChange={() => {
								reload()
								heading.current?.focus()
							}}
						/>
					</li>
				))}
			</ul>
		</section>
	)
}

function OneFile({ file, onChange }: { readonly file: ExportJob; readonly onChange: () => void }) {
	const { t, language } = useTranslations()
	const [problem, setProblem] = useState<Problem | null>(null)
	const { name, state, progress, bytes, requestedAt } = file
	const time = dateTimeIn(language, requestedAt)
	const called = `${name}, ${time}`
	async function doing(work: () => Promise<void>) {
		setProblem(null)
		try {
			await work()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	const end = () =>
		doing(async () => {
			await callRoute(exportJobApi.cancel, { params: file })
			onChange()
		})
	return (
		<div className="stack tight">
			<p>
				<bdi className="address">{name}</bdi>
				{state === 'done' && bytes !== null && <> · {formatBytes(bytes, { t, language })}</>} · {time}
			</p>
			{state === 'waiting' && <p className="hint">{t('export.queued')}</p>}
			{state === 'running' && <HowFar name={name} progress={progress} />}
			{state === 'done' && (
				<p className="hint">{t('export.availableUntil', { time: dateTimeIn(language, file.expiresAt) })}</p>
			)}
			<ProblemNote problem={problem ?? readProblem(file.problem)} />
			<div className="actions">
				{state === 'done' && (
					<button
						type="button"
						className="plain"
						aria-label={`${t('export.download')}: ${called}`}
						onClick={() => void doing(() => saveFrom(addressOf(exportJobApi.download, { params: file })))}
					>
						{t('export.download')}
					</button>
				)}
				{isGoingOn(file) ? (
					<button
						key="stop"
						type="button"
						className="plain"
						aria-label={`${t('export.cancel')}: ${called}`}
						onClick={() => void end()}
					>
						{t('export.cancel')}
					</button>
				) : (
					<button
						key="remove"
						type="button"
						className="plain"
						aria-label={`${t('export.delete')}: ${called}`}
						onClick={() => void end()}
					>
						{t('export.delete')}
					</button>
				)}
			</div>
		</div>
	)
}

function HowFar({ name, progress }: { readonly name: string; readonly progress: FileProgress | null }) {
	const { t, language } = useTranslations()
	if (progress === null || progress.part === 0) return <p className="hint">{t('export.creating')}</p>
	const { part, parts, records, of, isMedia, bytes } = progress
	const numbers = { part: numberIn(language, part), parts: numberIn(language, parts) }
	return (
		<>
			<progress max={parts} value={part - 1 + (isMedia || of === 0 ? 0 : records / of)} aria-label={name} />
			<p className="hint">
				{t(isMedia ? 'export.attachmentsPart' : 'export.tablePart', numbers)}
				{!isMedia &&
					records > 0 &&
					` · ${t('export.progress', { records: numberIn(language, records), of: numberIn(language, of) })}`}
				{bytes > 0 && ` · ${formatBytes(bytes, { t, language })}`}
			</p>
		</>
	)
}
