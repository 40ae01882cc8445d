import { invitationLink } from '#shared/people/invitation-link'
import type { Invitation } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import { dayOf } from '#shared/study/study-day'
import { type InvitationTexts, invitationTextsIn } from './invitation-texts.ts'
import type { Mail } from './mailer.ts'

export interface InvitationMailOptions {
	readonly to: string
	/** Name of the user who sends it. */
	readonly sender: string
	readonly publicUrl: string
}

/**
 * Composes the e-mail with a user's enrolment link, in their language and, below, in English. It says nothing
 * of the campaign: others may see the screen on which it arrives.
 */
export function composeInvitation(
	invitation: Invitation,
	{ to, sender, publicUrl }: InvitationMailOptions,
): Mail {
	const { language } = invitation.person
	const link = invitationLink(invitation, publicUrl)
	const languages = language === 'en' ? ['en'] : [language, 'en']
	const parts = languages.map((each) => ({
		language: each,
		lines: linesOf(invitationTextsIn(each), invitation, sender),
	}))
	return {
		to,
		subject: invitationTextsIn(language).subject,
		text: parts
			.map(({ lines: [greeting, ...others] }) => [greeting, link, ...others].join('\n\n'))
			.join('\n\n--\n\n'),
		html: parts
			.map(({ language: each, lines: [greeting, ...others] }) => {
				const paragraphs = [
					`<p>${escapeHtml(greeting)}</p>`,
					`<p><a href="${escapeHtml(link)}" dir="ltr">${escapeHtml(link)}</a></p>`,
					...others.map((line) => `<p>${escapeHtml(line)}</p>`),
				]
				return `<div lang="${each}" dir="${each === 'en' ? 'ltr' : 'rtl'}">${paragraphs.join('')}</div>`
			})
			.join('<hr>'),
	}
}

/** The sentences before and after the link. */
function linesOf(
	texts: InvitationTexts,
	{ person, expires }: Invitation,
	sender: string,
): [greeting: string, ...others: string[]] {
	const greeting = isPhoneRole(person.role) ? texts.greetingPhone : texts.greetingDesk
	return [
		greeting.replace('{{name}}', () => isolated(person.name)).replace('{{sender}}', () => isolated(sender)),
		...(expires === null
			? [texts.worksOnce]
			: [texts.worksOnceUntil.replace('{{date}}', () => isolated(dayOf(Date.parse(expires))))]),
		texts.unexpected,
	]
}

/** Isolates a name of either direction from the sentence around it. */
const isolated = (text: string): string => `\u2068${text}\u2069`

const escapes: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
