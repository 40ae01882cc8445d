import { type FormEvent, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import type { ErasureLookupResponse } from '#shared/privacy/erasure'
import { isHelplineOnly } from '#shared/study/deployments'
import { erasureListUrl, fetchErasures, findErasableRecords, forms, saveFrom } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { ErasableRecordCard } from './erasable-record-card.tsx'
import { ErasureList } from './erasure-list.tsx'
import { RetentionView } from './retention-view.tsx'

/**
 * Respondents' requests, by the code on their card and without a name: a copy of all their data, or its
 * erasure. No answer is shown.
 */
export function WithdrawalScreen() {
	const { t, language } = useTranslations()
	const { campaign, person } = useDesk()
	// callers of the helpline have no card
	const isById = isHelplineOnly(campaign.serves)
	const [typed, setTyped] = useState('')
	const [found, setFound] = useState<ErasureLookupResponse | null>(null)
	const [isDone, setDone] = useState(false)
	const { isBusy, problem, run } = useAsyncAction()
	const known = useServerData('forms', forms)
	const log = useServerData('destructions', fetchErasures)
	const titleOf = (id: string) => {
		const form = known.found?.find((each) => each.id === id)
		return form ? localize(form.definition.title, language) : id
	}
	const search = async () => setFound(await findErasableRecords(typed.trim()))
	function onSearch(event: FormEvent) {
		event.preventDefault()
		setDone(false)
		void run(search)
	}
	const isNothing = found && found.records.length === 0 && found.erased.length === 0
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.privacy')}</h1>
			</header>
			<p className="hint">{t('privacy.help')}</p>
			<form className="stack narrow-desk" onSubmit={onSearch}>
				<label className="field">
					{t('privacy.code')}
					<input
						dir="ltr"
						maxLength={40}
						autoComplete="off"
						autoCapitalize={isById ? 'none' : 'characters'}
						spellCheck={false}
						placeholder={isById ? undefined : 'XXXX-XXXX'}
						value={typed}
						onChange={(event) => setTyped(event.target.value)}
					/>
				</label>
				<div className="actions">
					<button type="submit" disabled={isBusy || typed.trim() === ''}>
						{t('privacy.lookUp')}
					</button>
				</div>
			</form>
			<ProblemNote problem={problem} />
			<div role="status">
				{isDone && <p className="note">{t('privacy.erased')}</p>}
				{!isDone && isNothing && <p className="note wait">{t('privacy.notFound')}</p>}
				{found && found.records.length > 1 && <p className="note wait">{t('privacy.severalFound')}</p>}
			</div>
			{found?.records.map((record) => (
				<ErasableRecordCard
					key={record.id}
					record={record}
					title={titleOf(record.form)}
					onErased={() => {
						setDone(true)
						log.reload()
						void run(search)
					}}
				/>
			))}
			{found && found.erased.length > 0 && !isDone && <ErasureList lines={found.erased} />}
			<section className="stack" aria-labelledby="erased">
				<h2 id="erased">{t('privacy.erasedTitle')}</h2>
				<p className="hint">{t('privacy.erasedHint')}</p>
				<ProblemNote problem={log.problem ?? known.problem} />
				{log.found &&
					(log.found.length > 0 ? <ErasureList lines={log.found} /> : <p>{t('privacy.erasedEmpty')}</p>)}
				{log.found && log.found.length > 0 && !person.demonstration && (
					<div className="actions">
						<button type="button" className="plain" onClick={() => void run(() => saveFrom(erasureListUrl))}>
							{t('privacy.downloadErased')}
						</button>
					</div>
				)}
			</section>
			{may(person.role, 'retention.read') && !person.demonstration && (
				<RetentionView forms={known.found ?? []} />
			)}
		</div>
	)
}
