import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail server on this machine, with an account that it demands. */
export interface SmtpForTests {
	readonly port: number
	readonly user: string
	readonly pass: string
	/** Recipients and sources of the e-mails that arrived. */
	readonly received: { readonly to: readonly string[]; readonly source: string }[]
	close(): Promise<void>
}

/** Starts a mail server that refuses recipients at `nowhere.example`. */
export async function startSmtp({ refusedSender = '' } = {}): Promise<SmtpForTests> {
	const { user, pass } = { user: 'zila', pass: 'p@ss' }
	const received: SmtpForTests['received'] = []
	const server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth: (auth, _session, done) =>
			auth.username === user && auth.password === pass ? done(null, { user }) : done(new Error('wrong')),
		onMailFrom: ({ address }, _session, done) =>
			address === refusedSender ? done(new Error('not your address')) : done(),
		onRcptTo: ({ address }, _session, done) =>
			address.endsWith('@nowhere.example') ? done(new Error('no such mailbox')) : done(),
		onData(stream, { envelope }, done) {
			let source = ''
			stream.on('data', (chunk: Buffer) => {
				source += chunk.toString('utf8')
			})
			stream.on('end', () => {
				received.push({ to: envelope.rcptTo.map(({ address }) => address), source })
				done()
			})
		},
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.server.address() as AddressInfo
	return {
		port,
		user,
		pass,
		received,
		close: () => new Promise<void>((resolve) => server.close(() => resolve())),
	}
}
