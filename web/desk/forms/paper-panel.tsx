import { useEffect, useMemo, useState } from 'react'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { paperForm } from '#shared/forms/paper-form'
import { loadTranslations, type Translate, useTranslations } from '../../ui/i18n.ts'
import { LanguageMenu } from '../../ui/language-menu.tsx'
import { PaperSheet } from './paper-sheet.tsx'
import { ToolPanel, type ToolProps } from './tool-panel.tsx'

const rowChoices = [3, 6, 9, 12] as const

/** A form as a paper questionnaire: the user chooses language and rows, and the browser prints it. */
export function PaperPanel({ definition, version, onClose }: ToolProps) {
	const { t, language: appLanguage } = useTranslations()
	const { languages } = definition
	const [language, setLanguage] = useState(
		(languages.find(({ tag }) => tag === appLanguage) ?? languages[0])?.tag ?? 'en',
	)
	const [rows, setRows] = useState<number>(6)
	const [translations, setTranslations] = useState<{
		readonly of: string
		readonly translate: Translate
	} | null>(null)
	useEffect(() => {
		let isOutdated = false
		void loadTranslations(language).then((translate) => {
			if (!isOutdated) setTranslations({ of: language, translate })
		})
		return () => {
			isOutdated = true
		}
	}, [language])
	const paper = useMemo(() => {
		const compiled = compileForm(definition, allFunctions)
		// an imported or published definition always compiles
		if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
		return paperForm(compiled.form)
	}, [definition])
	return (
		<ToolPanel title={t('forms.tool.paper')} onClose={onClose}>
			<div className="filters">
				<LanguageMenu
					label={t('forms.paper.language')}
					languages={languages}
					value={language}
					onChoose={setLanguage}
				/>
				<label className="inline">
					<span>{t('forms.paper.rows')}</span>
					<select value={rows} onChange={(event) => setRows(Number(event.target.value))}>
						{rowChoices.map((count) => (
							<option key={count} value={count}>
								{count}
							</option>
						))}
					</select>
				</label>
				<button type="button" disabled={translations?.of !== language} onClick={() => print()}>
					{t('forms.paper.print')}
				</button>
			</div>
			<p className="hint">{t('forms.paper.printHint')}</p>
			{translations?.of === language && (
				<PaperSheet
					definition={definition}
					version={version}
					printing={{ paper, language, rows, t: translations.translate }}
				/>
			)}
		</ToolPanel>
	)
}
