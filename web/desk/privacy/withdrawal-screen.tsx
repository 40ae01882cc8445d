import { useState } from 'react'
import * as z from 'zod/mini'
import { formApi } from '#shared/api/forms'
import { privacyApi } from '#shared/api/privacy'
import { localize } from '#shared/forms/localized-text'
import type { Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import type { ErasureListItem, ErasureLookupResponse } from '#shared/privacy/erasure'
import { isHelplineOnly } from '#shared/study/deployments'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { saveFrom } from '../../api/save-from.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { ErasableRecordCard } from './erasable-record-card.tsx'
import { ErasureList } from './erasure-list.tsx'
import { RetentionView } from './retention-view.tsx'

/** The code on a respondent's card. */
const codeForm = z.object({ code: z.string().check(z.trim(), z.minLength(1)) })

/**
 * Respondents' requests, by the code on their card and without a name: a copy of all their data, or its
 * erasure. No answer is shown.
 */
export function WithdrawalScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	// callers of the helpline have no card
	const isById = isHelplineOnly(study.serves)
	const [found, setFound] = useState<ErasureLookupResponse | null>(null)
	const [isDone, setDone] = useState(false)
	const { isBusy, problem, run } = useAsyncAction()
	const known = useRoute(formApi.list, {})
	const log = useRoute(privacyApi.erasures, {})
	const titleOf = (id: string) => {
		const form = known.found?.find((each) => each.id === id)
		return form ? localize(form.definition.title, language) : id
	}
	const look = useDeskForm({
		schema: codeForm,
		defaultValues: { code: '' },
		unsaved: null,
		async onSubmit({ code }) {
			await run(async () => {
				setDone(false)
				setFound(await callRoute(privacyApi.findByCode, { query: { code } }))
			})
		},
	})
	const isNothing = found && found.records.length === 0 && found.erased.length === 0
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.privacy')}</h1>
			</header>
			<p className="hint">{t('privacy.help')}</p>
			<form className="stack narrow-desk" noValidate onSubmit={look.submit}>
				<label className="field">
					{t('privacy.code')}
					<input
						dir="ltr"
						maxLength={40}
						autoComplete="off"
						autoCapitalize={isById ? 'none' : 'characters'}
						spellCheck={false}
						placeholder={isById ? undefined : 'XXXX-XXXX'}
						{...look.register('code')}
					/>
				</label>
				<div className="actions">
					<button type="submit" disabled={isBusy || !look.formState.isValid}>
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
						void run(async () =>
							setFound(
								await callRoute(privacyApi.findByCode, { query: { code: look.getValues('code').trim() } }),
							),
						)
					}}
				/>
			))}
			{found && found.erased.length > 0 && !isDone && <ErasureList lines={found.erased} />}
			<ErasedRecords
				lines={log.found}
				problem={log.problem ?? known.problem}
				onDownload={
					person.demonstration || person.districts !== 'all'
						? null
						: () => void run(() => saveFrom(addressOf(privacyApi.erasureFile)))
				}
			/>
			{may(person.role, 'retention.read') && !person.demonstration && (
				<RetentionView forms={known.found ?? []} />
			)}
		</div>
	)
}

interface ErasedRecordsProps {
	/** Null while they are loaded. */
	readonly lines: readonly ErasureListItem[] | null
	readonly problem: Problem | null
	/** Null if this user may not download the list. */
	readonly onDownload: (() => void) | null
}

/** All records that were erased so far. */
function ErasedRecords({ lines, problem, onDownload }: ErasedRecordsProps) {
	const { t } = useTranslations()
	const isEmpty = lines?.length === 0
	return (
		<section className="stack" aria-labelledby="erased">
			<h2 id="erased">{t('privacy.erasedTitle')}</h2>
			<p className="hint">{t('privacy.erasedHint')}</p>
			<ProblemNote problem={problem} />
			{lines && (isEmpty ? <p>{t('privacy.erasedEmpty')}</p> : <ErasureList lines={lines} />)}
			{lines && !isEmpty && onDownload && (
				<div className="actions">
					<button type="button" className="plain" onClick={onDownload}>
						{t('privacy.downloadErased')}
					</button>
				</div>
			)}
		</section>
	)
}
