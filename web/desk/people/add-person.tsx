import { peopleApi } from '#shared/api/people'
import type { AddedPerson } from '#shared/people/people'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { PersonForm } from './person-form.tsx'

interface AddPersonProps {
	readonly usernames: readonly string[]
	readonly teams: readonly string[]
	readonly onAdded: (added: AddedPerson) => void
	readonly onCancel: () => void
}

/** Adds a user and creates their enrolment code. */
export function AddPerson({ usernames, teams, onAdded, onCancel }: AddPersonProps) {
	const { t } = useTranslations()
	return (
		<PersonForm
			usernames={usernames}
			teams={teams}
			onCancel={onCancel}
			known={null}
			supervising={null}
			title={t('people.add')}
			submitText={t('people.addNow')}
			onSubmit={async (person) => onAdded(await callRoute(peopleApi.add, { body: person }))}
		/>
	)
}
