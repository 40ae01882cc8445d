import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { ExerciseRequest, ExerciseState } from './exercise-worker.ts'
import { FindingsTable } from './findings-table.tsx'
import { ToolPanel, type ToolProps } from './tool-panel.tsx'
import { buildTrialPresets } from './trial-presets.ts'

/** Runs the form many times with random answers in a worker, and shows the findings. */
export function ExercisePanel({ definition, onClose }: ToolProps) {
	const { t } = useTranslations()
	const { person, study } = useDesk()
	const [state, setState] = useState<ExerciseState | null>(null)
	const [isStopped, setStopped] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const worker = useRef<Worker | null>(null)
	useEffect(() => {
		const started = new Worker(new URL('./exercise-worker.ts', import.meta.url), { type: 'module' })
		worker.current = started
		started.onmessage = ({ data }: MessageEvent<ExerciseState>) => setState(data)
		started.onerror = (event) => setProblem(asProblem(new Error(event.message)))
		const presets = buildTrialPresets(study, person)
		started.postMessage({
			definition,
			// a fixed seed: the same form gives the same findings on the same day
			seed: 1,
			now: Date.now(),
			offsetMinutes: study.offsetMinutes,
			// an enumerator of all districts, and one of a single district
			presets: [presets, { ...presets, ...oneDistrict(study.districts) }],
		} satisfies ExerciseRequest)
		return () => started.terminate()
	}, [definition, study, person])
	const isOver = isStopped || state?.isOver === true
	const numbers = { runs: state?.runs ?? 0, reached: state?.reached ?? 0, questions: state?.questions ?? 0 }
	return (
		<ToolPanel title={t('forms.testRun.title')} onClose={onClose}>
			<p className="hint">{t('forms.testRun.hint')}</p>
			<ProblemNote problem={problem} />
			{!isOver && !problem && (
				<div className="stack tight">
					<p>{t('forms.testRun.progress', numbers)}</p>
					<progress
						max={Math.max(numbers.questions, 1)}
						value={numbers.reached}
						aria-label={t('forms.testRun.title')}
					/>
					<button
						type="button"
						className="plain small"
						onClick={() => {
							worker.current?.terminate()
							setStopped(true)
						}}
					>
						{t('forms.testRun.stop')}
					</button>
				</div>
			)}
			<p className="headline" role="status">
				{isOver && t('forms.testRun.progress', numbers)}
			</p>
			{isOver && state && <FindingsTable state={state} definition={definition} />}
		</ToolPanel>
	)
}

const oneDistrict = ([first]: readonly { readonly code: string }[]) =>
	first ? { district: first.code, districts: first.code } : {}
