import { spreadsheetDamageKinds } from '#shared/cleaning/edit-file'
import { templateOf } from '#shared/forms/answers'
import { formatLineNumbers, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import type { EditFilePreviewResult } from './preview-edit-files.ts'

const maxNamed = 30

interface FileReportProps {
	readonly found: EditFilePreviewResult
	readonly reading: FormReading
}

/**
 * Result of reading the files: rows that were read, what changes nothing and why, and the number of changes
 * by question.
 */
export function FileReport({ found, reading }: FileReportProps) {
	const { t, language } = useTranslations()
	const stale = found.records.reduce((sum, each) => sum + each.stale.length, 0)
	const blanked = found.records.flatMap(({ changes }) => changes).filter(({ after }) => after === null).length
	const isMangled = ({ why }: EditFilePreviewResult['remarks'][number]) =>
		spreadsheetDamageKinds.some((kind) => kind === why)
	const byQuestion = new Map<string, number>()
	for (const { changes } of found.records)
		for (const { path } of changes)
			byQuestion.set(templateOf(path), (byQuestion.get(templateOf(path)) ?? 0) + 1)
	return (
		<div className="stack tight">
			<ul>
				{found.tables.map(({ name, lines }) => (
					<li key={name}>
						<bdi>{name}</bdi>:{' '}
						{t('cleaning.file.rowCount', { count: lines, lines: numberIn(language, lines) })}
					</li>
				))}
			</ul>
			<p className="hint">{t('cleaning.file.missingUnchanged')}</p>
			<Named
				text={t('cleaning.file.unknownColumns')}
				names={found.tables.flatMap(({ unknown }) => unknown)}
			/>
			<Named
				text={t('cleaning.file.encryptedColumns')}
				names={found.tables.flatMap(({ sealed }) => sealed)}
			/>
			{stale > 0 && <p className="note wait">{t('cleaning.file.staleCount', { count: stale })}</p>}
			{blanked > 0 && <p className="note wait">{t('cleaning.file.clearedCount', { count: blanked })}</p>}
			<Remarks
				title={t('cleaning.file.notApplied')}
				className="note stop"
				remarks={found.remarks.filter((each) => !isMangled(each))}
			/>
			<Remarks
				title={t('cleaning.file.changedBySpreadsheet')}
				className="note quiet"
				remarks={found.remarks.filter(isMangled)}
			/>
			{byQuestion.size > 0 && (
				<div className="table-box">
					<table className="table" aria-label={t('cleaning.file.byQuestion')}>
						<thead>
							<tr>
								<th scope="col">{t('cleaning.question')}</th>
								<th scope="col" className="number">
									{t('cleaning.file.answers')}
								</th>
							</tr>
						</thead>
						<tbody>
							{[...byQuestion].map(([question, count]) => (
								<tr key={question}>
									<th scope="row" dir="auto">
										{reading.label(question)}
									</th>
									<td className="number">{numberIn(language, count)}</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
		</div>
	)
}

function Named({ text, names }: { readonly text: string; readonly names: readonly string[] }) {
	if (names.length === 0) return null
	return (
		<p className="note wait">
			{text} <bdi dir="ltr">{names.slice(0, maxNamed).join(', ')}</bdi>
			{names.length > maxNamed && ' …'}
		</p>
	)
}

interface RemarksProps {
	readonly title: string
	readonly className: string
	readonly remarks: EditFilePreviewResult['remarks']
}

/** Remarks by reason, each with its columns and first rows. */
function Remarks({ title, className, remarks }: RemarksProps) {
	const { t, language } = useTranslations()
	if (remarks.length === 0) return null
	return (
		<div className={`${className} stack tight`}>
			<p>{title}</p>
			<ul>
				{remarks.map(({ table, why, column, count, at }) => (
					<li key={JSON.stringify([table, why, column])}>
						<bdi dir="ltr">{column === '' ? table : column}</bdi>: {t(`cleaning.file.reason.${why}`)}{' '}
						{at.length > 0
							? t('cleaning.file.cellCount', {
									count,
									cells: numberIn(language, count),
									lines: formatLineNumbers(language, at, count),
								})
							: ''}
					</li>
				))}
			</ul>
		</div>
	)
}
