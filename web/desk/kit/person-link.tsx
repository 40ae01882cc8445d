import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import { useDesk } from './desk-context.ts'

/** Name of a user in a row, with a link to their page for users who may open it. */
export function PersonLink({ person }: { readonly person: { readonly id: string; readonly name: string } }) {
	const name = <bdi>{person.name}</bdi>
	const desk = useDesk()
	return may(desk.person.role, 'people.read') ? <Link href={`/desk/people/${person.id}`}>{name}</Link> : name
}
