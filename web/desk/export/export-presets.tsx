import type { FormDefinition } from '#shared/forms/form-definition'
import { type TextKey, useTranslations } from '../../ui/i18n.ts'
import { defaultOptions, type ExportChoices } from './export-choices.ts'
import { allRecords } from './record-selection.tsx'

export const exportPresets = ['whole', 'spreadsheet', 'stata', 'spss', 'public'] as const
export type ExportPreset = (typeof exportPresets)[number]

type PresetChoices = Omit<ExportChoices, 'form' | 'round'>

const usual: PresetChoices = {
	values: 'codes',
	audience: null,
	format: 'csv',
	records: allRecords,
	questions: null,
	...defaultOptions,
}

/** Returns the choices of a preset. Labels are in the first language of the form. */
export function presetChoices(preset: ExportPreset, form: FormDefinition | undefined): PresetChoices {
	const labels = form?.languages[0]?.tag ?? 'codes'
	switch (preset) {
		case 'whole':
			return usual
		case 'spreadsheet':
			return { ...usual, format: 'xlsx', values: labels }
		case 'stata':
			return { ...usual, format: 'dta', values: labels }
		case 'spss':
			return { ...usual, format: 'sav', values: labels }
		case 'public':
			return { ...usual, audience: 'anybody' }
	}
}

/** Returns the preset that has set all options, as long as none was changed afterwards. */
export function presetOf(choices: ExportChoices, form: FormDefinition | undefined): ExportPreset | undefined {
	const textOf = (options: PresetChoices, name: string) =>
		JSON.stringify(options[name as keyof PresetChoices])
	return exportPresets.find((preset) => {
		const options = presetChoices(preset, form)
		return Object.keys(options).every((name) => textOf(options, name) === textOf(choices, name))
	})
}

const names: Readonly<Record<ExportPreset, TextKey>> = {
	whole: 'export.preset.whole',
	spreadsheet: 'export.preset.spreadsheet',
	stata: 'export.preset.stata',
	spss: 'export.preset.spss',
	public: 'export.preset.public',
}

interface ExportPresetsProps {
	/** Reason why there can be no public-use file; null if there can. */
	readonly reasonNotPublic: TextKey | null
	/** Id for that reason. */
	readonly reasonId: string
	/** Preset in use. */
	readonly chosen: ExportPreset | undefined
	readonly onChoose: (preset: ExportPreset) => void
}

/** Buttons that set all options of an export for a common use. */
export function ExportPresets({ reasonNotPublic, reasonId, chosen, onChoose }: ExportPresetsProps) {
	const { t } = useTranslations()
	return (
		<fieldset className="choices-row">
			<legend>{t('export.presets')}</legend>
			{exportPresets.map((preset) => (
				<button
					key={preset}
					type="button"
					className="plain small"
					aria-pressed={preset === chosen}
					disabled={preset === 'public' && reasonNotPublic !== null}
					aria-describedby={preset === 'public' && reasonNotPublic !== null ? reasonId : undefined}
					onClick={() => onChoose(preset)}
				>
					{t(names[preset])}
				</button>
			))}
			{reasonNotPublic !== null && (
				<p className="hint" id={reasonId}>
					{t(names.public)}: {t(reasonNotPublic)}
				</p>
			)}
		</fieldset>
	)
}
