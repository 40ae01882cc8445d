import { useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import type { ApiKey, CreatedApiKey } from '#shared/integrations/api-keys'
import type { LiveForm } from '#shared/integrations/odata-tables'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { fetchApiKeys, fetchODataForms, revokeApiKey } from '../../api/integrations-client.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useLoaded } from '../kit/use-server-data.ts'
import { CopyField } from './copy-field.tsx'
import { Addresses } from './data-addresses.tsx'
import { NewApiKeyForm } from './new-api-key-form.tsx'

/** API keys of the user, and the addresses that programs read. */
export function IntegrationsScreen() {
	const { t, language } = useTranslations()
	const own = useLoaded('connections', fetchApiKeys)
	const forms = useLoaded(`live ${language}`, () => fetchODataForms(language))
	const [made, setMade] = useState<CreatedApiKey | null>(null)
	return (
		<div className="stack">
			<h1>{t('desk.place.connections')}</h1>
			<p className="hint">{t('connections.what')}</p>
			<ProblemNote problem={own.problem ?? forms.problem} />
			{made ? (
				<div className="note wait stack tight narrow-desk" role="status">
					<p>{t('connections.keyOnce', { name: made.connection.name })}</p>
					<CopyField label={t('connections.key')} text={made.key} />
					<button type="button" onClick={() => setMade(null)}>
						{t('connections.put')}
					</button>
				</div>
			) : (
				<details className="panel">
					<summary>{t('connections.make')}</summary>
					<NewApiKeyForm
						forms={forms.found ?? []}
						onMade={(connection) => {
							setMade(connection)
							own.reload()
						}}
					/>
				</details>
			)}
			<section className="stack tight" aria-labelledby="own-connections">
				<h2 id="own-connections">{t('connections.own')}</h2>
				{own.found?.length === 0 && <p className="note quiet">{t('connections.none')}</p>}
				<ul className="cards">
					{own.found?.map((connection) => (
						<li key={connection.id} className="card">
							<OwnConnection connection={connection} forms={forms.found ?? []} onEnd={own.reload} />
						</li>
					))}
				</ul>
				<p className="hint">{t('connections.change')}</p>
			</section>
			{forms.found && <Addresses forms={forms.found} />}
		</div>
	)
}

function OwnConnection({
	connection,
	forms,
	onEnd,
}: {
	readonly connection: ApiKey
	readonly forms: readonly LiveForm[]
	readonly onEnd: () => void
}) {
	const { t, language } = useTranslations()
	const { campaign } = useDesk()
	const [isAsking, setAsking] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const { id, name, form, round, created, expires, lastUsed } = connection
	const title = forms.find((each) => each.form === form)?.title
	const roundName = campaign.rounds.find(({ code }) => code === round)?.name
	return (
		<div className="card-text">
			<bdi>{name}</bdi>
			<span className="hint">
				{t('connections.scope', {
					form: form === null ? t('connections.anyForm') : title ? localize(title, language) : form,
					round:
						round === null ? t('connections.anyRound') : roundName ? localize(roundName, language) : round,
				})}
			</span>
			<span className="hint">
				{t('connections.made', { time: dateTimeIn(language, created) })} ·{' '}
				{t('connections.until', { time: dateTimeIn(language, expires) })} ·{' '}
				{lastUsed === null
					? t('connections.unused')
					: t('connections.used', { time: dateTimeIn(language, lastUsed) })}
			</span>
			<ProblemNote problem={problem} />
			{isAsking ? (
				<div className="stack tight">
					<p>{t('connections.endNow', { name })}</p>
					<div className="actions">
						<button
							type="button"
							className="small"
							onClick={() =>
								void revokeApiKey(id).then(onEnd, (thrown: unknown) => setProblem(asProblem(thrown)))
							}
						>
							{t('connections.end')}
						</button>
						<button type="button" className="plain small" onClick={() => setAsking(false)}>
							{t('app.cancel')}
						</button>
					</div>
				</div>
			) : (
				<button type="button" className="plain small" onClick={() => setAsking(true)}>
					{t('connections.end')}
				</button>
			)}
		</div>
	)
}
