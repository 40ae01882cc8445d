import type { Invitation } from './people.ts'
import { isPhoneRole } from './roles.ts'

/** Returns the link that contains an enrolment code. The code is after `#`, which browsers do not send. */
export const invitationLink = ({ code, person }: Invitation, origin: string): string =>
	`${origin}/${isPhoneRole(person.role) ? 'enrol' : 'desk'}#code=${code}`

/** Returns the code in such a link; null for any other text. */
export const codeInLink = (text: string): string | null => /#code=([\w-]+)/.exec(text)?.[1] ?? null
