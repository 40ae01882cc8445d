import { approvalApi } from '#shared/api/approvals'
import type { LeadApproval } from '#shared/people/lead-approval'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Sign-in codes for safeguarding leads: another lead approves each before it is created. */
export function LeadApprovals() {
	const { t } = useTranslations()
	const { found, problem, reload } = useRoute(approvalApi.leadApprovals, {})
	return (
		<section className="stack tight" aria-labelledby="lead-approvals">
			<h2 id="lead-approvals">{t('approvals.leads')}</h2>
			<p className="hint">{t('approvals.leadsHelp')}</p>
			<ProblemNote problem={problem} />
			{found?.length === 0 && <p role="status">{t('approvals.empty')}</p>}
			{found && found.length > 0 && (
				<ul className="cards">
					{found.map((each) => (
						<LeadApprovalCard key={each.id} approval={each} onDecided={reload} />
					))}
				</ul>
			)}
		</section>
	)
}

function LeadApprovalCard({ approval, onDecided }: { approval: LeadApproval; onDecided: () => void }) {
	const { t, language } = useTranslations()
	const { isBusy, problem, run } = useAsyncAction()
	const { id, person, by, hasAccount, requestedAt: at } = approval
	const decide = (decision: 'approve' | 'reject') =>
		void run(async () => {
			await callRoute(approvalApi.decideLeadApproval, { params: { id }, body: { decision } })
			onDecided()
		})
	return (
		<li className="card">
			<span className="card-text">
				<span>
					{t(hasAccount ? 'approvals.leadExistingAccount' : 'approvals.leadNewAccount', { by, ...person })}
				</span>
				<span className="hint">{dateTimeIn(language, at)}</span>
				<ProblemNote problem={problem} />
			</span>
			<span className="actions">
				<button type="button" disabled={isBusy} onClick={() => decide('approve')}>
					{t('approvals.approve')}
				</button>
				<button type="button" className="plain" disabled={isBusy} onClick={() => decide('reject')}>
					{t('approvals.reject')}
				</button>
			</span>
		</li>
	)
}
