import { auditLogApi } from '#shared/api/audit-log'
import { may } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AuditEntryCard } from './entry-card.tsx'

/**
 * Entries of the audit log about the user's role, so that changes of its keys, accounts and forms are
 * visible to those who have it.
 */
export function RoleLogSection() {
	const { person } = useDesk()
	return may(person.role, 'audit-log.own-role') && !person.demonstration && <RoleLog />
}

function RoleLog() {
	const { t } = useTranslations()
	const { found, problem } = useRoute(auditLogApi.ownRole, { query: {} })
	return (
		<section className="stack narrow-desk" aria-labelledby="role-log">
			<h2 id="role-log">{t('roleKey.historyTitle')}</h2>
			<p className="hint">{t('roleKey.historyHint')}</p>
			<ProblemNote problem={problem} />
			{found && (
				<details>
					<summary>{t('roleKey.historyCount', { count: found.lines.length })}</summary>
					<ol className="cards">
						{found.lines.map((line) => (
							<AuditEntryCard key={line.n} line={line} />
						))}
					</ol>
				</details>
			)}
		</section>
	)
}
