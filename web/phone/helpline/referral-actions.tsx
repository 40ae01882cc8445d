import { useState } from 'react'
import {
	nextSteps,
	type Referral,
	type ReferralAct,
	type ReferralStep,
	referralOutcomes,
} from '#shared/helpline/referrals'
import { useTranslations } from '../../ui/i18n.ts'

/** Actions of a referral. The next step takes one tap; closing or undoing takes two. */
export function ReferralActions({
	referral: { record, department, name, status, steps },
	onAct,
	isBusy,
}: {
	referral: Referral
	onAct: (act: ReferralAct) => void
	isBusy: boolean
}) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const about = { record, department, after: steps.length }
	const isNext = (step: ReferralStep) => nextSteps[status].includes(step)
	const act = (one: ReferralAct) => {
		setOpen(false)
		onAct(one)
	}
	const button = (text: string, one: ReferralAct, className?: string) => (
		<button
			type="button"
			className={className}
			disabled={isBusy}
			aria-label={`${text}: ${name}`}
			onClick={() => act(one)}
		>
			{text}
		</button>
	)
	return (
		<div className="actions">
			{status === 'to-send' && button(t('referrals.action.sent'), { kind: 'sent', ...about })}
			{isNext('received') && button(t('referrals.action.received'), { kind: 'received', ...about })}
			{isNext('closed') ? (
				<button
					type="button"
					className="plain"
					aria-expanded={isOpen}
					aria-label={`${t('referrals.moreActions')}: ${name}`}
					onClick={() => setOpen(!isOpen)}
				>
					{t('referrals.moreActions')}
				</button>
			) : (
				button(t('referrals.action.reopened'), { kind: 'reopened', ...about }, 'plain')
			)}
			{isOpen && (
				<div className="referral-more">
					<fieldset>
						<legend>{t('referrals.outcomeLabel')}</legend>
						<div className="actions">
							{referralOutcomes.map((ending) => (
								<span key={ending}>
									{button(t(`referrals.outcome.${ending}`), { kind: 'closed', ...about, ending }, 'plain')}
								</span>
							))}
						</div>
					</fieldset>
					{isNext('reopened') && (
						<div className="actions">
							{button(t('referrals.action.again'), { kind: 'sent', ...about }, 'plain')}
							{button(t('referrals.action.reopened'), { kind: 'reopened', ...about }, 'plain')}
						</div>
					)}
				</div>
			)}
		</div>
	)
}
