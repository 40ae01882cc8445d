import type { Invitation } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { invitationLink } from '../../ui/invitation-link.ts'
import { QrCode } from '../../ui/qr-code.tsx'
import { CopyField } from '../kit/copy-field.tsx'

/** An enrolment code, shown once: to scan, to read out, to send. */
export function EnrolmentCodeCard({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
	const { t, language: appLanguage } = useTranslations()
	const { code, person, expires } = invitation
	const link = invitationLink(invitation, location.origin)
	return (
		<section
			className="panel invitation prints-alone"
			aria-label={t('people.enrolmentCode')}
			tabIndex={-1}
			ref={focusOnMount}
		>
			<QrCode text={link} name={t('people.qrCode')} />
			<div className="stack tight">
				<h2>
					<bdi>{person.name}</bdi> · {t(`role.${person.role}`)}
				</h2>
				<p className="big-code">
					<bdi dir="ltr">{code}</bdi>
				</p>
				<p>{isPhoneRole(person.role) ? t('people.phoneInstructions') : t('people.deskInstructions')}</p>
				{invitation.isUnconfirmed && (
					<p className="note wait">{t('people.secondPhoneHint', { name: person.name })}</p>
				)}
				<CopyField label={t('people.enrolmentLink')} text={link} />
				<p className="hint">
					{t('people.codeWorksOnce')}{' '}
					{expires && t('people.codeExpires', { date: dateIn(appLanguage, expires) })}
				</p>
				<div className="actions">
					{'share' in navigator && (
						// a user who closes the list of apps has decided not to share
						<button
							type="button"
							className="plain small"
							onClick={() => void navigator.share({ text: link }).catch(() => undefined)}
						>
							{t('people.shareLink')}
						</button>
					)}
					<button type="button" className="plain small" onClick={() => print()}>
						{t('coverage.print')}
					</button>
					<button type="button" className="plain small" onClick={onClose}>
						{t('app.close')}
					</button>
				</div>
			</div>
		</section>
	)
}
