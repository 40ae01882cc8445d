import { type FormEvent, useId, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { apiKeyLifetimeDays, type CreatedApiKey } from '#shared/integrations/api-keys'
import type { DataForm } from '#shared/integrations/odata-tables'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { createApiKey } from '../../api/integrations-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'

/** Scope and expiry of a new API key. */
export function NewApiKeyForm({
	forms,
	onMade,
}: {
	readonly forms: readonly DataForm[]
	readonly onMade: (made: CreatedApiKey) => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const id = useId()
	const [name, setName] = useState('')
	const [form, setForm] = useState('')
	const [round, setRound] = useState('')
	const [days, setDays] = useState<(typeof apiKeyLifetimeDays)[number]>(90)
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const rounds = new Set(forms.flatMap((each) => each.rounds))
	async function make(event: FormEvent) {
		event.preventDefault()
		setBusy(true)
		setProblem(null)
		try {
			const made = await createApiKey({
				name: name.trim(),
				form: form || null,
				round: round || null,
				days,
			})
			setName('')
			onMade(made)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<form className="stack tight narrow-desk" onSubmit={(event) => void make(event)}>
			<div className="field">
				<label htmlFor={`${id}-name`}>{t('integrations.name')}</label>
				<p className="hint" id={`${id}-hint`}>
					{t('integrations.nameHint')}
				</p>
				<input
					id={`${id}-name`}
					dir="auto"
					required
					maxLength={120}
					aria-describedby={`${id}-hint`}
					value={name}
					onChange={(event) => setName(event.target.value)}
				/>
			</div>
			<label className="field">
				{t('integrations.form')}
				<select value={form} onChange={(event) => setForm(event.target.value)}>
					<option value="">{t('integrations.anyForm')}</option>
					{forms.map((each) => (
						<option key={each.form} value={each.form}>
							{localize(each.title, language)}
						</option>
					))}
				</select>
			</label>
			{study.rounds.length > 1 && (
				<label className="field">
					{t('integrations.round')}
					<select value={round} onChange={(event) => setRound(event.target.value)}>
						<option value="">{t('integrations.anyRound')}</option>
						{study.rounds
							.filter(({ code }) => rounds.has(code))
							.map((each) => (
								<option key={each.code} value={each.code}>
									{localize(each.name, language)}
								</option>
							))}
					</select>
				</label>
			)}
			<label className="field">
				{t('integrations.expiresAfter')}
				<select
					value={days}
					onChange={({ target }) => {
						const lifetime = apiKeyLifetimeDays.find((each) => each === Number(target.value))
						if (lifetime) setDays(lifetime)
					}}
				>
					{apiKeyLifetimeDays.map((each) => (
						<option key={each} value={each}>
							{t('integrations.daysCount', { count: each })}
						</option>
					))}
				</select>
			</label>
			<ProblemNote problem={problem} />
			<button type="submit" disabled={isBusy || name.trim() === ''}>
				{t(isBusy ? 'integrations.creating' : 'integrations.create')}
			</button>
		</form>
	)
}
