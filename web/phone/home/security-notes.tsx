import { keyFingerprint } from '#shared/people/key-fingerprint'
import type { NewDeviceDocument } from '#shared/sync/new-device'
import { enrolmentOf } from '../../storage/enrolment/enrolments.ts'
import type { StoredSecurityEvent } from '../../storage/records/security-events.ts'
import { saveDeviceSeen, saveEventSeen, securityNotes } from '../../storage/records/security-notes.ts'
import { confirmDevice } from '../../sync/confirm-device.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { AskCoordinator, ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/**
 * Notices about changed keys, forms and devices that could let others read this person's data, until they are
 * confirmed.
 */
export function SecurityNotes() {
	const { session } = useSession()
	const found = useLocalData(async () => {
		const { offsetMs } = await enrolmentOf(session.device)
		return securityNotes(session, Date.now() + (offsetMs ?? 0))
	}, session.device)
	// a decoy session does not show the real data
	if (!found || session.isDecoy) return null
	return (
		<>
			{found.devices.map((device) => (
				<NewDevice key={`${device.id} ${device.state}`} device={device} />
			))}
			{found.events.map((event) => (
				<EventNote key={`${event.kind} ${event.at}`} event={event} />
			))}
		</>
	)
}

function NewDevice({ device }: { device: NewDeviceDocument }) {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const { isBusy, problem, run } = useAsyncAction()
	const { state, by, at, label = '' } = device
	const details = { name: by || t('security.newDevice.office'), time: dateTimeIn(language, at), label }
	const decide = (decision: 'confirm' | 'refuse') =>
		void run(async () => {
			await confirmDevice(session, device.id, decision)
			await saveDeviceSeen(session, device)
		})
	return (
		<section className="note wait stack tight" aria-label={t('security.newDevice.title')}>
			<p>
				<Icon name="warning" />{' '}
				{state === 'waiting'
					? t('security.newDevice.requested', details)
					: state === 'enrolled'
						? t('security.newDevice.enrolled', details)
						: t('security.newDevice.created', details)}
			</p>
			<ProblemNote problem={problem} />
			<div className="actions">
				{state === 'waiting' ? (
					<>
						<button type="button" className="plain" disabled={isBusy} onClick={() => decide('confirm')}>
							{t('security.newDevice.confirm')}
						</button>
						<button type="button" disabled={isBusy} onClick={() => decide('refuse')}>
							{t('security.newDevice.refuse')}
						</button>
					</>
				) : (
					<button
						type="button"
						className="plain"
						disabled={isBusy}
						onClick={() => void run(() => saveDeviceSeen(session, device))}
					>
						{t('security.markRead')}
					</button>
				)}
			</div>
		</section>
	)
}

function EventNote({ event }: { event: StoredSecurityEvent }) {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const { isBusy, problem, run } = useAsyncAction()
	const isNewKey = event.kind === 'new-key'
	return (
		<section
			className={isNewKey ? 'note wait stack tight' : 'note stop stack tight'}
			aria-label={t(event.kind === 'refused-form' ? 'security.rejectedFormTitle' : 'security.newKey.title')}
		>
			<p>
				<Icon name="warning" />{' '}
				{event.kind === 'new-key'
					? t('security.newKey.changed', { time: dateTimeIn(language, new Date(event.at).toISOString()) })
					: event.kind === 'refused-key'
						? t('security.rejectedKey')
						: t('security.rejectedForm', { form: event.form, version: event.version })}
			</p>
			{event.kind === 'new-key' && (
				<p>
					<code dir="ltr">{keyFingerprint(event.publicKey)}</code>
				</p>
			)}
			{!isNewKey && <AskCoordinator />}
			<ProblemNote problem={problem} />
			<button
				type="button"
				className="plain"
				disabled={isBusy}
				onClick={() => void run(() => saveEventSeen(session, event))}
			>
				{t(isNewKey ? 'security.newKey.same' : 'security.markRead')}
			</button>
		</section>
	)
}
