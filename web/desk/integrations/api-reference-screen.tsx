import {
	type Description,
	exampleOf,
	kindOf,
	type Parameter,
	partsOf,
	type SchemaField,
} from '#shared/integrations/api-description'
import { openRoundFor } from '#shared/study/study'
import { apiDescriptionUrl, fetchApiDescription } from '../../api/integrations-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { NamesTable } from './names-table.tsx'

/** API reference, as the server describes it; its texts are those of the description. */
export function ApiReferenceScreen() {
	const { t } = useTranslations()
	const { found, problem } = useServerData('description', fetchApiDescription)
	return (
		<div className="stack">
			<h1>{t('integrations.referenceTitle')}</h1>
			<p className="hint">{t('integrations.referenceHelp')}</p>
			<ProblemNote problem={problem} />
			<div className="actions">
				<a href={apiDescriptionUrl} className="button plain small" download="zila-openapi.json">
					{t('integrations.specification')}
				</a>
			</div>
			{found &&
				Object.keys(found.paths).map((path) => <Question key={path} description={found} path={path} />)}
		</div>
	)
}

function Question({ description, path }: { readonly description: Description; readonly path: string }) {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const question = description.paths[path]?.get
	if (!question) return null
	const { parameters = [], summary } = question
	const usual = openRoundFor(study.rounds, person.demonstration) ?? study.rounds[0]
	const example = exampleOf(path, parameters, usual?.code ?? '')
	const parts = partsOf(description, path)
	return (
		<details className="panel">
			<summary>
				<code dir="ltr" className="address">
					GET {path}
				</code>{' '}
				<bdi lang="en" className="hint">
					{summary}
				</bdi>
			</summary>
			<div className="stack tight">
				{parameters.length > 0 && (
					<Rows
						title={t('integrations.parameters')}
						rows={parameters.map((each) => ofParameter(description, each))}
					/>
				)}
				<Rows title={t('integrations.response')} rows={parts} />
				{example && (
					<p>
						<a href={example} target="_blank" rel="noreferrer" className="button plain small">
							{t('integrations.openExample')}
						</a>
					</p>
				)}
			</div>
		</details>
	)
}

const ofParameter = (
	description: Description,
	{ name, in: place, required, schema, ...rest }: Parameter,
): SchemaField => ({
	name: place === 'path' ? `{${name}}` : `${name}${required ? '' : '?'}`,
	kind: kindOf(description, schema),
	about: rest.description ?? '',
	values: (schema.enum ?? []).map(String),
})

function Rows({ title, rows }: { readonly title: string; readonly rows: readonly SchemaField[] }) {
	return (
		<NamesTable title={title}>
			{rows.map(({ name, kind, about, values }) => (
				<tr key={name}>
					<td>
						<code dir="ltr">{name}</code>
					</td>
					<td>
						<code dir="ltr">{kind}</code>
					</td>
					<td>
						<bdi>{about}</bdi>
						{values.length > 0 && (
							<p className="hint">
								<code dir="ltr">{values.join(' · ')}</code>
							</p>
						)}
					</td>
				</tr>
			))}
		</NamesTable>
	)
}
