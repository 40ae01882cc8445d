import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formApprovalSchema } from '#shared/forms/form-approval'
import type { FormProposalListed } from '#shared/forms/form-proposal'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import type { AuditPage } from '#shared/people/audit-log'
import type { LeadApproval } from '#shared/people/lead-approval'
import { type RoleKeyDocument, type RoleKeyListItem, roleKeyToSign } from '#shared/people/role-keys'
import type { SealingRole } from '#shared/people/roles'
import type { RecordListItem } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import type { Document, EnrolReply, FormDocument } from '#shared/sync/messages'
import { confirmationAddress, type NewDeviceDocument } from '#shared/sync/new-device'
import { sealingKeyId } from '#shared/sync/sealing'
import { TestPhone, testKeys } from '#shared/testing/test-phone'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, showAccess } from '../../tests/helpers/phone.ts'
import { invite, serverRandom } from '../people/invitations.ts'
import { codeMakers } from '../storage/people/devices.ts'

/*
 * Attacks by users with an account, who try to decrypt the data of another role. Requests beyond role and
 * districts are tested in routes.test.ts.
 */

const problemOf = ({ status, body }: { status: number; body: unknown }): unknown =>
	(body as { problem?: string } | null)?.problem ?? status
const keyIdOf = (publicKey: string) => toBase64url(sealingKeyId(fromBase64url(publicKey)))
const minutes = 60_000
const password = 'several plain words'

describe.each(routeEngines)('keys and codes, with a session only, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let administrator: Desk
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		administrator = await server.desk('administrator')
		manager = await server.desk('data-manager')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const newUser = (code: string) => ({
		name: code,
		code,
		role: 'coordinator',
		districts: ['PK607'],
		language: 'en',
	})
	/** All routes that issue a key or a code for a desk. */
	const issuedSecrets = async (): Promise<[string, unknown][]> => {
		const { person } = manager
		const connection = { name: 'n', form: null, round: null, days: 7 }
		const roleKey = { publicKey: `BA${'A'.repeat(85)}`, wrapped: 'A' }
		return [
			['recovery key', problemOf(await administrator.post('/api/recovery-key', {}))],
			['API key', problemOf(await manager.post('/api/api-keys', connection))],
			['role key', problemOf(await manager.post('/api/role-keys', roleKey))],
			['account', problemOf(await administrator.post('/api/people', newUser(`c${server.clock.now % 1e9}`)))],
			['code', problemOf(await administrator.post(`/api/people/${person.id}/invitations`, {}))],
			['sheet', problemOf(await administrator.post('/api/people/invitations', { people: [person.id] }))],
		]
	}
	const stepUp = (desk: Desk, given = password) => desk.post('/api/step-up', { password: given, code: '' })

	test('are refused five minutes after the password was given', async () => {
		server.clock.now += 5 * minutes + 1000
		for (const [what, answer] of await issuedSecrets()) expect(answer, what).toBe('step-up-needed')
	})
	test('a wrong password does not help, and is logged', async () => {
		expect(problemOf(await stepUp(administrator, 'another'))).toBe('password-wrong')
		expect(problemOf(await administrator.post('/api/recovery-key', {}))).toBe('step-up-needed')
		const { lines } = (await administrator.get('/api/audit-log?kind=reauthentication-failed'))
			.body as AuditPage
		expect(lines[0]?.of).toBe('POST /api/step-up')
	})
	test('with the correct one they are available for five minutes, in this browser only; this is logged', async () => {
		const elsewhere = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			payload: { code: administrator.person.code, password },
		})
		const cookie = String(elsewhere.headers['set-cookie']).split(';')[0] ?? ''
		server.clock.now += 5 * minutes + 1000
		expect((await stepUp(administrator)).status).toBe(204)
		expect((await stepUp(manager)).status).toBe(204)
		expect((await administrator.post('/api/recovery-key', {})).status).toBe(200)
		const there = { method: 'POST', url: '/api/recovery-key', payload: {}, headers: { cookie } } as const
		expect((await server.app.inject(there)).json()).toMatchObject({ problem: 'step-up-needed' })
		const { lines } = (await administrator.get('/api/audit-log?kind=stepped-up')).body as AuditPage
		expect(lines.map(({ by }) => by?.id).sort()).toEqual([administrator.person.id, manager.person.id].sort())
		server.clock.now += 5 * minutes + 1000
		expect(problemOf(await administrator.post('/api/recovery-key', {}))).toBe('step-up-needed')
	})
	test('an enrolment code for a phone needs no password: it gives access to no existing data', async () => {
		const { person } = await enrolledPhone(server, { districts: ['PK607'] })
		expect((await administrator.post(`/api/people/${person}/invitations`, {})).status).toBe(200)
	})
})

