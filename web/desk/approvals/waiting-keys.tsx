import { approvalApi } from '#shared/api/approvals'
import type { RoleKeyListItem } from '#shared/people/role-keys'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { Fingerprint } from '../account/role-key-section.tsx'
import { useRoute } from '../kit/use-server-data.ts'

/**
 * Keys of the user's role without a signature of the previous key: another holder of the role confirms each
 * before phones seal to it.
 */
export function WaitingKeys() {
	const { t } = useTranslations()
	const { found, problem, reload } = useRoute(approvalApi.roleKeys, {})
	const waiting = found?.filter(({ state }) => state === 'waiting') ?? []
	return (
		<section className="stack tight" aria-labelledby="waiting-keys">
			<h2 id="waiting-keys">{t('approvals.keys')}</h2>
			<ProblemNote problem={problem} />
			{found && waiting.length === 0 && <p role="status">{t('approvals.empty')}</p>}
			{waiting.length > 0 && (
				<ul className="cards">
					{waiting.map((key) => (
						<Waiting key={key.id} roleKey={key} onDecided={reload} />
					))}
				</ul>
			)}
		</section>
	)
}

function Waiting({ roleKey, onDecided }: { roleKey: RoleKeyListItem; onDecided: () => void }) {
	const { t, language } = useTranslations()
	const { isBusy, problem, run } = useAsyncAction()
	const { id, publicKey, by, since, isOwn } = roleKey
	const decide = (decision: 'confirm' | 'reject') =>
		void run(async () => {
			await callRoute(approvalApi.decideRoleKey, { params: { id }, body: { decision } })
			onDecided()
		})
	return (
		<li className="card">
			<span className="card-text">
				<span>
					{t(isOwn ? 'approvals.ownKeyAwaiting' : 'approvals.keyAwaiting', {
						name: by,
						time: dateTimeIn(language, since),
					})}
				</span>
				<Fingerprint publicKey={publicKey} />
				<ProblemNote problem={problem} />
			</span>
			<span className="actions">
				{!isOwn && (
					<button type="button" disabled={isBusy} onClick={() => decide('confirm')}>
						{t('approvals.confirmKey')}
					</button>
				)}
				<button type="button" className="plain" disabled={isBusy} onClick={() => decide('reject')}>
					{t(isOwn ? 'approvals.withdraw' : 'approvals.reject')}
				</button>
			</span>
		</li>
	)
}
