import { useState } from 'react'
import * as z from 'zod/mini'
import { privacyApi } from '#shared/api/privacy'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type ErasableRecord, erasureReasons } from '#shared/privacy/erasure'
import { isStatus } from '#shared/revisions/record-state'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { saveFrom } from '../../api/save-from.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'

/** The code again, and a reason; '' while none is chosen. */
const sureForm = z.object({
	code: z.string().check(z.trim(), z.minLength(1)),
	reason: z.union([z.enum(erasureReasons), z.literal('')]).check(z.refine((reason) => reason !== '')),
})

/** One record with the code: enough to recognize it, and its actions. */
export function ErasableRecordCard({
	record,
	title,
	onErased,
}: {
	readonly record: ErasableRecord
	readonly title: string
	readonly onErased: () => void
}) {
	const { t, language } = useTranslations()
	const districts = new Map(useDistrictNames())
	const [isConfirming, setConfirming] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const { id, code, status, district, started, enumerator, revisions, quarantined, files } = record
	async function downloadData() {
		setProblem(null)
		try {
			await saveFrom(addressOf(privacyApi.personData, { params: { id }, query: { language } }))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	const metadata = [
		district && (districts.get(district) ?? district),
		started && t('privacy.startedOn', { day: dateIn(language, started) }),
		t('privacy.interviewedBy', enumerator),
		t('privacy.changeCount', { count: revisions }),
		quarantined > 0 && t('privacy.quarantinedCount', { count: quarantined }),
		files > 0 && t('privacy.attachmentCount', { count: files }),
	].filter(Boolean)
	return (
		<article className="panel stack" aria-label={code}>
			<div className="desk-head">
				<h2>
					<bdi dir="ltr">{code}</bdi>
				</h2>
				{isStatus(status) && <RecordStateBadge state={status} />}
			</div>
			<p>
				<bdi>{title}</bdi>
				{metadata.map((part) => (
					<span key={String(part)}>
						{' · '}
						<bdi>{part}</bdi>
					</span>
				))}
			</p>
			<ProblemNote problem={problem} />
			{isConfirming ? (
				<SureForm record={id} onErased={onErased} onCancel={() => setConfirming(false)} />
			) : (
				<>
					<p className="hint">{t('privacy.downloadHint')}</p>
					<div className="actions">
						<button type="button" className="plain" onClick={() => void downloadData()}>
							{t('privacy.downloadAll')}
						</button>
						<button type="button" className="plain" onClick={() => setConfirming(true)}>
							{t('privacy.erase')}
						</button>
					</div>
				</>
			)}
		</article>
	)
}

/** Asks for the code again, so that no record is erased by mistake. */
function SureForm({
	record,
	onErased,
	onCancel,
}: {
	readonly record: string
	readonly onErased: () => void
	readonly onCancel: () => void
}) {
	const { t } = useTranslations()
	// until the record is gone from the list
	const [isErased, setErased] = useState(false)
	const { register, submit, problem, isSubmitting, formState } = useDeskForm<z.infer<typeof sureForm>>({
		schema: sureForm,
		defaultValues: { code: '', reason: '' },
		onSubmit: async ({ code, reason }) => {
			if (reason === '') return
			await callRoute(privacyApi.erase, { params: { id: record }, body: { code, reason } })
			setErased(true)
			onErased()
		},
	})
	return (
		<form className="stack narrow-desk" noValidate onSubmit={submit}>
			<p className="note stop">{t('privacy.eraseWarning')}</p>
			<label className="field">
				{t('privacy.reason')}
				<select {...register('reason')}>
					<option value="" />
					{erasureReasons.map((each) => (
						<option key={each} value={each}>
							{t(`privacy.reasons.${each}`)}
						</option>
					))}
				</select>
			</label>
			<label className="field">
				{t('privacy.repeatCode')}
				<input
					dir="ltr"
					maxLength={20}
					autoComplete="off"
					autoCapitalize="characters"
					spellCheck={false}
					{...register('code')}
				/>
			</label>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || isErased || !formState.isValid}>
					{t('privacy.confirmErase')}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('privacy.cancel')}
				</button>
			</div>
		</form>
	)
}
