import { peopleApi } from '#shared/api/people'
import { canDeactivate, type PersonListItem } from '#shared/people/people'
import { canInvite, isPhoneRole } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { DeactivateButton } from './deactivate-button.tsx'

interface PersonRowProps {
	readonly listed: PersonListItem
	/** The table has the column of enrolment codes. */
	readonly hasCode: boolean
	readonly hasAccess: boolean
	/** Null if the user may not edit this account. */
	readonly onEdit: (() => void) | null
	readonly onInvite: () => void
	readonly onChange: () => void
}

export function PersonRow({ listed, hasCode, hasAccess, onEdit, onInvite, onChange }: PersonRowProps) {
	const { t, language: appLanguage } = useTranslations()
	const { person } = useDesk()
	const districtNames = new Map(useDistrictNames())
	const hasDistricts = useHasDistricts()
	const { name, code, role, team, supervisor, districts, sex } = listed
	return (
		<tr>
			<th scope="row">
				<PersonLink person={listed} />{' '}
				{onEdit && (
					<button
						type="button"
						className="plain small"
						aria-label={t('people.editNamed', { name })}
						onClick={onEdit}
					>
						{t('people.edit')}
					</button>
				)}
				{listed.demonstration && <span className="hint"> {t('people.demonstration')}</span>}
			</th>
			<td data-label={t('people.code')}>
				<bdi dir="ltr">{code}</bdi>
			</td>
			<td data-label={t('people.role')}>
				<span>
					{t(`role.${role}`)}
					{sex && <span className="hint"> · {t(`people.sexes.${sex}`)}</span>}
				</span>
			</td>
			<td data-label={t('people.team')}>
				<span>
					<bdi>{team}</bdi>{' '}
					{supervisor && <bdi className="hint">{t('people.supervisedBy', { name: supervisor.name })}</bdi>}
				</span>
			</td>
			{hasDistricts && (
				<td data-label={t('people.districts')}>
					{districts === 'all'
						? t('people.allDistricts')
						: districts.map((each) => districtNames.get(each) ?? each).join(', ')}
				</td>
			)}
			<td className="person-state" data-label={t('people.status')}>
				{stateOf(listed, t, appLanguage)}
			</td>
			{hasCode && (
				<td data-label={t('people.enrolmentCode')}>
					{canInvite(person.role, role) && (
						<button type="button" className="plain small" onClick={onInvite}>
							{t('people.newCode')}
						</button>
					)}
				</td>
			)}
			{hasAccess && (
				<td data-label={t('people.access')}>
					{canDeactivate(person, listed) && (
						<DeactivateButton
							isActive={listed.isActive}
							name={name}
							question={t('people.confirmDeactivateUser', { name })}
							onSwitch={(isActive) =>
								callRoute(peopleApi.setActive, { params: { id: listed.id }, body: { isActive } }).then(
									onChange,
								)
							}
						/>
					)}
				</td>
			)}
		</tr>
	)
}

/** Returns the state of an account: devices, last sync, unused code. */
export function stateOf(person: PersonListItem, t: Translate, language: string): string {
	const parts: string[] = []
	if (!person.isActive) parts.push(t('people.deactivated'))
	if (isPhoneRole(person.role)) {
		parts.push(t('people.deviceCount', { count: person.phones }))
		if (person.lastSeen) parts.push(t('people.lastSync', { time: dateTimeIn(language, person.lastSeen) }))
	} else if (!person.hasPassword) parts.push(t('people.neverSignedIn'))
	if (person.isInvited) parts.push(t('people.unusedCode'))
	return parts.join(' · ')
}
