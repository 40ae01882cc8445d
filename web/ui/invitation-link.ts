import type { Invitation } from '#shared/access/people'
import { isPhoneRole } from '#shared/access/roles'

/** The link that a code stands in. The code is behind `#`: browsers send that to nobody. */
export const invitationLink = ({ code, person }: Invitation, origin: string): string =>
	`${origin}/${isPhoneRole(person.role) ? 'enrol' : 'desk'}#code=${code}`

/** The code in such a link; null in any other text. */
export const codeInLink = (text: string): string | null => /#code=([\w-]+)/.exec(text)?.[1] ?? null
