import { useState } from 'react'
import { apiKeyApi } from '#shared/api/api-keys'
import { localize } from '#shared/forms/localized-text'
import type { ApiKey, CreatedApiKey } from '#shared/integrations/api-keys'
import type { DataForm } from '#shared/integrations/odata-tables'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { fetchODataForms } from '../../api/integrations-client.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CopyField } from '../kit/copy-field.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { Addresses } from './data-addresses.tsx'
import { NewApiKeyForm } from './new-api-key-form.tsx'

/** API keys of the user, and the addresses that programs read. */
export function IntegrationsScreen() {
	const { t, language } = useTranslations()
	const own = useRoute(apiKeyApi.list, {})
	const forms = useServerData(`live ${language}`, () => fetchODataForms(language))
	const [made, setMade] = useState<CreatedApiKey | null>(null)
	return (
		<div className="stack">
			<h1>{t('desk.page.integrations')}</h1>
			<p className="hint">{t('integrations.help')}</p>
			<ProblemNote problem={own.problem ?? forms.problem} />
			{made ? (
				<div className="note wait stack tight narrow-desk" role="status">
					<p>{t('integrations.keyShownOnce', { name: made.connection.name })}</p>
					<CopyField label={t('integrations.key')} text={made.key} />
					<button type="button" onClick={() => setMade(null)}>
						{t('integrations.copyConfirmed')}
					</button>
				</div>
			) : (
				<details className="panel">
					<summary>{t('integrations.createTitle')}</summary>
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
				<h2 id="own-connections">{t('integrations.listTitle')}</h2>
				{own.found?.length === 0 && <p className="note quiet">{t('integrations.empty')}</p>}
				<ul className="cards">
					{own.found?.map((connection) => (
						<li key={connection.id} className="card">
							<OwnConnection connection={connection} forms={forms.found ?? []} onEnd={own.reload} />
						</li>
					))}
				</ul>
				<p className="hint">{t('integrations.passwordChangeHint')}</p>
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
	readonly forms: readonly DataForm[]
	readonly onEnd: () => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [isConfirming, setConfirming] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const { id, name, form, round, created, expires, lastUsed } = connection
	const title = forms.find((each) => each.form === form)?.title
	const roundName = study.rounds.find(({ code }) => code === round)?.name
	return (
		<div className="card-text">
			<bdi>{name}</bdi>
			<span className="hint">
				{t('integrations.scope', {
					form: form === null ? t('integrations.anyForm') : title ? localize(title, language) : form,
					round:
						round === null ? t('integrations.anyRound') : roundName ? localize(roundName, language) : round,
				})}
			</span>
			<span className="hint">
				{t('integrations.createdAt', { time: dateTimeIn(language, created) })} ·{' '}
				{t('integrations.expiresAt', { time: dateTimeIn(language, expires) })} ·{' '}
				{lastUsed === null
					? t('integrations.neverUsed')
					: t('integrations.lastUsedAt', { time: dateTimeIn(language, lastUsed) })}
			</span>
			<ProblemNote problem={problem} />
			{isConfirming ? (
				<div className="stack tight">
					<p>{t('integrations.confirmRevoke', { name })}</p>
					<div className="actions">
						<button
							type="button"
							className="small"
							onClick={() =>
								void callRoute(apiKeyApi.revoke, { params: { id } }).then(onEnd, (thrown: unknown) =>
									setProblem(asProblem(thrown)),
								)
							}
						>
							{t('integrations.revoke')}
						</button>
						<button type="button" className="plain small" onClick={() => setConfirming(false)}>
							{t('app.cancel')}
						</button>
					</div>
				</div>
			) : (
				<button type="button" className="plain small" onClick={() => setConfirming(true)}>
					{t('integrations.revoke')}
				</button>
			)}
		</div>
	)
}