const incident = readFileSync('shared/study/pakistan-2023/incident.md', 'utf8')
const asSheets = (text: string) => ({ name: 'incident', sheets: readMarkdown(text) })
/** The form without access restriction and encryption. */
const opened = incident
	.replace(' | zila:readers |', ' |')
	.replace(/(default_language \|\n\| --- \| --- \| --- \| --- \|) --- \|/, '$1')
	.replace('English (en) | safeguarding-lead |', 'English (en) |')
	.replaceAll('| safeguarding-lead |', '| |')

describe.each(routeEngines)(
	'a form version that unseals answers of the previous one, on %s',
	(_, freshEngine) => {
		let server: ServerForTests
		let manager: Desk
		let elsewhere: Desk
		let lead: Desk
		let amina: Awaited<ReturnType<typeof enrolledPhone>>
		beforeAll(async () => {
			server = await serverForTests(await freshEngine())
			manager = await server.desk('data-manager')
			elsewhere = await server.desk('data-manager', ['PK608'])
			lead = await server.desk('safeguarding-lead')
			amina = await enrolledPhone(server)
		})
		beforeEach(async () => {
			for (const desk of [manager, lead]) await desk.post('/api/step-up', { password, code: '' })
		})
		afterAll(async () => {
			await server.close()
			expect(server.failures).toEqual([])
		})
		const waiting = async (desk: Desk) => (await desk.get('/api/form-proposals')).body as FormProposalListed[]
		const decide = (desk: Desk, id: string, decision: string) =>
			desk.post(`/api/form-proposals/${id}/decisions`, { decision, why: '' })
		const propose = async () => {
			await manager.post('/api/forms', asSheets(opened))
			return (await waiting(manager))[0]?.id ?? ''
		}
		/** Returns the versions of the form that a phone receives. */
		const receivedForms = async () => {
			const documents: Document[] = []
			amina.phone.cursor = 0
			for (let isMore = true; isMore; ) {
				const page = await amina.phone.sync(amina.post, [])
				documents.push(...page.documents)
				isMore = page.header.more
			}
			return documents
				.filter(({ kind }) => kind === 'form')
				.map(({ body }) => body as FormDocument)
				.filter(({ id }) => id === 'incident')
		}

		test('cannot be published by a user with one district', async () => {
			expect(problemOf(await elsewhere.post('/api/forms', asSheets(opened)))).toBe('all-districts-needed')
			expect(problemOf(await elsewhere.post('/api/forms/incident/state', { state: 'paused' }))).toBe(
				'all-districts-needed',
			)
		})
		test('waits for the role that loses access, and no phone receives it', async () => {
			const { body } = await manager.post('/api/forms', asSheets(opened))
			expect(body).toEqual({ id: 'incident', version: null })
			expect((await receivedForms()).map(({ version }) => version)).toEqual([1])
			const [found] = await waiting(lead)
			expect(found).toMatchObject({
				form: 'incident',
				base: 1,
				missing: ['safeguarding-lead'],
				isToApprove: true,
			})
			expect(found?.weakenings.map(({ field, template }) => `${field} ${template}`)).toEqual(
				expect.arrayContaining(['readers ', 'sealed-to what/danger_now', 'sealed-to help/done']),
			)
			const definitions = (await lead.get(`/api/form-proposals/${found?.id}`)).body as Record<string, object>
			expect([definitions.before, definitions.after].map((each) => each && 'readers' in each)).toEqual([
				true,
				false,
			])
			// An identical form is the same proposal.
			await manager.post('/api/forms', asSheets(opened))
			expect(await waiting(manager)).toHaveLength(1)
		})
		test('cannot be approved by its author, another role, a user with one district, or a cookie alone', async () => {
			const id = await propose()
			expect(problemOf(await decide(manager, id, 'approve'))).toBe('not-allowed')
			const other = await server.desk('data-manager')
			expect(problemOf(await decide(other, id, 'approve'))).toBe('not-allowed')
			expect(problemOf(await decide(other, id, 'reject'))).toBe('not-allowed')
			const local = await server.desk('safeguarding-lead', ['PK607'])
			expect(problemOf(await decide(local, id, 'approve'))).toBe('not-allowed')
			server.clock.now += 6 * minutes
			expect(problemOf(await decide(lead, id, 'approve'))).toBe('step-up-needed')
			expect((await receivedForms()).map(({ version }) => version)).toEqual([1])
		})
		test('is gone once the lead rejects it, or its author withdraws it', async () => {
			for (const desk of [lead, manager]) {
				const id = await propose()
				expect((await decide(desk, id, 'reject')).body).toEqual({ version: null })
				expect(await waiting(lead)).toEqual([])
				expect(problemOf(await decide(lead, id, 'approve'))).toBe('form-proposal-changed')
			}
			expect((await receivedForms()).map(({ version }) => version)).toEqual([1])
		})
		test('is published by the lead’s approval, sent to phones with a signature; both are logged', async () => {
			const id = await propose()
			expect((await decide(lead, id, 'approve')).body).toEqual({ version: 2 })
			expect(await waiting(lead)).toEqual([])
			const documents = await receivedForms()
			const newest = documents.find(({ version }) => version === 2)
			expect(formApprovalSchema.parse(JSON.parse(newest?.approval?.statement ?? ''))).toMatchObject({
				form: 'incident',
				version: 2,
				by: [{ role: 'safeguarding-lead', name: lead.person.name }],
			})
			expect(documents.find(({ version }) => version === 1)?.approval).toBeUndefined()
			// The newest version does not name the lead any more; entries about the form remain visible to them.
			const own = (await lead.get('/api/audit-log/own-role')).body as AuditPage
			expect(own.lines.map(({ kind }) => kind)).toEqual(
				expect.arrayContaining(['form-proposed', 'form-version-approved']),
			)
			const administrator = await server.desk('administrator')
			const { lines } = (await administrator.get('/api/audit-log?id=incident')).body as AuditPage
			expect(lines.map(({ kind, by }) => [kind, by?.id])).toEqual(
				expect.arrayContaining([
					['form-proposed', manager.person.id],
					['form-version-approved', lead.person.id],
				]),
			)
		})
		test('is obsolete when another version is published meanwhile', async () => {
			// Back to the original, which weakens nothing.
			expect((await manager.post('/api/forms', asSheets(incident))).body).toMatchObject({ version: 3 })
			const id = await propose()
			const more = incident.replace('A minor at risk', 'A child at risk')
			expect((await manager.post('/api/forms', asSheets(more))).body).toMatchObject({ version: 4 })
			expect(await waiting(lead)).toEqual([])
			expect(problemOf(await decide(lead, id, 'approve'))).toBe('form-proposal-changed')
		})
	},
)

