import { useId, useState } from 'react'
import { approvalApi } from '#shared/api/approvals'
import { compareForms } from '#shared/forms/compare-forms'
import type { FormProposalListed } from '#shared/forms/form-proposal'
import { localize } from '#shared/forms/localized-text'
import { maxReasonLength } from '#shared/kernel/reason'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FormChangesList } from '../forms/form-changes-list.tsx'
import { WeakeningTable } from '../forms/weakening-table.tsx'
import { optionalReasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'

/**
 * Form versions that change who can read what: they are published after the role that loses access has
 * approved them.
 */
export function FormProposals() {
	const { t } = useTranslations()
	const { found, problem, reload } = useRoute(approvalApi.formProposals, {})
	const [outcome, setOutcome] = useState<string | null>(null)
	return (
		<section className="stack" aria-labelledby="form-proposals">
			<h2 id="form-proposals">{t('approvals.forms')}</h2>
			<p className="hint">{t('approvals.formsHelp')}</p>
			<ProblemNote problem={problem} />
			{outcome !== null && (
				<p className="note" role="status">
					{outcome}
				</p>
			)}
			{found?.length === 0 && outcome === null && <p role="status">{t('approvals.empty')}</p>}
			{found?.map((proposal) => (
				<Proposal
					key={proposal.id}
					proposal={proposal}
					onDecided={(next) => {
						setOutcome(next)
						reload()
					}}
				/>
			))}
		</section>
	)
}

interface ProposalProps {
	readonly proposal: FormProposalListed
	readonly onDecided: (outcome: string) => void
}

function Proposal({ proposal, onDecided }: ProposalProps) {
	const { t, language } = useTranslations()
	const heading = useId()
	const { register, submitWith, reset, problem, isSubmitting } = useDeskForm({
		schema: optionalReasonForm,
		defaultValues: { why: '' },
		unsaved: 'decision',
	})
	const { id, title, base, by, proposed, weakenings, approvals, missing, isToApprove, isOwn } = proposal
	const form = localize(title, language)
	const decide = (decision: 'approve' | 'reject') =>
		submitWith(async ({ why }) => {
			const { version } = await callRoute(approvalApi.decideFormProposal, {
				params: { id },
				body: { decision, why },
			})
			reset()
			onDecided(version === null ? t('approvals.recorded') : t('approvals.published', { form, version }))
		})
	return (
		<section className="panel stack" aria-labelledby={heading}>
			<h3 id={heading}>{t('approvals.version', { form, version: base })}</h3>
			<p className="hint">
				{t('approvals.proposed', {
					name: by ?? t('approvals.builtIn'),
					time: dateTimeIn(language, proposed),
				})}
			</p>
			<WeakeningTable weakenings={weakenings} />
			<Differences id={id} base={base} />
			{approvals.map(({ role, name, at }) => (
				<p key={role}>
					{t('approvals.approved', { name, role: t(`role.${role}`), time: dateTimeIn(language, at) })}
				</p>
			))}
			<p>{t('approvals.missingApprovals', { roles: missing.map((role) => t(`role.${role}`)).join(', ') })}</p>
			<ProblemNote problem={problem} />
			{(isToApprove || isOwn) && (
				<>
					<label className="field">
						{t('approvals.reason')}
						<textarea dir="auto" rows={2} maxLength={maxReasonLength} {...register('why')} />
					</label>
					<div className="actions">
						{isToApprove && (
							<button type="button" disabled={isSubmitting} onClick={decide('approve')}>
								{t('approvals.approve')}
							</button>
						)}
						<button type="button" className="plain" disabled={isSubmitting} onClick={decide('reject')}>
							{t(isOwn ? 'approvals.withdraw' : 'approvals.reject')}
						</button>
					</div>
				</>
			)}
		</section>
	)
}

/** Other changes of the version, as the publisher saw them. */
function Differences({ id, base }: { id: string; base: number }) {
	const { t } = useTranslations()
	const { found, problem } = useRoute(approvalApi.formProposal, { params: { id } })
	if (!found) return <ProblemNote problem={problem} />
	return (
		<details>
			<summary>{t('approvals.allDifferences')}</summary>
			<FormChangesList version={base} changes={compareForms(found.before, found.after)} />
		</details>
	)
}
