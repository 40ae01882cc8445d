import type { UseFormRegister } from 'react-hook-form'
import { type ExportFormat, exportFormats } from '#shared/export/export-formats'
import {
	type ExportSwitch,
	exportSwitches,
	exportSwitchNames,
	isSwitchOffered,
} from '#shared/export/export-switches'
import { useTranslations } from '../../ui/i18n.ts'
import { type ExportChoices, multipleChoices } from './export-choices.ts'
import type { NewExport } from './use-new-export.ts'

interface AudienceFieldProps extends Pick<NewExport, 'audience'> {
	/** False if the file can be for the project only; `reasonId` is then the id of the reason. */
	readonly canBeForOthers: boolean
	readonly reasonId: string
	readonly onAudience: (audience: NewExport['audience']) => void
}

/** Menu for the recipients of the file: the project, researchers, or the public. */
export function AudienceField({ audience, canBeForOthers, reasonId, onAudience }: AudienceFieldProps) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{t('export.audience')}
			<select
				aria-describedby={canBeForOthers ? undefined : reasonId}
				value={audience ?? 'own'}
				onChange={({ target: { value } }) =>
					onAudience(value === 'own' ? null : (value as NonNullable<NewExport['audience']>))
				}
			>
				<option value="own">{t('export.audienceInternal')}</option>
				<option value="researchers" disabled={!canBeForOthers}>
					{t('export.audienceResearchers')}
				</option>
				<option value="anybody" disabled={!canBeForOthers}>
					{t('export.audiencePublic')}
				</option>
			</select>
		</label>
	)
}

interface FormatFieldProps extends Pick<NewExport, 'format' | 'offered' | 'isEmpty' | 'places'> {
	readonly onFormat: (format: ExportFormat) => void
}

/** Menu for the format of the file, with the limits of the chosen one. */
export function FormatField({ format, offered, isEmpty, places, onFormat }: FormatFieldProps) {
	const { t } = useTranslations()
	return (
		<>
			<label className="field">
				{t('export.format')}
				<select value={format} onChange={({ target }) => onFormat(target.value as ExportFormat)}>
					{offered.map((each) => (
						<option key={each} value={each}>
							{t(`export.${each}`)}
						</option>
					))}
				</select>
			</label>
			{!exportFormats[format].hasAllTables && <p className="hint">{t('export.formatHint')}</p>}
			{isEmpty && (
				<p className="note wait" role="status">
					{t(places === 'none' ? 'export.noLocations' : 'export.locationsLeftOut')}
				</p>
			)}
		</>
	)
}

interface FormatOptionsProps {
	readonly offer: Pick<NewExport, 'format' | 'audience' | 'hasMultiple' | 'switchOffer'>
	readonly register: UseFormRegister<ExportChoices>
}

/** Options that the chosen format and audience have. */
export function FormatOptions({ offer, register }: FormatOptionsProps) {
	const { format, audience, hasMultiple, switchOffer } = offer
	const { t } = useTranslations()
	const { hasColumns } = exportFormats[format]
	const option = (name: 'hasMark' | ExportSwitch, label: string) => (
		<label key={name} className="choice small">
			<input type="checkbox" {...register(name)} />
			<span>{label}</span>
		</label>
	)
	return (
		<>
			{audience === null && hasMultiple && hasColumns && (
				<label className="field">
					{t('export.multiple.title')}
					<select {...register('multiple')}>
						{multipleChoices.map((each) => (
							<option key={each} value={each}>
								{t(`export.multiple.${each}`)}
							</option>
						))}
					</select>
				</label>
			)}
			{format === 'csv' && option('hasMark', t('export.utf8Bom'))}
			{exportSwitchNames
				.filter((name) => isSwitchOffered(name, switchOffer))
				.map((name) => option(name, t(exportSwitches[name].label)))}
		</>
	)
}
