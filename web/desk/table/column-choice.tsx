import { useDeferredValue, useState } from 'react'
import type { DataColumn } from '#shared/integrations/odata-tables'
import { maxColumns } from '#shared/table/table-view'
import { useTranslations } from '../../ui/i18n.ts'
import { headTexts, type TableTexts } from './table-texts.ts'

/** Chooses the shown columns, with a search by name or question. */
export function ColumnChoice(props: {
	readonly columns: readonly DataColumn[]
	readonly texts: TableTexts
	readonly shown: readonly string[]
	readonly onChange: (shown: readonly string[]) => void
}) {
	const { t } = useTranslations()
	const { columns, texts, shown, onChange } = props
	const [sought, setSought] = useState('')
	// a form has up to a thousand columns: the key is on the screen before the list
	const words = useDeferredValue(sought).trim().toLowerCase()
	const found = columns.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(words))
	return (
		<details className="panel">
			<summary>{t('table.columns', { count: shown.length })}</summary>
			<div className="stack tight">
				<label className="field narrow-desk">
					{t('table.findColumn')}
					<input type="search" dir="auto" value={sought} onChange={({ target }) => setSought(target.value)} />
				</label>
				<div className="column-choices">
					{found
						.map((column) => ({ ...column, ...headTexts(column, texts) }))
						.map(({ name, text, title }) => (
							<label key={name} className="choice small">
								<input
									type="checkbox"
									checked={shown.includes(name)}
									disabled={!shown.includes(name) && shown.length >= maxColumns}
									onChange={({ target: { checked } }) =>
										// in the order of the form
										onChange(
											columns
												.map((column) => column.name)
												.filter((each) => (each === name ? checked : shown.includes(each))),
										)
									}
								/>
								<span>
									<bdi>{text}</bdi> <bdi className="hint">{title}</bdi>
								</span>
							</label>
						))}
				</div>
				{shown.length >= maxColumns && (
					<p className="hint">{t('table.columnLimit', { count: maxColumns })}</p>
				)}
			</div>
		</details>
	)
}
