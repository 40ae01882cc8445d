import { createTransport } from 'nodemailer'
import { errorCodeOf } from '#shared/kernel/error-code'
import { Problem } from '#shared/kernel/problem'

/** A mail server, who its e-mails are from, and the address at which users open Zila. */
export interface MailSettings {
	readonly host: string
	readonly port: number
	/** True if the connection begins with TLS; otherwise it is encrypted before anything is sent (STARTTLS). */
	readonly isTls: boolean
	/** True for a mail server on this machine, which needs no encryption. */
	readonly isLocal: boolean
	readonly account: { readonly user: string; readonly pass: string } | null
	readonly from: string
	/** Origin without a slash at the end. */
	readonly publicUrl: string
}

/** An e-mail as plain text and as HTML. */
export interface Mail {
	readonly to: string
	readonly subject: string
	readonly text: string
	readonly html: string
}

/** Sends e-mails through the mail server of the settings. */
export interface Mailer {
	/** Address of this server in links. */
	readonly publicUrl: string
	/** @throws Problem `email-address-refused`, `email-not-sent` */
	send(mail: Mail): Promise<void>
	/** Connects and signs in, and sends nothing. @throws the error of the mail server */
	check(): Promise<void>
}

/** A mail server that does not answer within this time has failed. */
const longestWaitMs = 15_000

export function createMailer({ host, port, isTls, isLocal, account, from, publicUrl }: MailSettings): Mailer {
	const transport = createTransport({
		host,
		port,
		secure: isTls,
		requireTLS: !isTls && !isLocal,
		ignoreTLS: isLocal && !isTls,
		...(account ? { auth: account } : {}),
		connectionTimeout: longestWaitMs,
		greetingTimeout: longestWaitMs,
		socketTimeout: longestWaitMs,
		disableFileAccess: true,
		disableUrlAccess: true,
	})
	return {
		publicUrl,
		async send(mail) {
			try {
				await transport.sendMail({ from, ...mail, headers: { 'Auto-Submitted': 'auto-generated' } })
			} catch (thrown) {
				if (isAddressRefused(thrown)) throw new Problem('email-address-refused', {}, thrown)
				// its text can contain an address
				throw new Problem('email-not-sent', { reason: errorCodeOf(thrown) || 'unknown' }, thrown)
			}
		},
		async check() {
			await transport.verify()
		},
	}
}

/** True if the mail server refused the recipient for good; it can also refuse the sender, or any e-mail for now. */
const isAddressRefused = (thrown: unknown): boolean =>
	errorCodeOf(thrown) === 'EENVELOPE' &&
	thrown instanceof Error &&
	'command' in thrown &&
	thrown.command === 'RCPT TO' &&
	'responseCode' in thrown &&
	Number(thrown.responseCode) >= 500

/** Returns what an administrator does about a mail server that cannot be used. */
export function mailAdvice(server: string, code: string): string {
	if (code === 'EAUTH' || code === 'ENOAUTH') return `${server} refuses name or password: correct SMTP_URL.`
	if (code === 'ETLS')
		return `${server} offers no valid encryption: use the name that is in its certificate, and smtps:// for port 465.`
	return `${server} cannot be reached (${code}): correct SMTP_URL, or allow this connection.`
}
