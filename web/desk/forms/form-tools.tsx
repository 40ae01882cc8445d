import { lazy, Suspense, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { buildStudyLists } from '#shared/study/study-lists'
import { exportSheets } from '#shared/xlsform/export-sheets'
import { writeMarkdown } from '#shared/xlsform/write-markdown'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { formFileName, workbookOf } from './save-file.ts'
import type { ToolProps } from './tool-panel.tsx'

// loaded lazily: each is used rarely
const PreviewForm = lazy(async () => ({ default: (await import('./preview-form.tsx')).PreviewForm }))
const ExercisePanel = lazy(async () => ({
	default: (await import('./exercise-panel.tsx')).ExercisePanel,
}))
const PaperPanel = lazy(async () => ({ default: (await import('./paper-panel.tsx')).PaperPanel }))
const AudioPanel = lazy(async () => ({ default: (await import('./audio-panel.tsx')).AudioPanel }))

const tools = { preview: PreviewForm, testRun: ExercisePanel, paper: PaperPanel, audio: AudioPanel } as const
type FormTool = keyof typeof tools

/** Tools for a checked or published form: preview, automated test run, print, audio, download. */
export function FormTools({ definition, version }: Omit<ToolProps, 'onClose'>) {
	const { t } = useTranslations()
	const [open, setOpen] = useState<FormTool | null>(null)
	const Opened = open && tools[open]
	// audio needs a published form
	const offered = (Object.keys(tools) as FormTool[]).filter((tool) => tool !== 'audio' || version !== null)
	return (
		<div className="stack">
			<div className="actions">
				{offered.map((tool) => (
					<button
						key={tool}
						type="button"
						className="plain"
						aria-pressed={open === tool}
						onClick={() => setOpen(open === tool ? null : tool)}
					>
						{t(`forms.tool.${tool}`)}
					</button>
				))}
				{version !== null && <TakeOut definition={definition} version={version} />}
			</div>
			<Suspense>
				{Opened && <Opened definition={definition} version={version} onClose={() => setOpen(null)} />}
			</Suspense>
		</div>
	)
}

/** Downloads the form as files that can be edited and uploaded again. */
function TakeOut({ definition, version }: { definition: FormDefinition; version: number }) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [problem, setProblem] = useState<Problem | null>(null)
	const sheets = () => {
		const files = new Set(buildStudyLists(study).map(({ name }) => name))
		return exportSheets(definition, { files, version })
	}
	async function takeWorkbook() {
		setProblem(null)
		try {
			saveFile(formFileName(definition, version, 'xlsx'), await workbookOf(sheets()))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<>
			<button type="button" className="plain" onClick={() => void takeWorkbook()}>
				{t('forms.downloadWorkbook')}
			</button>
			<button
				type="button"
				className="plain"
				onClick={() => saveFile(formFileName(definition, version, 'md'), new Blob([writeMarkdown(sheets())]))}
			>
				{t('forms.downloadMarkdown')}
			</button>
			<ProblemNote problem={problem} />
		</>
	)
}
