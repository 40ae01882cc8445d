import { Link } from 'wouter'
import { peopleApi } from '#shared/api/people'
import { canDeactivate } from '#shared/people/people'
import { may } from '#shared/people/roles'
import { type DeviceListItem, marksOf, type PhoneMark } from '#shared/sync/device-list'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { DeactivateButton } from './deactivate-button.tsx'
import { formatLastSeen } from './last-seen.ts'

interface DeviceRowProps {
	readonly phone: DeviceListItem
	readonly now: number
	/** The table has the column with activation buttons. */
	readonly hasAccess: boolean
	/** False on the page of the user, which has their name. */
	readonly isUserShown: boolean
	readonly onChange: () => void
}

export function DeviceRow({ phone, now, hasAccess, isUserShown, onChange }: DeviceRowProps) {
	const { t, language: appLanguage } = useTranslations()
	const desk = useDesk()
	const { person } = phone
	const marks = marksOf(phone, now)
	// Deactivating acts on the device and, at the server, on copies of it; reactivating on both user and device.
	const turn = async (isActive: boolean) => {
		if (isActive && !person.isActive)
			await callRoute(peopleApi.setActive, { params: { id: person.id }, body: { isActive: true } })
		if (!isActive || phone.isRevoked)
			await callRoute(peopleApi.setDeviceActive, { params: { id: phone.id }, body: { isActive } })
	}
	return (
		<tr>
			<th scope="row">
				<span>
					{isUserShown && (
						<>
							<PersonLink person={person} />
							{person.demonstration && <span className="hint"> {t('people.demonstration')}</span>}
							<br />
						</>
					)}
					<bdi className="hint">{phone.label}</bdi>
					{phone.team && (
						<>
							<br />
							<bdi className="hint">{phone.team}</bdi>
						</>
					)}
				</span>
			</th>
			<td data-label={t('devices.alerts')}>
				{marks.length === 0 ? (
					<span className="hint">{t('devices.noneUnsent')}</span>
				) : (
					<ul className="marks">
						{marks.map((mark) => (
							<li key={mark}>
								<Mark mark={mark} phone={phone} />
							</li>
						))}
					</ul>
				)}
			</td>
			<td data-label={t('devices.lastSync')}>{formatLastSeen(t, appLanguage, phone.lastSeen, now)}</td>
			<td data-label={t('devices.unsent')}>{holdsOf(phone, t)}</td>
			<td data-label={t('devices.missingChanges')}>{missingOf(phone, t, appLanguage)}</td>
			<td data-label={t('devices.app')}>
				<span>
					<bdi dir="ltr">{phone.app ?? ''}</bdi>
					{phone.formsBehind !== null && phone.formsBehind > 0 && (
						<>
							<br />
							{t('devices.outdatedForms', { count: phone.formsBehind })}
						</>
					)}
				</span>
			</td>
			<td data-label={t('devices.health')}>{conditionOf(phone, t)}</td>
			{hasAccess && (
				<td data-label={t('people.access')}>
					{canDeactivate(desk.person, person) && (
						<DeactivateButton
							isActive={!phone.isRevoked && person.isActive}
							name={person.name}
							question={[
								t('people.confirmDeactivateDevice', { name: person.name }),
								...(phone.replacedBy > 0 ? [t('people.withClones', { count: phone.replacedBy })] : []),
							].join(' ')}
							onSwitch={(isActive) => turn(isActive).then(onChange)}
						/>
					)}
				</td>
			)}
		</tr>
	)
}

const markIcons: Readonly<Record<PhoneMark, { icon: IconName; tone: string }>> = {
	twice: { icon: 'warning', tone: 'stop' },
	missing: { icon: 'warning', tone: 'stop' },
	stuck: { icon: 'warning', tone: 'stop' },
	'held-back': { icon: 'question', tone: 'stop' },
	silent: { icon: 'phone', tone: 'wait' },
	waiting: { icon: 'phone', tone: 'wait' },
	full: { icon: 'warning', tone: 'wait' },
	clock: { icon: 'warning', tone: 'wait' },
	off: { icon: 'lock', tone: 'quiet' },
}

function Mark({ mark, phone }: { mark: PhoneMark; phone: DeviceListItem }) {
	const { t, language: appLanguage } = useTranslations()
	const { person } = useDesk()
	const { icon, tone } = markIcons[mark]
	const { deactivation } = phone
	const text =
		mark === 'off' && deactivation
			? t('devices.deactivatedBy', {
					name: deactivation.by || t('auditLog.commandLine'),
					time: dateTimeIn(appLanguage, deactivation.at),
				})
			: t(`devices.alert.${mark}`)
	return (
		<span className={`state ${tone}`}>
			<Icon name={icon} />
			<span>
				{mark === 'held-back' && may(person.role, 'quarantine.read') ? (
					<Link href="/desk/records#quarantine">{text}</Link>
				) : (
					text
				)}
				{mark === 'twice' && ` (${phone.reusedCounters.map((n) => numberIn(appLanguage, n)).join(', ')})`}
				{mark === 'twice' &&
					phone.replacedBy > 0 &&
					` ${t('devices.replacedBy', { count: phone.replacedBy })}`}
			</span>
		</span>
	)
}

/** `3 records not yet here for 2 days, 1 draft`, as last reported by the phone. */
function holdsOf({ inventory }: DeviceListItem, t: Translate): string {
	if (inventory === null) return t('devices.unsentUnknown')
	const parts: string[] = []
	if (inventory.records > 0) {
		const records = t('devices.unsentRecords', { count: inventory.records })
		parts.push(
			inventory.days > 0 ? `${records} ${t('devices.unsentDays', { count: inventory.days })}` : records,
		)
	}
	if (inventory.stuck > 0) parts.push(t('devices.cannotBeSent', { count: inventory.stuck }))
	if (inventory.drafts > 0) parts.push(t('devices.draftCount', { count: inventory.drafts }))
	if (inventory.files && inventory.files.count > 0)
		parts.push(t('devices.unsentFiles', { count: inventory.files.count }))
	return parts.join(' · ') || t('devices.noneUnsent')
}

/** `clock 15 minutes behind · second copy 3 days ago`, as last reported by the phone. */
function conditionOf({ inventory }: DeviceListItem, t: Translate): string {
	if (inventory === null) return t('devices.unsentUnknown')
	const { room, clock, copyDays } = inventory
	const parts: string[] = []
	if (room !== undefined) parts.push(t('devices.reservedStorage', { percent: room }))
	if (clock) parts.push(t(clock > 0 ? 'devices.clockFast' : 'devices.clockSlow', { count: Math.abs(clock) }))
	parts.push(copyDays === undefined ? t('devices.noBackup') : t('devices.backupAge', { count: copyDays }))
	return parts.join(' · ')
}

/** `saves number 341 to 343`. */
function missingOf({ gaps, missing }: DeviceListItem, t: Translate, language: string): string {
	if (missing === 0) return t('devices.noneUnsent')
	const shown = gaps.slice(0, 5)
	const numbers = shown.map(({ first, last }) =>
		first === last
			? numberIn(language, first)
			: t('devices.numberRange', { first: numberIn(language, first), last: numberIn(language, last) }),
	)
	const more = missing - shown.reduce((sum, { first, last }) => sum + last - first + 1, 0)
	const text = t('devices.missingNumbers', { count: missing, numbers: numbers.join(', ') })
	return more > 0 ? `${text} ${t('devices.andMore', { count: more })}` : text
}
