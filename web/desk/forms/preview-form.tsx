import { useMemo, useRef, useState } from 'react'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormFilling } from '../../phone/fill/filling.ts'
import { FormView } from '../../phone/fill/form-view.tsx'
import { createInMemoryFilling } from '../../phone/fill/in-memory-filling.ts'
import { TrialFileControl } from '../../phone/fill/trial-file-control.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { type DeskValue, useDesk } from '../kit/desk-context.ts'
import { ToolPanel, type ToolProps } from './tool-panel.tsx'
import { buildTrialPresets } from './trial-presets.ts'

/**
 * Preview of a form as a phone shows it, with the same engine and the same views. Its answers are in this
 * browser's memory while it is open: nothing is stored or sent.
 */
export function PreviewForm({ definition, onClose }: ToolProps) {
	const { t } = useTranslations()
	const [reloadCount, setReloadCount] = useState(0)
	const [isOver, setOver] = useState(false)
	const again = () => {
		setReloadCount(reloadCount + 1)
		setOver(false)
	}
	return (
		<ToolPanel title={t('forms.preview.title')} onClose={onClose}>
			<p className="note wait">{t('forms.preview.hint')}</p>
			{isOver ? (
				<div className="stack tight" role="status">
					<p>{t('forms.preview.finished')}</p>
					<button type="button" onClick={again}>
						{t('forms.preview.restart')}
					</button>
				</div>
			) : (
				<Trial key={reloadCount} definition={definition} onLeave={onClose} onFinish={() => setOver(true)} />
			)}
		</ToolPanel>
	)
}

interface TrialProps {
	readonly definition: FormDefinition
	readonly onLeave: () => void
	readonly onFinish: () => void
}

function Trial({ definition, onLeave, onFinish }: TrialProps) {
	const { t, language: appLanguage } = useTranslations()
	const desk = useDesk()
	const frame = useRef<HTMLDivElement>(null)
	const [first] = useState(() => ({
		page: 0,
		language:
			(definition.languages.find(({ tag }) => tag === appLanguage) ?? definition.languages[0])?.tag ?? 'en',
	}))
	const [filling] = useState(() => trialOf(definition, desk, first.language))
	const trial = useMemo(
		() => ({
			note: t('forms.preview.label'),
			leave: t('app.close'),
			ending: t('forms.preview.hint'),
			isInside: true,
			Placeholder: TrialFileControl,
		}),
		[t],
	)
	return (
		<div className="trial" ref={frame}>
			<FormView
				filling={filling}
				definition={definition}
				first={first}
				isFinishing={false}
				onPlace={(_, isNewPage) => {
					if (!isNewPage) return
					// at the desk the frame scrolls like a phone; on a narrow screen the window does
					frame.current?.scrollTo(0, 0)
					frame.current?.scrollIntoView({ block: 'nearest' })
				}}
				onLeave={onLeave}
				onFinish={async () => {
					onFinish()
					return true
				}}
				trial={trial}
			/>
		</div>
	)
}

function trialOf(definition: FormDefinition, { person, study }: DeskValue, language: string): FormFilling {
	const compiled = compileForm(definition, allFunctions)
	// an imported or published definition always compiles
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	return createInMemoryFilling({
		form: compiled.form,
		presets: buildTrialPresets(study, person),
		offsetMinutes: study.offsetMinutes,
		language,
	})
}
