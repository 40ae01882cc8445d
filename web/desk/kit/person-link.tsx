import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { useDesk } from './desk-context.ts'

/** Round and district whose work the page of a user shows; without them, the usual ones. */
interface ShownWork {
	readonly round?: string | undefined
	readonly district?: string | undefined
}

/** Returns the address of the page of a user, with the work that it shows. */
export function personAddress(id: string, { round, district }: ShownWork = {}): string {
	const search = searchOf({ round, district })
	return `/desk/people/${id}${search === '' ? '' : `?${search}`}`
}

interface PersonLinkProps {
	readonly person: { readonly id: string; readonly name: string }
	readonly work?: ShownWork
}

/** Name of a user, with a link to their page for users who may open it. */
export function PersonLink({ person, work }: PersonLinkProps) {
	const name = <bdi>{person.name}</bdi>
	const desk = useDesk()
	return may(desk.person.role, 'people.read') ? (
		<Link href={personAddress(person.id, work)}>{name}</Link>
	) : (
		name
	)
}
