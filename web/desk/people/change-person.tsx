import { peopleApi } from '#shared/api/people'
import type { PersonListItem } from '#shared/people/people'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { listTeams } from './list-teams.ts'
import { PersonForm } from './person-form.tsx'

interface ChangePersonProps {
	readonly person: PersonListItem
	/** All listed users. */
	readonly people: readonly PersonListItem[]
	readonly onChanged: () => void
	readonly onCancel: () => void
}

/**
 * Changes the name, language, team or districts of a user, through the same request as the import from a
 * file.
 */
export function ChangePerson({ person, people, onChanged, onCancel }: ChangePersonProps) {
	const { t } = useTranslations()
	return (
		<PersonForm
			usernames={[]}
			onCancel={onCancel}
			known={person}
			teams={listTeams(people)}
			title={t('people.editNamed', { name: person.name })}
			submitText={t('people.save')}
			supervising={{
				coordinators: people.filter(({ role }) => role === 'coordinator'),
				by: (team) => people.find((each) => each.team === team)?.supervisor?.code ?? '',
			}}
			onSubmit={async (changed, supervisor) => {
				const teams = changed.team === null ? [] : [{ name: changed.team, supervisor }]
				await callRoute(peopleApi.importList, { body: { people: [changed], teams } })
				onChanged()
			}}
		/>
	)
}
