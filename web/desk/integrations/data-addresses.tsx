import { useState } from 'react'
import { Link } from 'wouter'
import type { DataForm } from '#shared/integrations/odata-tables'
import { apiDescriptionUrl, buildChangesUrl, buildTablesUrl } from '../../api/integrations-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { FormField } from '../export/form-fields.tsx'
import { CopyField } from '../kit/copy-field.tsx'
import { useScope } from '../kit/scope.tsx'
import { NamesTable } from './names-table.tsx'

/** Addresses of a form's records for programs, and the content of each table. */
export function Addresses({ forms }: { readonly forms: readonly DataForm[] }) {
	const { t } = useTranslations()
	const { round } = useScope('round')
	const [chosen, setForm] = useState('')
	const form =
		forms.find((each) => each.form === chosen) ?? forms.find((each) => each.form === 'household') ?? forms[0]
	if (!form) return null
	const whole = (path: string) => location.origin + path
	return (
		<section className="stack" aria-labelledby="addresses">
			<h2 id="addresses">{t('integrations.endpoints')}</h2>
			<p>{t('integrations.connectHelp')}</p>
			<div className="stack tight narrow-desk">
				<FormField
					forms={forms.map(({ form: id, title }) => ({ id, definition: { title } }))}
					form={form.form}
					onForm={setForm}
				/>
				<CopyField
					label={t('integrations.odataTables')}
					text={whole(buildTablesUrl(round, form.form, 'codes'))}
				/>
				<CopyField label={t('integrations.changeFeed')} text={whole(buildChangesUrl(round, form.form))} />
				<CopyField label={t('integrations.specification')} text={whole(apiDescriptionUrl)} />
				<p>
					<Link href="/desk/integrations/questions">{t('integrations.openReference')}</Link>
				</p>
			</div>
			{form.tables.map((table) => (
				<ColumnsOf key={table.name} table={table} />
			))}
		</section>
	)
}

const typeNames = {
	'Edm.String': 'text',
	'Edm.Int64': 'whole',
	'Edm.Double': 'number',
	'Edm.Date': 'day',
	'Edm.DateTimeOffset': 'time',
} as const

function ColumnsOf({ table }: { readonly table: DataForm['tables'][number] }) {
	const { t } = useTranslations()
	return (
		<details className="panel">
			<summary>{t('integrations.columns', { table: table.name })}</summary>
			<NamesTable>
				{table.columns.map(({ name, type, label, codes }) => (
					<tr key={name}>
						<td>
							<code dir="ltr">{name}</code>
						</td>
						<td>{t(`integrations.types.${typeNames[type]}`)}</td>
						<td>
							<bdi>{label}</bdi>
							{codes.length > 0 && (
								<p className="hint">
									{codes.map(({ code, label: choice }, i) => (
										<span key={code}>
											{i > 0 && ' · '}
											<code dir="ltr">{code}</code> <bdi>{choice}</bdi>
										</span>
									))}
								</p>
							)}
						</td>
					</tr>
				))}
			</NamesTable>
		</details>
	)
}
