import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isByCommandLine } from '#shared/people/audit-log'
import { type CommandServer, runZila, serverForCommands } from '../../tests/helpers/command.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { fromBase32, oneTimePassword } from '../people/totp.ts'
import { createTotpSecret, enableTwoFactor } from '../people/two-factor.ts'
import { firstAdministratorCode } from '../set-up.ts'
import { auditRowsAfter } from '../storage/log/audit-log.ts'
import { findPersonCalled } from '../storage/people/people.ts'
import type { ListedUser } from './people-commands.ts'

const codeIn = (output: string): string => /nrolment code {2}(\S+)/.exec(output)?.[1] ?? ''

describe.each(engines)('commands about users on %s', (engineName, freshEngine) => {
	let all: CommandServer
	beforeAll(async () => {
		all = await serverForCommands(engineName, freshEngine)
	})
	afterAll(() => all.server.close())
	const refused = (code: 1 | 2, why: RegExp) => ({ code, errors: expect.stringMatching(why), output: '' })
	const listed = async (): Promise<ListedUser[]> =>
		JSON.parse((await all.zila('people', 'list', '--json')).output)
	const find = async (name: string) => (await listed()).find(({ username }) => username === name)
	const idOf = async (name: string) => (await findPersonCalled(all.server.store.reading, name))?.id ?? ''
	const add = (name: string, role: string, ...more: string[]) =>
		all.zila('people', 'add', '--name', name, '--full-name', `User ${name}`, '--role', role, ...more)
	const everywhere = ['--districts', 'all']
	/** Kinds of the entries that the command line has written about someone. */
	async function entriesAbout(name: string): Promise<string[]> {
		const id = await idOf(name)
		const rows = await auditRowsAfter(all.server.store.reading, 0, 1000)
		return rows
			.filter(({ of, person, browser }) => of === id && isByCommandLine({ by: person as null, browser }))
			.map(({ kind }) => kind)
	}

	test('a code for the first administrator is in the audit log', async () => {
		await firstAdministratorCode(all.server, all.server.clock.now)
		expect(await all.zila('admin-code')).toMatchObject({ code: 0 })
		expect(await entriesAbout('admin')).toEqual(['invitation-created'])
	})
	test('a user is added, signs in with the code, and is listed', async () => {
		const { code, output } = await add('Rabia', 'administrator', ...everywhere)
		expect(code).toBe(0)
		expect(await find('rabia')).toMatchObject({ isInvited: true, hasPassword: false, lastSignIn: null })
		const desk = await all.server.deskOf(codeIn(output))
		expect(desk.person).toMatchObject({ code: 'rabia', role: 'administrator', districts: 'all' })
		expect(await entriesAbout('rabia')).toEqual(['person-added', 'invitation-created'])
		expect(await find('rabia')).toEqual({
			username: 'rabia',
			name: 'User Rabia',
			role: 'administrator',
			districts: 'all',
			isActive: true,
			isDemonstration: false,
			isInvited: false,
			hasPassword: true,
			hasTwoFactor: false,
			lastSignIn: new Date(all.server.clock.now).toISOString(),
			phones: 0,
			lastSync: null,
		})
		const text = (await all.zila('people', 'list')).output.split('\n')
		expect(text[0]).toMatch(/^USERNAME +NAME +ROLE +DISTRICTS +STATUS +TWO-FACTOR +LAST SIGN-IN +LAST SYNC$/)
		expect(text.find((line) => line.startsWith('rabia'))).toMatch(
			/^rabia +User Rabia +administrator +all +active +off +2026-01-15 00:00 UTC +-$/,
		)
		// the desk shows the entries, also that the list was read
		const log = (await desk.get('/api/audit-log')).body as { lines: { kind: string; browser: string }[] }
		expect(log.lines.filter(({ browser }) => browser.startsWith('zila (')).map(({ kind }) => kind)).toContain(
			'people-listed',
		)
	})
	test.each([
		[2, 'x', 'enumerator', ['--districts', 'PK607'], /--name is a username: 2 to 20/],
		[2, 'saima', 'boss', everywhere, /--role is one of enumerator, coordinator/],
		[2, 'saima', 'enumerator', ['--districts', ','], /--districts is "all", or codes or names/],
		[2, 'saima', 'enumerator', ['--districts', 'PK607', '--sex', 'x'], /--sex is male/],
		[
			1,
			'saima',
			'enumerator',
			['--districts', 'PK999'],
			/There is no district PK999\. Use the codes or names/,
		],
		[
			1,
			'saima',
			'enumerator',
			['--districts', 'Dera Gazi'],
			/no district Dera Gazi\. .*: PK607 \(Dera Ghazi Khan\)/,
		],
		[1, 'saima', 'helpline-operator', everywhere, /no users with the role helpline-operator/],
		[1, 'rabia', 'enumerator', ['--districts', 'PK607'], /The username rabia is in use/],
	] as const)('%s: nobody is added as %s, %s, %s', async (code, name, role, districts, why) => {
		const before = (await listed()).length
		expect(await add(name, role, ...districts)).toEqual(refused(code, why))
		expect(await listed()).toHaveLength(before)
	})
	test('districts are given by name or code', async () => {
		expect(await add('bilal', 'enumerator', '--districts', 'dera ghazi khan, PK608')).toMatchObject({
			code: 0,
		})
		expect(await find('bilal')).toMatchObject({ districts: ['PK607', 'PK608'] })
	})
	test('a code for a further phone works, and the first phone is notified', async () => {
		const name = 'phone-1'
		const { phone, post } = await enrolledPhone(all.server, { code: name })
		expect(await find(name)).toMatchObject({ phones: 1, role: 'enumerator', districts: ['PK607'] })
		const { code, output } = await all.zila('people', 'code', '--name', name)
		expect(code).toBe(0)
		expect(codeIn(output)).toMatch(/\S{8,}/)
		expect(await entriesAbout(name)).toEqual(['invitation-created'])
		const { documents } = await phone.sync(post)
		expect(documents).toContainEqual(
			expect.objectContaining({
				kind: 'new-device',
				body: expect.objectContaining({ state: 'made', by: '' }),
			}),
		)
		expect(await all.zila('people', 'code', '--name', 'nobody')).toEqual(
			refused(1, /There is no user "nobody"/),
		)
	})
	test('the first safeguarding lead is added; later ones, and their codes, need a lead', async () => {
		const first = await add('lead1', 'safeguarding-lead', ...everywhere)
		const lead = await all.server.deskOf(codeIn(first.output))
		expect(await add('lead2', 'safeguarding-lead', ...everywhere)).toEqual(
			refused(1, /Another safeguarding lead has to approve/),
		)
		expect(await idOf('lead2')).toBe('')
		expect(await all.zila('people', 'code', '--name', 'lead1')).toEqual(
			refused(1, /Another safeguarding lead has to approve a code for lead1/),
		)
		// a deactivated lead counts, or the rule could be avoided
		expect((await all.zila('people', 'deactivate', '--name', 'lead1')).code).toBe(0)
		expect((await add('lead2', 'safeguarding-lead', ...everywhere)).code).toBe(1)
		const administrator = await all.server.desk('administrator')
		await administrator.post(`/api/people/${lead.person.id}/activation`, { isActive: true })

		// requested at the desk and approved by a lead: then the command gives the code, once
		const second = {
			name: 'Lead 2',
			code: 'lead2',
			role: 'safeguarding-lead',
			districts: 'all',
			language: 'en',
		}
		expect(await administrator.post('/api/people', second)).toMatchObject({ body: { code: null } })
		const approving = await all.server.deskOf(codeIn((await all.zila('lead-code', '--name', 'lead1')).output))
		const [approval] = (await approving.get('/api/lead-approvals')).body as { id: string }[]
		expect(
			(await approving.post(`/api/lead-approvals/${approval?.id}/decisions`, { decision: 'approve' })).status,
		).toBeLessThan(300)
		expect((await all.zila('people', 'code', '--name', 'lead2')).code).toBe(0)
		expect((await all.zila('people', 'code', '--name', 'lead2')).code).toBe(1)
	})
	test('a deactivated user is signed out; the last administrator stays', async () => {
		const desk = await all.server.desk('data-manager', 'all', 'leaving')
		expect(await all.zila('people', 'deactivate', '--name', 'leaving')).toMatchObject({ code: 0 })
		expect((await desk.get('/api/me')).status).toBe(401)
		expect(await find('leaving')).toMatchObject({ isActive: false })
		expect((await all.zila('people', 'deactivate', '--name', 'leaving')).output).toMatch(
			/was deactivated before/,
		)
		expect(await entriesAbout('leaving')).toEqual(['person-deactivated'])
		expect(await all.zila('people', 'code', '--name', 'leaving')).toEqual(refused(1, /reactivate the user/))

		const administrators = (await listed()).filter(
			({ role, isActive, hasPassword }) => role === 'administrator' && isActive && hasPassword,
		)
		const codes: number[] = []
		for (const { username } of administrators)
			codes.push((await all.zila('people', 'deactivate', '--name', username)).code)
		expect(codes).toEqual([...administrators.slice(1).map(() => 0), 1])
		const last = administrators.at(-1)?.username ?? ''
		expect(await find(last)).toMatchObject({ isActive: true })
		expect((await entriesAbout(last)).filter((kind) => kind === 'person-deactivated')).toEqual([])
	})
	test('two-factor authentication is reset with its sessions, for a lead only by another lead', async () => {
		const { store, clock } = all.server
		const enable = async (role: 'data-manager' | 'safeguarding-lead', name: string) => {
			const desk = await all.server.desk(role, 'all', name)
			const secret = createTotpSecret()
			const code = oneTimePassword(fromBase32(secret), Math.floor(clock.now / 30_000))
			const given = { secret, code, password: 'several plain words', token: desk.cookie.split('=')[1] ?? '' }
			await enableTwoFactor(store, desk.person, given, clock.now)
			return desk
		}
		const desk = await enable('data-manager', 'lost-phone')
		const reset = (name: string) => all.zila('people', 'reset-two-factor', '--name', name)
		expect(await find('lost-phone')).toMatchObject({ hasTwoFactor: true })
		expect(await reset('lost-phone')).toMatchObject({ code: 0 })
		expect(await find('lost-phone')).toMatchObject({ hasTwoFactor: false, hasPassword: true })
		expect((await desk.get('/api/me')).status).toBe(401)
		expect(await entriesAbout('lost-phone')).toEqual(['two-factor-reset'])
		expect(await reset('lost-phone')).toEqual(refused(1, /has not turned on two-factor/))

		const lead = await enable('safeguarding-lead', 'lead-phone')
		expect(await reset('lead-phone')).toEqual(refused(1, /Another safeguarding lead has to approve it/))
		expect((await lead.get('/api/me')).status).toBe(200)
		expect(await find('lead-phone')).toMatchObject({ hasTwoFactor: true })
	})
})

test('without a store the commands say where they looked', async () => {
	const found = await runZila({ DATA_FOLDER: '/nowhere/data' }, ['people', 'list'])
	expect(found).toMatchObject({
		code: 1,
		errors: expect.stringMatching(/There is no store in \/nowhere\/data/),
	})
})
