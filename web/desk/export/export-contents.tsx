import { audiences } from '#shared/export/public-use-file'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { NewExport } from './use-new-export.ts'

type ExportContentsProps = Pick<
	NewExport,
	'counts' | 'identifying' | 'audience' | 'traits' | 'isDemonstration' | 'isCounting'
>

/** Contents of the file before it is created: its records, and its sensitive variables and texts. */
export function ExportContents({
	counts,
	identifying,
	audience,
	traits,
	isDemonstration,
	isCounting,
}: ExportContentsProps) {
	const { t, language } = useTranslations()
	const texts = audience === null ? (identifying.found?.texts ?? 0) : 0
	return (
		<>
			{isDemonstration && <p className="note wait">{t('export.demonstration')}</p>}
			{counts.found && (
				<p role="status">
					{t('export.recordCount', {
						count: counts.found.records,
						records: numberIn(language, counts.found.records),
					})}{' '}
					{counts.found.disputed > 0 && t('export.conflictsHint', { count: counts.found.disputed })}
				</p>
			)}
			<p className="hint">{t('export.alwaysLeftOut')}</p>
			{audience && traits && <ForOthers traits={traits} audience={audience} />}
			{isCounting && <p role="status">{t('export.searchingTexts')}</p>}
			{texts > 0 && (
				<p className="note wait" role="status">
					{t('export.identifyingTexts', { count: texts, texts: numberIn(language, texts) })}
				</p>
			)}
		</>
	)
}

interface ForOthersProps {
	readonly traits: readonly string[]
	readonly audience: NonNullable<NewExport['audience']>
}

/** Variables that public-use files omit, and those that they publish with k-anonymity only. */
function ForOthers({ traits, audience }: ForOthersProps) {
	const { t } = useTranslations()
	return (
		<div className="note wait stack tight">
			<p>{t('export.audienceLeftOut')}</p>
			<p>
				{t('export.quasiIdentifiersHelp', {
					fewest: audiences[audience],
					traits: ['zila_district', ...traits].join(', '),
				})}
			</p>
			{audience === 'researchers' && <p>{t('export.clusterHelp')}</p>}
			<p>{t('export.checkFilesHint')}</p>
		</div>
	)
}
