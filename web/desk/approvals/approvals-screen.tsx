import { isSealingRole, may } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { RoleLogSection } from '../audit-log/role-log-section.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FormProposals } from './form-proposals.tsx'
import { LeadApprovals } from './lead-approvals.tsx'
import { WaitingKeys } from './waiting-keys.tsx'

/**
 * Changes that need the approval of a second person: form versions, codes for safeguarding leads, role
 * keys.
 */
export function ApprovalsScreen() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const isReal = !person.demonstration
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.approvals')}</h1>
			</header>
			{isReal && may(person.role, 'leads.approve') && <LeadApprovals />}
			{isReal && isSealingRole(person.role) && <WaitingKeys />}
			<FormProposals />
			<RoleLogSection />
		</div>
	)
}
