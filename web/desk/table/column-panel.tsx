import { useEffect, useRef } from 'react'
import { tableApi } from '#shared/api/table'
import type { DataColumn } from '#shared/integrations/odata-tables'
import type { ColumnSummaryResponse, TableSpec } from '#shared/table/table-view'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { headTexts, type TableTexts } from './table-texts.ts'

/** Summary of a column over the filtered rows, and its question in each version of the form. */
export function ColumnPanel(props: {
	readonly spec: TableSpec
	/** Time of the request for the rows next to it. */
	readonly at: string
	readonly column: DataColumn
	readonly texts: TableTexts
	/** Filters the table by one value. */
	readonly onValue: (value: string) => void
	readonly onClose: () => void
}) {
	const { t } = useTranslations()
	const { spec, column } = props
	const head = headTexts(column, props.texts)
	const panel = useRef<HTMLElement>(null)
	const isNarrow = useIsNarrow()
	// on a narrow screen the panel is below the rows, out of sight
	useEffect(() => {
		if (isNarrow) panel.current?.scrollIntoView()
	}, [isNarrow])
	const { found, problem } = useRoute(tableApi.columnSummary, { body: { ...spec, column: column.name } })
	return (
		<aside ref={panel} className="panel stack tight" aria-labelledby="column">
			<header className="desk-head">
				<h2 id="column">
					<bdi>{head.text}</bdi>
				</h2>
				<button type="button" className="plain small" onClick={props.onClose}>
					{t('table.close')}
				</button>
			</header>
			<p>
				<bdi>{head.title}</bdi>
			</p>
			{column.sealedTo && <p className="hint">{t('table.encryptedHelp')}</p>}
			<ProblemNote problem={problem} />
			{!found && !problem && <p role="status">{t('table.calculating')}</p>}
			{found && (
				<>
					<Counted found={found} onValue={props.onValue} />
					<QuestionTexts found={found} />
				</>
			)}
		</aside>
	)
}

function Counted({
	found,
	onValue,
}: {
	readonly found: ColumnSummaryResponse
	readonly onValue: (value: string) => void
}) {
	const { t, language } = useTranslations()
	const { lines, missing, sealed, others, numbers, values } = found
	const count = (many: number) => numberIn(language, many)
	const share = (many: number) =>
		`\u2066${numberIn(language, lines === 0 ? 0 : Math.round((many / lines) * 1000) / 10)} %\u2069`
	const row = (name: string, many: number) => (
		<tr key={name}>
			<th scope="row">{name}</th>
			<td className="number">{count(many)}</td>
			<td className="number">{share(many)}</td>
		</tr>
	)
	return (
		<>
			{numbers && (
				<p>
					{t('table.distribution', {
						lowest: count(numbers.lowest),
						highest: count(numbers.highest),
						mean: count(Math.round(numbers.mean * 100) / 100),
					})}
				</p>
			)}
			<table className="shares-of">
				<tbody>
					{row(t('table.rows'), lines)}
					{row(t('table.operator.missing'), missing)}
					{sealed > 0 && row(t('record.encryptedAnswer'), sealed)}
					{values.map(({ value, many, label }) => (
						<tr key={value}>
							<th scope="row">
								<button type="button" className="link" onClick={() => onValue(String(value))}>
									<bdi>{String(value)}</bdi>
								</button>{' '}
								<bdi className="hint">{label}</bdi>
							</th>
							<td className="number">{count(many)}</td>
							<td className="number">{share(many)}</td>
						</tr>
					))}
					{others > 0 && row(t('table.otherValues'), others)}
				</tbody>
			</table>
		</>
	)
}

/** The question as a codebook has it, with every version of its text. */
function QuestionTexts({ found: { wordings: texts, choices } }: { readonly found: ColumnSummaryResponse }) {
	const { t, language } = useTranslations()
	const versions = (which: readonly number[]) =>
		t('table.versions', { versions: which.map((each) => numberIn(language, each)).join(' · ') })
	if (texts.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="wordings">
			<h3 id="wordings">{t('table.question')}</h3>
			{texts.map((version) => (
				<div key={version.versions.join(' ')} className="stack tight">
					<p className="hint">
						{versions(version.versions)} · <code dir="ltr">{version.type}</code>
						{version.isRequired && <> · {t('table.required')}</>}
					</p>
					{Object.entries(version.label).map(([tag, text]) => (
						<p key={tag} lang={tag} dir="auto">
							{text}
						</p>
					))}
					{version.relevant !== '' && (
						<p className="hint">
							{t('table.relevant')} <code dir="ltr">{version.relevant}</code>
						</p>
					)}
					{version.constraint !== '' && (
						<p className="hint">
							{t('table.constraint')} <code dir="ltr">{version.constraint}</code>
						</p>
					)}
				</div>
			))}
			{choices.length > 0 && (
				<ul>
					{choices.map(({ code, label, versions: which }) => (
						<li key={code}>
							<code dir="ltr">{code}</code> <bdi>{Object.values(label).join(' / ')}</bdi>{' '}
							<span className="hint">{versions(which)}</span>
						</li>
					))}
				</ul>
			)}
		</section>
	)
}