/** A key as a lead's browser creates it, with its signatures. */
async function newKey() {
	const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
	const publicKey = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
	return {
		publicKey,
		body: { publicKey, wrapped: 'W' },
		/** Signs a key that succeeds this one. */
		async signs(next: string, role: SealingRole = 'safeguarding-lead') {
			const bytes = roleKeyToSign({ project: 'pk31', role, before: publicKey, publicKey: next })
			const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
			return toBase64url(new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, bytes)))
		},
	}
}

describe.each(routeEngines)('becoming a safeguarding lead, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let administrator: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		administrator = await server.desk('administrator')
	})
	beforeEach(async () => {
		await administrator.post('/api/step-up', { password, code: '' })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const newLead = (code: string) => ({
		name: code,
		code,
		role: 'safeguarding-lead',
		districts: 'all',
		language: 'en',
	})
	const add = async (code: string) =>
		(await administrator.post('/api/people', newLead(code))).body as {
			code: string | null
			person: { id: string }
		}
	const codeFor = (id: string) => administrator.post(`/api/people/${id}/invitations`, {})
	const waiting = async (desk: Desk) => (await desk.get('/api/lead-approvals')).body as LeadApproval[]
	const decide = (desk: Desk, id: string | undefined, decision: string) =>
		desk.post(`/api/lead-approvals/${id}/decisions`, { decision })
	let first: Desk
	let second: Desk

	test('works at once where there has never been one', async () => {
		const { code } = await add('first')
		first = await server.deskOf(code ?? '')
		expect(first.person.role).toBe('safeguarding-lead')
	})
	test('gets no code from an administrator alone, in any way', async () => {
		const { code, person } = await add('mole')
		expect(code).toBeNull()
		expect(problemOf(await codeFor(person.id))).toBe('lead-approval-needed')
		const sheet = { people: [person.id] }
		expect(problemOf(await administrator.post('/api/people/invitations', sheet))).toBe('lead-approval-needed')
		// Nor a code for the account of the existing lead.
		expect(problemOf(await codeFor(first.person.id))).toBe('lead-approval-needed')
		// Nor after that lead was deactivated.
		await administrator.post(`/api/people/${first.person.id}/activation`, { isActive: false })
		expect(problemOf(await codeFor(person.id))).toBe('lead-approval-needed')
		await administrator.post(`/api/people/${first.person.id}/activation`, { isActive: true })
		first = await server.deskOf(await signInCode(first.person.id))
	})
	/** Creates a code as the server's operator does. */
	const signInCode = async (id: string) => (await invite(server.store, id, server.clock.now)).code

	test('is approved by a lead, for one code; nobody approves a code for themselves', async () => {
		const approvals = await waiting(first)
		expect(approvals.map(({ person, by }) => [person.code, by])).toEqual([
			['mole', administrator.person.name],
		])
		expect(problemOf(await decide(administrator, approvals[0]?.id, 'approve'))).toBe('not-allowed')
		server.clock.now += 6 * minutes
		expect(problemOf(await decide(first, approvals[0]?.id, 'approve'))).toBe('step-up-needed')
		await first.post('/api/step-up', { password, code: '' })
		expect((await decide(first, approvals[0]?.id, 'approve')).status).toBe(204)
		await administrator.post('/api/step-up', { password, code: '' })
		const people = (await administrator.get('/api/people')).body as { id: string; code: string }[]
		const id = people.find(({ code }) => code === 'mole')?.id ?? ''
		const { status, body } = await codeFor(id)
		expect(status).toBe(200)
		second = await server.deskOf((body as { code: string }).code)
		expect(problemOf(await codeFor(id))).toBe('lead-approval-needed')
		expect(await waiting(second)).toEqual([
			expect.objectContaining({ person: { name: 'first', code: 'first' }, hasAccount: true }),
		])
		expect((await waiting(first)).map(({ person }) => person.code)).toEqual(['mole'])
		expect((await decide(first, (await waiting(first))[0]?.id, 'reject')).status).toBe(204)
		expect(problemOf(await codeFor(id))).toBe('lead-approval-needed')
	})

	describe('and another key for the role', () => {
		let former: Awaited<ReturnType<typeof newKey>>
		beforeEach(async () => {
			for (const desk of [first, second]) await desk.post('/api/step-up', { password, code: '' })
		})
		/** Returns the documents for a newly enrolled phone. */
		const receivedRoleKey = async () => {
			const { phone, post } = await enrolledPhone(server)
			const documents: Document[] = []
			for (let isMore = true; isMore; ) {
				const page = await phone.sync(post, [])
				documents.push(...page.documents)
				isMore = page.header.more
			}
			const found = documents.find(({ kind, ref }) => kind === 'role-key' && ref === 'safeguarding-lead')
			return found?.body as RoleKeyDocument | undefined
		}
		const listed = async (desk: Desk) =>
			((await desk.get('/api/role-keys')).body as RoleKeyListItem[]).map(({ publicKey, state }) => [
				publicKey,
				state,
			])

		test('the first goes to phones at once', async () => {
			former = await newKey()
			expect((await first.post('/api/role-keys', former.body)).status).toBe(204)
			expect(await receivedRoleKey()).toMatchObject({ publicKey: former.publicKey })
		})
		test('a key not signed by the previous one goes to no phone', async () => {
			const next = await newKey()
			expect((await second.post('/api/role-keys', next.body)).status).toBe(204)
			expect(await receivedRoleKey()).toMatchObject({ publicKey: former.publicKey })
			expect(await listed(first)).toEqual(
				expect.arrayContaining([
					[former.publicKey, 'current'],
					[next.publicKey, 'waiting'],
				]),
			)
			const id = keyIdOf(next.publicKey)
			expect(problemOf(await second.post(`/api/role-keys/${id}/decisions`, { decision: 'confirm' }))).toBe(
				'approval-own',
			)
			expect((await first.post(`/api/role-keys/${id}/decisions`, { decision: 'reject' })).status).toBe(204)
			expect(problemOf(await first.post(`/api/role-keys/${id}/decisions`, { decision: 'confirm' }))).toBe(
				'not-found',
			)
			expect(await receivedRoleKey()).toMatchObject({ publicKey: former.publicKey })
		})
		test('a signature of another key, or for another one, is invalid', async () => {
			const [other, next] = [await newKey(), await newKey()]
			for (const signature of [
				await other.signs(next.publicKey),
				await former.signs(other.publicKey),
				await former.signs(next.publicKey, 'data-manager'),
			])
				expect(problemOf(await second.post('/api/role-keys', { ...next.body, signature }))).toBe(
					'input-invalid',
				)
		})
		test('a key signed by the previous one goes to phones, with that signature', async () => {
			const next = await newKey()
			const signature = await former.signs(next.publicKey)
			expect((await second.post('/api/role-keys', { ...next.body, signature })).status).toBe(204)
			expect(await receivedRoleKey()).toEqual({
				role: 'safeguarding-lead',
				publicKey: next.publicKey,
				succession: [{ publicKey: former.publicKey }, { publicKey: next.publicKey, signature }],
			})
			former = next
		})
		test('a key confirmed by a second lead goes to phones, with both names', async () => {
			const next = await newKey()
			await second.post('/api/role-keys', next.body)
			const id = keyIdOf(next.publicKey)
			expect((await first.post(`/api/role-keys/${id}/decisions`, { decision: 'confirm' })).status).toBe(204)
			const document = await receivedRoleKey()
			expect(document?.publicKey).toBe(next.publicKey)
			expect(document?.succession?.at(-1)?.confirmedBy).toEqual(['mole', 'first'])
		})
		test('leads read log entries about their role, and nothing else', async () => {
			const { lines } = (await first.get('/api/audit-log/own-role')).body as AuditPage
			const kinds = new Set(lines.map(({ kind }) => kind))
			for (const kind of [
				'role-key-created',
				'role-key-confirmed',
				'lead-access-approved',
				'invitation-created',
			] as const)
				expect(kinds, kind).toContain(kind)
			expect(kinds).not.toContain('stepped-up')
			expect(lines.every(({ by }) => by !== null)).toBe(true)
		})
	})
})

