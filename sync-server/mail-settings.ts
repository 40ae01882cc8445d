import type { MailSettings } from './mail/mailer.ts'
import { SettingError } from './startup-errors.ts'

const names = ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL'] as const
const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const ports: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }

/**
 * Returns the settings for e-mails; null if none are sent. No message has the password of the mail server.
 *
 * @throws SettingError
 */
export function mailSettingsFrom(values: NodeJS.ProcessEnv): MailSettings | null {
	const { SMTP_URL, MAIL_FROM = '', PUBLIC_URL = '' } = values
	if (!SMTP_URL) {
		const alone = names.find((name) => values[name])
		if (alone && !values.SMTP_URL_FILE)
			throw new SettingError(
				`${alone} is for e-mails, and SMTP_URL is not set: set SMTP_URL, or remove ${alone}.`,
			)
		return null
	}
	const url = URL.canParse(SMTP_URL) ? new URL(SMTP_URL) : null
	const usualPort = url ? ports[url.protocol] : undefined
	const account = url && accountOf(url)
	if (
		!url ||
		account === undefined ||
		usualPort === undefined ||
		url.hostname === '' ||
		url.search ||
		url.hash
	)
		throw new SettingError(
			'SMTP_URL is not the address of a mail server: write smtp://name:password@host:587, or smtps://name:password@host:465. Write special characters of the password as in web addresses: @ is %40, % is %25.',
		)
	if (!/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(MAIL_FROM))
		throw new SettingError(
			'MAIL_FROM is not an e-mail address: write the sender of e-mails, for example Zila <zila@example.org>.',
		)
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: url.port === '' ? usualPort : Number(url.port),
		isTls: url.protocol === 'smtps:',
		isLocal: thisMachine.has(url.hostname),
		account,
		from: MAIL_FROM,
		publicUrl: publicUrlFrom(PUBLIC_URL),
	}
}

/** Links in e-mails have this address: one that a request names could be anybody's. */
function publicUrlFrom(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null
	const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && thisMachine.has(url.hostname))
	if (!url || !isSafe || url.pathname !== '/' || url.search || url.hash || url.username)
		throw new SettingError(
			'PUBLIC_URL is not the address of this server: write the address at which users open it, for example https://zila.example.org.',
		)
	return url.origin
}

/** Null without a name; undefined if name or password cannot be decoded. */
function accountOf({ username, password }: URL): MailSettings['account'] | undefined {
	if (username === '') return null
	try {
		return { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
	} catch {
		return undefined
	}
}
