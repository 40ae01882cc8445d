import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Invitation, PersonListItem } from '#shared/people/people'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { type SmtpForTests, startSmtp } from '../../tests/helpers/smtp.ts'
import { createMailer } from '../mail/mailer.ts'

const publicUrl = 'https://zila.example'
const mailerOf = (smtp: SmtpForTests, pass = smtp.pass) =>
	createMailer({
		host: '127.0.0.1',
		port: smtp.port,
		isTls: false,
		isLocal: true,
		account: { user: smtp.user, pass },
		from: 'Zila <zila@zila.example>',
		publicUrl,
	})

/** Adds a user, an enumerator by default. Returns the invitation. */
async function addAmina(administrator: Desk, over: object = {}): Promise<Invitation> {
	const newcomer = { name: 'Amina', code: 'amina', role: 'enumerator', districts: ['PK607'], language: 'en' }
	const { status, body } = await administrator.post('/api/people', { ...newcomer, ...over })
	expect(status).toBe(200)
	return body as Invitation
}
const send = (by: Desk, { person, code }: Invitation, to = 'amina@mail.example') =>
	by.post(`/api/people/${person.id}/invitations/email`, { code, to })

describe.each(routeEngines)('invitations by e-mail on %s', (_, freshEngine) => {
	let smtp: SmtpForTests
	let server: ServerForTests
	let administrator: Desk
	beforeAll(async () => {
		smtp = await startSmtp()
		server = await serverForTests(await freshEngine(), { mailer: mailerOf(smtp) })
		administrator = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		await smtp.close()
	})
	const add = (code: string, over: object = {}) => addAmina(administrator, { code, ...over })

	test('the link arrives at the address, with the public address of the server, and is logged without the address', async () => {
		const invitation = await add('by-mail')
		expect((await administrator.get('/api/mail')).body).toEqual({ isSetUp: true })
		expect((await send(administrator, invitation)).status).toBe(204)
		const [mail] = smtp.received.splice(0)
		expect(mail?.to).toEqual(['amina@mail.example'])
		// long lines are wrapped in transit
		const source = mail?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? ''
		expect(source).toContain('From: Zila <zila@zila.example>')
		expect(source).toContain(`${publicUrl}/enrol#code=${invitation.code}`)
		const log = JSON.stringify((await administrator.get('/api/audit-log')).body)
		expect(log).toContain('invitation-emailed')
		expect(log).not.toContain('mail.example')
	})
	test('only a code of this user that can still be used is sent, by those who may create one', async () => {
		const invitation = await add('sent-once')
		const other = await add('another')
		expect((await send(administrator, { ...invitation, code: other.code })).body).toMatchObject({
			problem: 'code-unknown',
		})
		expect((await send(administrator, { ...invitation, code: 'AAAA-BBBB' })).body).toMatchObject({
			problem: 'code-unknown',
		})
		const far = await server.desk('coordinator', ['PK608'])
		expect((await send(far, invitation)).body).toMatchObject({ problem: 'not-allowed' })
		const manager = await server.desk('data-manager')
		expect((await send(manager, invitation)).status).toBe(403)
		await administrator.post(`/api/people/${invitation.person.id}/invitations`, undefined)
		expect((await send(administrator, invitation)).body).toMatchObject({ problem: 'code-unknown' })
		expect(smtp.received).toEqual([])
	})
	test('a new desk user gets the code by e-mail; one with a password gets it in person', async () => {
		const invitation = await add('new-manager', { role: 'data-manager', districts: 'all' })
		expect((await send(administrator, invitation)).status).toBe(204)
		expect(smtp.received.splice(0)).toHaveLength(1)
		await server.deskOf(invitation.code)
		const again = await administrator.post(`/api/people/${invitation.person.id}/invitations`, undefined)
		expect((await send(administrator, again.body as Invitation)).body).toEqual({
			problem: 'code-in-person',
			details: { name: 'Amina' },
		})
		expect(smtp.received).toEqual([])
	})
	test('a code for a further phone that no phone confirms is given in person', async () => {
		const invitation = await add('has-a-phone')
		await enrolledPhone(server, { id: invitation.person.id })
		const url = `/api/people/${invitation.person.id}/invitations`
		const ofAdministrator = (await administrator.post(url, undefined)).body as Invitation
		expect((await send(administrator, ofAdministrator)).body).toMatchObject({ problem: 'code-in-person' })
		// the first phone confirms a code of a coordinator
		const coordinator = await server.desk('coordinator', ['PK607'])
		const ofCoordinator = (await coordinator.post(url, undefined)).body as Invitation
		expect(ofCoordinator.isUnconfirmed).toBe(true)
		expect((await send(coordinator, ofCoordinator)).status).toBe(204)
		expect(smtp.received.splice(0)).toHaveLength(1)
	})
	test('an address that is none, or that the mail server refuses, is a problem of the address', async () => {
		const invitation = await add('refused')
		expect((await send(administrator, invitation, 'amina')).body).toMatchObject({ problem: 'input-invalid' })
		expect((await send(administrator, invitation, 'a@b.example\r\nBcc: c@d.example')).body).toMatchObject({
			problem: 'input-invalid',
		})
		expect((await send(administrator, invitation, 'amina@nowhere.example')).body).toMatchObject({
			problem: 'email-address-refused',
		})
		expect(smtp.received).toEqual([])
		expect(server.failures.join()).not.toContain('nowhere.example')
	})
})

describe.each(routeEngines)('a mail server that does not work, on %s', (_, freshEngine) => {
	test('the reason is told, without password and address, and the code can still be used', async () => {
		const smtp = await startSmtp()
		const server = await serverForTests(await freshEngine(), { mailer: mailerOf(smtp, 'hunter2') })
		const administrator = await server.desk('administrator')
		const invitation = await addAmina(administrator, { role: 'coordinator' })
		const sent = await send(administrator, invitation)
		expect(sent).toMatchObject({
			status: 502,
			body: { problem: 'email-not-sent', details: { reason: 'EAUTH' } },
		})
		expect(server.failures.join()).toContain('EAUTH')
		expect(server.failures.join()).not.toMatch(/hunter2|mail\.example/)
		await server.deskOf(invitation.code)
		const listed = (await administrator.get('/api/people')).body as PersonListItem[]
		expect(listed.find(({ id }) => id === invitation.person.id)?.hasPassword).toBe(true)
		await server.close()
		await smtp.close()
	})
	test('a refused sender is a problem of the mail server, not of the address', async () => {
		const smtp = await startSmtp({ refusedSender: 'zila@zila.example' })
		const server = await serverForTests(await freshEngine(), { mailer: mailerOf(smtp) })
		const administrator = await server.desk('administrator')
		const invitation = await addAmina(administrator, { role: 'enumerator' })
		const sent = await send(administrator, invitation)
		expect(sent).toMatchObject({ status: 502, body: { problem: 'email-not-sent' } })
		expect(server.failures).toHaveLength(1)
		await server.close()
		await smtp.close()
	})
	test('without a mail server none is offered', async () => {
		const server = await serverForTests(await freshEngine())
		const administrator = await server.desk('administrator')
		expect((await administrator.get('/api/mail')).body).toEqual({ isSetUp: false })
		const invitation = await addAmina(administrator, { role: 'enumerator' })
		expect(await send(administrator, invitation)).toMatchObject({ body: { problem: 'not-offered' } })
		await server.close()
	})
})
