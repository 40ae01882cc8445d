import { useState } from 'react'
import { type Invitation, maySwitch, type PersonListed } from '#shared/access/people'
import { may, mayInvite, worksOnPhone } from '#shared/access/roles'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useDesk, useDistrictNames } from '../desk/desk-context.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { invite, people, switchPerson } from '../sync/desk-client.ts'
import { dateTimeIn, inOrderOf } from '../ui/formats.ts'
import { type Translate, useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { AddPerson } from './add-person.tsx'
import { InvitationCard } from './invitation-card.tsx'
import { RecoveryNote } from './recovery-note.tsx'
import { RestorationNote } from './restoration-note.tsx'
import { SwitchButton } from './switch-button.tsx'

/** Who works here, and the codes with which they begin. */
export function PeopleScreen() {
	const { t, language: appLanguage } = useTexts()
	const { person } = useDesk()
	const districtNames = new Map(useDistrictNames())
	const { found, problem, reload } = useLoaded('people', people)
	const [invitation, setInvitation] = useState<Invitation | null>(null)
	const [isAdding, setAdding] = useState(false)
	const [failed, setFailed] = useState<Problem | null>(null)
	const mayWrite = may(person.role, 'people.write')
	const isAnyInvited = found?.some((each) => mayInvite(person.role, each.role)) ?? false
	const isAnyMine = found?.some((each) => maySwitch(person, each)) ?? false
	const districtsOf = ({ districts }: PersonListed) =>
		districts === 'all'
			? t('people.allDistricts')
			: districts.map((code) => districtNames.get(code) ?? code).join(', ')
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.place.people')}</h1>
				{mayWrite && !isAdding && (
					<button type="button" onClick={() => setAdding(true)}>
						{t('people.add')}
					</button>
				)}
			</header>
			<RestorationNote />
			<RecoveryNote />
			{isAdding && (
				<AddPerson
					onAdded={(made) => {
						setInvitation(made)
						setAdding(false)
						reload()
					}}
					onCancel={() => setAdding(false)}
				/>
			)}
			{invitation && <InvitationCard invitation={invitation} onClose={() => setInvitation(null)} />}
			<ProblemNote problem={problem ?? failed} />
			{found && (
				<table className="table">
					<thead>
						<tr>
							<th scope="col">{t('people.name')}</th>
							<th scope="col">{t('people.code')}</th>
							<th scope="col">{t('people.role')}</th>
							<th scope="col">{t('people.districts')}</th>
							<th scope="col">{t('people.state')}</th>
							{isAnyInvited && <th scope="col">{t('people.oneTimeCode')}</th>}
							{isAnyMine && <th scope="col">{t('people.access')}</th>}
						</tr>
					</thead>
					<tbody>
						{inOrderOf(appLanguage, found, ({ name }) => name).map((each) => (
							<tr key={each.id}>
								<th scope="row">
									<bdi>{each.name}</bdi>
									{each.demonstration && <span className="hint"> {t('people.demonstration')}</span>}
								</th>
								<td data-label={t('people.code')}>
									<bdi dir="ltr">{each.code}</bdi>
								</td>
								<td data-label={t('people.role')}>{t(`role.${each.role}`)}</td>
								<td data-label={t('people.districts')}>{districtsOf(each)}</td>
								<td data-label={t('people.state')}>{stateOf(each, t, appLanguage)}</td>
								{isAnyInvited && (
									<td data-label={t('people.oneTimeCode')}>
										{mayInvite(person.role, each.role) && (
											<button
												type="button"
												className="plain small"
												onClick={() =>
													invite(each.id).then(
														(made) => {
															setInvitation(made)
															setFailed(null)
															reload()
														},
														(thrown: unknown) => setFailed(asProblem(thrown)),
													)
												}
											>
												{t('people.newCode')}
											</button>
										)}
									</td>
								)}
								{isAnyMine && (
									<td data-label={t('people.access')}>
										{maySwitch(person, each) && (
											<SwitchButton
												isActive={each.isActive}
												name={each.name}
												question={t('people.confirmPerson', { name: each.name })}
												onSwitch={(isActive) => switchPerson(each.id, isActive).then(reload)}
											/>
										)}
									</td>
								)}
							</tr>
						))}
					</tbody>
				</table>
			)}
		</div>
	)
}

function stateOf(person: PersonListed, t: Translate, language: string): string {
	const parts: string[] = []
	if (!person.isActive) parts.push(t('people.off'))
	if (worksOnPhone(person.role)) {
		parts.push(t('people.phones', { count: person.phones }))
		if (person.lastSeen) parts.push(t('people.lastSeen', { time: dateTimeIn(language, person.lastSeen) }))
	} else if (!person.hasPassword) parts.push(t('people.noPassword'))
	if (person.isInvited) parts.push(t('people.invited'))
	return parts.join(' · ')
}
