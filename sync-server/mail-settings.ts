import type { MailSettings } from './mail/mailer.ts'
import { SettingError, type SettingProblem } from './startup-errors.ts'

const names = ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL'] as const
const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const ports: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }

/**
 * Returns the settings for e-mails; null if none are sent.
 *
 * @throws SettingError with the first problem
 */
export function mailSettingsFrom(values: NodeJS.ProcessEnv): MailSettings | null {
	const { settings, problems } = inspectMailSettings(values)
	if (problems[0]) throw problems[0].error
	return settings
}

/**
 * Reads the settings for e-mails, and lists everything that is wrong with them. `settings` is null with a problem, and
 * if no e-mails are sent. No message has the password of the mail server.
 */
export function inspectMailSettings(values: NodeJS.ProcessEnv): {
	readonly settings: MailSettings | null
	readonly problems: readonly SettingProblem[]
} {
	const { SMTP_URL, MAIL_FROM = '', PUBLIC_URL = '' } = values
	if (!SMTP_URL) return { settings: null, problems: values.SMTP_URL_FILE ? [] : findUnused(values) }
	const server = mailServerFrom(SMTP_URL)
	const isSender = /^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(MAIL_FROM)
	const publicUrl = publicUrlFrom(PUBLIC_URL)
	if (server && isSender && publicUrl !== null)
		return {
			settings: {
				host: server.host,
				port: server.port,
				isTls: server.isTls,
				isLocal: server.isLocal,
				account: server.account,
				from: MAIL_FROM,
				publicUrl,
			},
			problems: [],
		}
	const problems: SettingProblem[] = []
	const report = (name: (typeof names)[number], text: string) =>
		problems.push({ name, error: new SettingError(`${name} ${text}`) })
	if (!server)
		report(
			'SMTP_URL',
			'is not the address of a mail server: write smtp://name:password@host:587, or smtps://name:password@host:465. Write special characters of the password as in web addresses: @ is %40, % is %25.',
		)
	if (!isSender)
		report(
			'MAIL_FROM',
			'is not an e-mail address: write the sender of e-mails, for example Zila <zila@example.org>.',
		)
	if (publicUrl === null)
		report(
			'PUBLIC_URL',
			'is not the address of this server: write the address at which users open it, for example https://zila.example.org.',
		)
	return { settings: null, problems }
}

/** Settings that would be ignored silently without a mail server. */
const findUnused = (values: NodeJS.ProcessEnv): SettingProblem[] =>
	names
		.filter((name) => values[name])
		.map((name) => ({
			name,
			error: new SettingError(
				`${name} is for e-mails, and SMTP_URL is not set: set SMTP_URL, or remove ${name}.`,
			),
		}))

type MailServer = Pick<MailSettings, 'host' | 'port' | 'isTls' | 'isLocal' | 'account'>

/** Null if the text is not the address of a mail server. */
function mailServerFrom(text: string): MailServer | null {
	const url = URL.canParse(text) ? new URL(text) : null
	const usualPort = url ? ports[url.protocol] : undefined
	const account = url && accountOf(url)
	if (!url || account === undefined || usualPort === undefined) return null
	if (url.hostname === '' || url.search || url.hash) return null
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: url.port === '' ? usualPort : Number(url.port),
		isTls: url.protocol === 'smtps:',
		isLocal: thisMachine.has(url.hostname),
		account,
	}
}

/**
 * Returns the address of this server; null if the text is none. Links in e-mails have it: one that a request names
 * could be anybody's.
 */
function publicUrlFrom(text: string): string | null {
	const url = URL.canParse(text) ? new URL(text) : null
	const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && thisMachine.has(url.hostname))
	if (!url || !isSafe || url.pathname !== '/' || url.search || url.hash || url.username) return null
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
