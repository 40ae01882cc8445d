import { useEffect, useRef, useState } from 'react'
import type { FileProgress, MadeFile } from '#shared/export/made-file'
import { asProblem, type Problem, readProblem } from '#shared/kernel/problem'
import { type Loaded, useLoaded } from '../desk/use-loaded.ts'
import { saveFrom } from '../sync/desk-client.ts'
import {
	endMadeFile,
	type FileAsked,
	madeFileAddress,
	madeFiles,
	makeFile,
} from '../sync/made-file-client.ts'
import { dateTimeIn, numberIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { sizeText } from '../ui/size-text.ts'

const againMs = 1000

interface Making {
	readonly files: Loaded<MadeFile[]>
	/** Asks for a file; it is saved by itself when it is whole and this page is still open. @throws Problem */
	readonly make: (asked: FileAsked) => Promise<void>
}

/** Files that the server makes for somebody while nobody waits. */
export function useMadeFiles(): Making {
	const files = useLoaded('made-files', madeFiles)
	const awaited = useRef(new Set<string>())
	const { found, loadedAt, reload } = files
	const isMaking = found?.some(({ state }) => state === 'waiting' || state === 'being-made') ?? false
	// biome-ignore lint/correctness/useExhaustiveDependencies: each answer is another one
	useEffect(() => {
		if (!isMaking) return
		const later = setTimeout(reload, againMs)
		return () => clearTimeout(later)
	}, [isMaking, loadedAt, files.problem, reload])
	useEffect(() => {
		const whole = found?.find(({ id, state }) => state === 'whole' && awaited.current.has(id))
		if (!whole) return
		awaited.current.delete(whole.id)
		void saveFrom(madeFileAddress(whole)).catch(reload)
	}, [found, reload])
	return {
		files,
		async make(asked) {
			const { id } = await makeFile(asked)
			awaited.current.add(id)
			reload()
		},
	}
}

/** How far each is; what is whole can be saved for a day. */
export function MadeFiles({ files }: Pick<Making, 'files'>) {
	const { t } = useTexts()
	const { found, problem, reload } = files
	if (found?.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="made-files">
			<h2 id="made-files">{t('export.made')}</h2>
			<p className="hint">{t('export.madeHint')}</p>
			<ProblemNote problem={problem} />
			<ul className="history">
				{found?.map((file) => (
					<li key={file.id}>
						<OneFile file={file} onChange={reload} />
					</li>
				))}
			</ul>
		</section>
	)
}

function OneFile({ file, onChange }: { readonly file: MadeFile; readonly onChange: () => void }) {
	const { t, language } = useTexts()
	const [problem, setProblem] = useState<Problem | null>(null)
	const { name, state, progress, bytes } = file
	const ended = file.problem === null ? null : readProblem({ problem: file.problem })
	async function doing(work: () => Promise<void>) {
		setProblem(null)
		try {
			await work()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	const end = async () => {
		await endMadeFile(file)
		onChange()
	}
	return (
		<div className="stack tight">
			<p>
				<bdi>{name}</bdi>
				{state === 'whole' && bytes !== null && <> · {sizeText(bytes, { t, language })}</>}
			</p>
			{state === 'waiting' && <p className="hint">{t('export.waiting')}</p>}
			{state === 'being-made' && <HowFar name={name} progress={progress} />}
			{state === 'whole' && (
				<p className="hint">{t('export.until', { time: dateTimeIn(language, file.until) })}</p>
			)}
			<ProblemNote problem={problem ?? ended} />
			<div className="actions">
				{state === 'whole' && (
					<button
						type="button"
						className="plain"
						aria-label={`${t('export.save')}: ${name}`}
						onClick={() => void doing(() => saveFrom(madeFileAddress(file)))}
					>
						{t('export.save')}
					</button>
				)}
				<button
					type="button"
					className="plain"
					aria-label={`${t(state === 'waiting' || state === 'being-made' ? 'export.stop' : 'export.remove')}: ${name}`}
					onClick={() => void doing(end)}
				>
					{t(state === 'waiting' || state === 'being-made' ? 'export.stop' : 'export.remove')}
				</button>
			</div>
		</div>
	)
}

function HowFar({ name, progress }: { readonly name: string; readonly progress: FileProgress | null }) {
	const { t, language } = useTexts()
	if (progress === null) return <p className="hint">{t('export.beingMade')}</p>
	const { part, parts, records, of, isMedia, bytes } = progress
	const done = part - 1 + (isMedia || of === 0 ? 0 : records / of)
	const size = bytes > 0 ? ` · ${sizeText(bytes, { t, language })}` : ''
	const numbers = { part: numberIn(language, part), parts: numberIn(language, parts) }
	return (
		<>
			<progress max={parts} value={done} aria-label={name} />
			<p className="hint">
				{isMedia
					? t('export.mediaPart', numbers)
					: t('export.part', {
							...numbers,
							records: numberIn(language, records),
							of: numberIn(language, of),
						})}
				{size}
			</p>
		</>
	)
}
