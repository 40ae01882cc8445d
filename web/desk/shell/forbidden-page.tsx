import { Problem } from '#shared/kernel/problem'
import { activeRoles, may } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { Place } from './navigation.ts'
import type { Subpage } from './subpages.ts'

interface ForbiddenPageProps {
	readonly place: Place
	/** Page below `place`, if the address is of one. */
	readonly subpage: Subpage | undefined
}

/** Takes the place of a page that the user may not open: its name, and the roles that may. */
export function ForbiddenPage({ place, subpage }: ForbiddenPageProps) {
	const { t, language } = useTranslations()
	const { role } = useDesk().person
	const roles = activeRoles.filter((each) => may(each, place.permission)).map((each) => t(`role.${each}`))
	return (
		<>
			<h1>{t(`desk.page.${(subpage ?? place).name}`)}</h1>
			{may(role, place.permission) ? (
				// a page of another kind of server, or of users of all districts
				<ProblemNote problem={new Problem('not-found')} />
			) : (
				<p className="note stop" role="alert">
					{t('desk.forbidden', {
						role: t(`role.${role}`),
						roles: new Intl.ListFormat(language, { type: 'disjunction' }).format(roles),
					})}
				</p>
			)}
		</>
	)
}