describe.each(routeEngines)(
	'a coordinator who tries to impersonate an enumerator, on %s',
	(_, freshEngine) => {
		let server: ServerForTests
		let rabia: Desk
		let other: Desk
		let administrator: Desk
		let amina: Awaited<ReturnType<typeof enrolledPhone>>
		beforeAll(async () => {
			server = await serverForTests(await freshEngine())
			rabia = await server.desk('coordinator', ['PK607'])
			other = await server.desk('coordinator', ['PK607'])
			administrator = await server.desk('administrator')
			amina = await enrolledPhone(server, { districts: ['PK607'] })
		})
		afterAll(async () => {
			await server.close()
			expect(server.failures).toEqual([])
		})
		const codeBy = async (desk: Desk) =>
			(await desk.post(`/api/people/${amina.person}/invitations`, {})).body as {
				code: string
				isUnconfirmed: boolean
			}
		async function enrol(code: string) {
			const { publicKey, sign } = await testKeys()
			const reply = await server.app.inject({
				method: 'POST',
				url: '/api/enrolments',
				payload: {
					code,
					publicKey: toBase64url(publicKey),
					phone: randomId(serverRandom),
					label: 'Android 14',
				},
			})
			const body = reply.json() as EnrolReply & { problem?: string }
			const { device, project, sealingKey = '' } = body
			const enrolled = { project, device, person: amina.person, sealingKey, sign }
			return {
				outcome: body.problem ?? reply.statusCode,
				phone: new TestPhone(enrolled, serverRandom, () => server.clock.now),
			}
		}
		/** Returns the documents about other devices that the first phone receives. */
		const newDeviceDocuments = async () => {
			const documents: Document[] = []
			for (let isMore = true; isMore; ) {
				const page = await amina.phone.sync(amina.post, [])
				documents.push(...page.documents)
				isMore = page.header.more
			}
			return documents.flatMap(({ kind, body }) => (kind === 'new-device' ? [body as NewDeviceDocument] : []))
		}
		async function confirm(id: string, decision: 'confirm' | 'refuse', by = amina.phone) {
			const statement = { device: by.enrolled.device, id, decision } as const
			await showAccess(server, by)
			const proof = await by.reading(confirmationAddress(statement))
			const reply = await server.app.inject({
				method: 'POST',
				url: '/api/enrolments/confirmations',
				payload: { ...statement, ...proof },
			})
			return reply.statusCode === 204 ? 204 : (reply.json() as { problem: string }).problem
		}

		test('creates a code that enrols no other device before the first one confirms it', async () => {
			const { code, isUnconfirmed } = await codeBy(rabia)
			expect(isUnconfirmed).toBe(true)
			expect((await enrol(code)).outcome).toBe('device-not-confirmed')
			expect(await newDeviceDocuments()).toEqual([
				expect.objectContaining({ state: 'waiting', by: rabia.person.name, expires: expect.any(String) }),
			])
		})
		test('nor after deactivating the first one', async () => {
			const phones = (await rabia.get('/api/devices')).body as { id: string; person: { id: string } }[]
			const id = phones.find(({ person }) => person.id === amina.person)?.id
			await rabia.post(`/api/devices/${id}/activation`, { isActive: false })
			expect((await enrol((await codeBy(rabia)).code)).outcome).toBe('device-not-confirmed')
			await rabia.post(`/api/devices/${id}/activation`, { isActive: true })
		})
		test('nor with a sheet of codes', async () => {
			const { body } = await rabia.post('/api/people/invitations', { people: [amina.person] })
			const [{ code = '' } = {}] = body as { code?: string }[]
			expect((await enrol(code)).outcome).toBe('device-not-confirmed')
		})
		test('nobody else confirms it: no device of another user, no forged confirmation', async () => {
			const { code } = await codeBy(rabia)
			const [{ id = '' } = {}] = (await newDeviceDocuments()).slice(-1)
			const stranger = await enrolledPhone(server, { districts: ['PK607'] })
			expect(await confirm(id, 'confirm', stranger.phone)).toBe('not-found')
			const forged = new TestPhone(
				{ ...amina.phone.enrolled, sign: stranger.phone.enrolled.sign },
				serverRandom,
			)
			expect(await confirm(id, 'confirm', forged)).toBe('phone-unknown')
			// The key at rest is in the files of a stolen phone, and cannot sign by itself.
			const stolen = new TestPhone(amina.phone.enrolled, serverRandom, () => server.clock.now)
			expect(await confirm(id, 'confirm', stolen)).toBe('phone-unknown')
			expect((await enrol(code)).outcome).toBe('device-not-confirmed')
			expect(await confirm(id, 'refuse')).toBe(204)
			expect(await confirm(id, 'refuse')).toBe(204)
			expect(await confirm(id, 'confirm')).toBe('not-found')
			expect((await enrol(code)).outcome).toBe('code-used')
		})

		describe('with a second device all the same', () => {
			let second: TestPhone
			let record: string
			test('confirmed by the first device, which is also notified of the enrolment', async () => {
				const { code } = await codeBy(rabia)
				const [{ id = '' } = {}] = (await newDeviceDocuments()).slice(-1)
				expect(await confirm(id, 'confirm')).toBe(204)
				const enrolled = await enrol(code)
				expect(enrolled.outcome).toBe(200)
				second = enrolled.phone
				expect((await newDeviceDocuments()).at(-1)).toMatchObject({
					id,
					state: 'enrolled',
					device: second.enrolled.device,
					label: 'Android 14',
				})
			})
			test('its records are marked, and the creator of the code can approve none of them, alone or in bulk', async () => {
				record = second.newRecord()
				await second.sync(amina.post, [
					second.edit(record, {
						$status: 'submitted',
						'a_visit/line/round': 'endline',
						'a_visit/line/district': 'PK607',
						'n_result/result': 'complete',
					}),
				])
				const detail = (await rabia.get(`/api/records/${record}`)).body as RecordDetail
				expect(detail.history[0]?.deviceBy).toBe(rabia.person.name)
				const approve = { kind: 'approve', seen: detail.seen, why: '' }
				expect(problemOf(await rabia.post(`/api/records/${record}/review`, approve))).toBe(
					'approval-own-device',
				)
				// As the checks leave a record without open flags.
				await server.store.changing.db
					.updateTable('record')
					.set({ open_flags: 0 })
					.where('id', '=', record)
					.execute()
				const listed = ((await rabia.get('/api/records')).body as { records: RecordListItem[] }).records
				const lastSeq = listed.find(({ id }) => id === record)?.lastSeq ?? 0
				const many = { kind: 'approve', records: [{ id: record, lastSeq }] }
				const { body } = await rabia.post('/api/review/bulk', many)
				expect(body).toEqual({ done: [], left: [{ id: record, why: 'own-device' }] })
				expect((await other.post(`/api/records/${record}/review`, approve)).status).toBe(204)
			})
			test('an administrator’s code works at once, and existing devices are notified', async () => {
				const { code, isUnconfirmed } = await codeBy(administrator)
				expect(isUnconfirmed).toBe(false)
				expect((await newDeviceDocuments()).at(-1)).toMatchObject({
					state: 'made',
					by: administrator.person.name,
				})
				expect((await enrol(code)).outcome).toBe(200)
			})
			test('the first device of a user needs no confirmation, and the creator of its code is not recorded with it', async () => {
				const added = await administrator.post('/api/people', {
					name: 'Zoya',
					code: 'zoya',
					role: 'enumerator',
					districts: ['PK607'],
					language: 'ur',
				})
				const { person } = added.body as { person: { id: string } }
				const made = (await rabia.post(`/api/people/${person.id}/invitations`, {})).body as { code: string }
				const { outcome, phone } = await enrol(made.code)
				expect(outcome).toBe(200)
				const devices = [phone, second].map(({ enrolled }) => enrolled.device)
				expect([...(await codeMakers(server.store.reading, devices))]).toEqual([
					[second.enrolled.device, rabia.person.id],
				])
			})
		})
	},
)
