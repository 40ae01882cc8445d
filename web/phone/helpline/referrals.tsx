import './call-backs.css'
import { useState } from 'react'
import { type Referral, type ReferralAct, receivedWithinMs, sentWithinMs } from '#shared/helpline/referrals'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { departmentText, inOrderOfDepartments } from './department-text.ts'
import { ReferralActions } from './referral-actions.tsx'
import { ReferralText } from './referral-text.tsx'

interface ReferralListProps {
	/** Open referrals, and the most recently closed ones. */
	readonly referrals: readonly Referral[]
	/** Time at which the statuses were read. */
	readonly at: string
	readonly onAct?: (act: ReferralAct) => void
	readonly isBusy?: boolean
}

/** True if a person is in danger and the referral is not sent, or overdue. */
const isDanger = ({ isUrgent, isOverdue, status }: Referral): boolean =>
	isUrgent && (isOverdue || status === 'to-send')
const hoursOf = (ms: number): number => ms / 3_600_000

/** Referrals to departments, grouped by department; read-only at the desk. */
export function Referrals({ referrals, many, ...shown }: ReferralListProps & { readonly many: number }) {
	const { t, language } = useTranslations()
	const open = referrals
		.filter(({ status }) => status !== 'closed')
		.sort((a, b) => Number(isDanger(b)) - Number(isDanger(a)))
	const closed = referrals.filter(({ status }) => status === 'closed')
	return (
		<section className="stack tight" aria-labelledby="referrals">
			<h2 id="referrals">{t('referrals.title')}</h2>
			<p className="hint">
				{t('referrals.deadlines', {
					danger: numberIn(language, hoursOf(sentWithinMs)),
					others: numberIn(language, hoursOf(receivedWithinMs)),
				})}
			</p>
			{many > open.length && (
				<p className="note wait">
					{t('referrals.moreNotShown', { many: numberIn(language, many - open.length) })}
				</p>
			)}
			{open.length === 0 && <p className="hint">{t('referrals.empty')}</p>}
			{inOrderOfDepartments(new Set(open.map(({ department }) => department))).map((code) => (
				<Folded
					key={code}
					title={departmentText({ t }, code)}
					referrals={open.filter(({ department }) => department === code)}
					{...shown}
				/>
			))}
			{closed.length > 0 && (
				<Folded title={t('referrals.closedTitle')} referrals={closed} isMixed {...shown} />
			)}
		</section>
	)
}

/** A foldable group of referrals. Danger is visible without a tap. */
function Folded({
	title,
	referrals,
	at,
	onAct,
	isBusy = false,
	isMixed = false,
}: ReferralListProps & { title: string; isMixed?: boolean }) {
	const { t, language } = useTranslations()
	const overdue = referrals.filter(({ isOverdue }) => isOverdue).length
	// computed once, so that the group does not fold while it is being used
	const [isOpenAtFirst] = useState(referrals.some(isDanger))
	return (
		<details className="referrals-folded" open={isOpenAtFirst}>
			<summary>
				{title} <bdi className="count">{numberIn(language, referrals.length)}</bdi>
				{overdue > 0 && (
					<span className="stop">
						{' '}
						· {t('referrals.overdueCount', { count: numberIn(language, overdue) })}
					</span>
				)}
			</summary>
			<ul className="cards">
				{referrals.map((each) => (
					<li
						key={`${each.record} ${each.department}`}
						className={`card call-back${each.isOverdue ? ' overdue' : ''}`}
					>
						<ReferralText referral={each} at={at} isMixed={isMixed} />
						{onAct && <ReferralActions referral={each} onAct={onAct} isBusy={isBusy} />}
					</li>
				))}
			</ul>
		</details>
	)
}
