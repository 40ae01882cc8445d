import { invitationLink } from '#shared/people/invitation-link'
import type { Invitation, PersonListItem } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { QrCode } from '../../ui/qr-code.tsx'
import { CopyField } from '../kit/copy-field.tsx'
import { EmailInvitation } from './email-invitation.tsx'
import { LocalAddressNote } from './local-address-note.tsx'

interface EnrolmentCodeCardProps {
	readonly invitation: Invitation
	/** The user as listed before this code was made; null for a new user. */
	readonly before: PersonListItem | null
	/** False for users to whom the code must be given in person. */
	readonly mayBeEmailed: boolean
	readonly onClose: () => void
}

/** An enrolment code, shown once: to scan, to read out, to send. */
export function EnrolmentCodeCard({ invitation, before, mayBeEmailed, onClose }: EnrolmentCodeCardProps) {
	const { t, language: appLanguage } = useTranslations()
	const { code, person, expires } = invitation
	const forDesk = mayBeEmailed ? 'people.newDeskInstructions' : 'people.deskInstructions'
	const instructions = isPhoneRole(person.role) ? 'people.phoneInstructions' : forDesk
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
				<p>{t(instructions)}</p>
				{invitation.isUnconfirmed && (
					<p className="note wait">{t('people.secondPhoneHint', { name: person.name })}</p>
				)}
				{before?.isInvited && <p>{t('people.earlierCodeEnded')}</p>}
				{before !== null && before.phones > 0 && <p>{t('people.phonesStay', { count: before.phones })}</p>}
				<LocalAddressNote />
				<CopyField label={t('people.enrolmentLink')} text={link} />
				<p className="hint">
					{t('people.codeWorksOnce')}{' '}
					{expires && t('people.codeExpires', { date: dateIn(appLanguage, expires) })}
				</p>
				{mayBeEmailed && <EmailInvitation key={code} invitation={invitation} />}
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
