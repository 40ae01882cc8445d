import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { fromBase32, oneTimePassword } from '../people/totp.ts'
import { recordTwoFactorAttempt } from '../storage/people/two-factor.ts'

const password = 'several plain words'
const halfMinute = 30_000

describe.each(routeEngines)('two-factor authentication on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	// Resets the login throttle between tests.
	beforeEach(() => {
		server.clock.now += 15 * 60_000
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	async function signIn(code: string, twoFactorCode?: string, typed = password) {
		const payload = { code, password: typed, ...(twoFactorCode === undefined ? {} : { twoFactorCode }) }
		const reply = await server.app.inject({ method: 'POST', url: '/api/sign-in', payload })
		return { outcome: outcomeOf(reply.statusCode, reply.json()), cookie: reply.headers['set-cookie'] }
	}
	/** The status of a success, else the problem. */
	const outcomeOf = (status: number, body: unknown): unknown =>
		(body as { problem?: string } | null)?.problem ?? status
	const ask = async (desk: Desk, what: string, payload: object) => {
		const { status, body } = await desk.post(`/api/two-factor/${what}`, payload)
		return { outcome: outcomeOf(status, body), codes: (body as { codes?: string[] } | null)?.codes ?? [] }
	}
	const stateOf = async (desk: Desk) => (await desk.get('/api/two-factor')).body
	const secretFor = async (desk: Desk) =>
		((await desk.post('/api/two-factor/secret', {})).body as { secret: string }).secret
	/** The one-time password that the app shows, `away` half minutes from now. */
	const shownBy =
		(secret: string) =>
		(away = 0) =>
			oneTimePassword(fromBase32(secret), Math.floor(server.clock.now / halfMinute) + away)
	const later = (halfMinutes = 2) => {
		server.clock.now += halfMinutes * halfMinute
	}
	/** A user who turned two-factor authentication on a minute ago. */
	async function withTwoFactor(code: string) {
		const desk = await server.desk('data-manager', ['PK607'], code)
		const secret = await secretFor(desk)
		const shown = shownBy(secret)
		const { codes } = await ask(desk, 'enable', { secret, password, code: shown() })
		later()
		const [backupCode = ''] = codes
		return { desk, shown, codes, backupCode, secret }
	}

	test('turned on with the password and the first number, it is required after the correct password', async () => {
		const desk = await server.desk('data-manager', ['PK607'], 'amber')
		expect(await stateOf(desk)).toEqual({ since: null, backupCodes: 0 })
		const secret = await secretFor(desk)
		expect(await secretFor(desk)).not.toBe(secret)
		const shown = shownBy(secret)
		const on = (change: object) => ask(desk, 'enable', { secret, password, code: shown(), ...change })
		expect((await on({ password: 'another' })).outcome).toBe('password-wrong')
		expect((await on({ code: shown(5) })).outcome).toBe('two-factor-wrong')
		expect((await on({ code: '' })).outcome).toBe('two-factor-wrong')
		expect((await on({ secret: 'SHORT' })).outcome).toBe('input-invalid')
		expect((await signIn('amber')).outcome).toBe(200)
		const { outcome, codes } = await on({})
		expect([outcome, new Set(codes).size]).toEqual([200, 8])
		expect(await stateOf(desk)).toEqual({ since: expect.any(String), backupCodes: 8 })
		later()
		const without = await signIn('amber')
		expect(without).toEqual({ outcome: 'two-factor-required', cookie: undefined })
		expect(await signIn('amber', shown(7))).toEqual({ outcome: 'two-factor-wrong', cookie: undefined })
		const { outcome: right, cookie } = await signIn('amber', shown())
		expect([right, String(cookie)]).toEqual([200, expect.stringContaining('zila-session-pk31=')])
	})
	test('without the correct password it is not disclosed, whatever number is given', async () => {
		const { shown } = await withTwoFactor('basma')
		for (const number of [undefined, shown(), '000000'])
			expect((await signIn('basma', number, 'a wrong password')).outcome).toBe('name-or-password-wrong')
		expect((await signIn('basma', shown())).outcome).toBe(200)
	})
	test('turning it on signs out everywhere else', async () => {
		const desk = await server.desk('data-manager', ['PK607'], 'chand')
		const { cookie } = await signIn('chand')
		const isIn = async (held: string) =>
			(await server.app.inject({ url: '/api/me', headers: { cookie: held } })).statusCode === 200
		const other = String(cookie).split(';')[0] ?? ''
		const secret = await secretFor(desk)
		expect(await isIn(other)).toBe(true)
		await ask(desk, 'enable', { secret, password, code: shownBy(secret)() })
		expect([await isIn(other), await isIn(desk.cookie)]).toEqual([false, true])
	})
	test('a number is accepted once, including the one it was turned on with, and none from before it', async () => {
		const desk = await server.desk('data-manager', ['PK607'], 'dua')
		const secret = await secretFor(desk)
		const shown = shownBy(secret)
		await ask(desk, 'enable', { secret, password, code: shown() })
		expect((await signIn('dua', shown())).outcome).toBe('two-factor-wrong')
		later()
		const both = await Promise.all([signIn('dua', shown()), signIn('dua', shown())])
		expect(both.map(({ outcome }) => outcome).sort()).toEqual([200, 'two-factor-wrong'])
		expect((await signIn('dua', shown(-1))).outcome).toBe('two-factor-wrong')
		expect((await signIn('dua', shown(1))).outcome).toBe(200)
	})
	test('typed in Urdu or Arabic digits, and with spaces, it is the same number', async () => {
		const { shown } = await withTwoFactor('eshal')
		const inScript = (zero: number) =>
			shown().replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)))
		expect(
			(await signIn('eshal', ` ${inScript(0x06f0).slice(0, 3)} ${inScript(0x06f0).slice(3)}`)).outcome,
		).toBe(200)
		later()
		expect((await signIn('eshal', inScript(0x0660))).outcome).toBe(200)
	})
	test('a backup code replaces a number once, in any notation; only its digest is stored', async () => {
		const { desk, codes, backupCode } = await withTwoFactor('farah')
		expect((await signIn('farah', 'AAAAA-AAAAA')).outcome).toBe('two-factor-wrong')
		expect((await signIn('farah', backupCode.toLowerCase().replace('-', ' '))).outcome).toBe(200)
		expect((await signIn('farah', backupCode)).outcome).toBe('two-factor-wrong')
		expect(await stateOf(desk)).toMatchObject({ backupCodes: 7 })
		const stored = JSON.stringify(
			await server.store.reading.db.selectFrom('backup_code').selectAll().execute(),
		)
		expect(codes.filter((code) => stored.includes(code) || stored.includes(code.replace('-', '')))).toEqual(
			[],
		)
	})
	test("one user's number or backup code opens no other account", async () => {
		const [, other] = [await withTwoFactor('gul'), await withTwoFactor('hina')]
		expect((await signIn('gul', other.shown())).outcome).toBe('two-factor-wrong')
		expect((await signIn('gul', other.backupCode)).outcome).toBe('two-factor-wrong')
	})
	test('new backup codes take a password and a number, and invalidate the former ones', async () => {
		const { desk, shown, codes: old } = await withTwoFactor('iqra')
		const renew = (change: object) => ask(desk, 'backup-codes', { password, code: shown(), ...change })
		expect((await renew({ password: 'another' })).outcome).toBe('password-wrong')
		expect((await renew({ code: shown(9) })).outcome).toBe('two-factor-wrong')
		expect((await renew({ code: '' })).outcome).toBe('two-factor-required')
		const { outcome, codes } = await renew({})
		expect([outcome, codes.length, codes.some((code) => old.includes(code))]).toEqual([200, 8, false])
		expect((await signIn('iqra', old[3])).outcome).toBe('two-factor-wrong')
		expect((await signIn('iqra', codes[3])).outcome).toBe(200)
		const without = await server.desk('data-manager')
		expect((await ask(without, 'backup-codes', { password, code: '000000' })).outcome).toBe('not-found')
	})
	test('it is turned off with a password and a number, and not replaced without', async () => {
		const { desk, shown, backupCode } = await withTwoFactor('jahan')
		const another = await secretFor(desk)
		expect((await ask(desk, 'enable', { secret: another, password, code: shownBy(another)() })).outcome).toBe(
			'two-factor-already-enabled',
		)
		const off = (change: object) => ask(desk, 'disable', { password, code: shown(), ...change })
		expect((await off({ password: 'another' })).outcome).toBe('password-wrong')
		expect((await off({ code: shown(9) })).outcome).toBe('two-factor-wrong')
		expect((await signIn('jahan')).outcome).toBe('two-factor-required')
		expect((await off({})).outcome).toBe(204)
		expect(await stateOf(desk)).toEqual({ since: null, backupCodes: 0 })
		expect((await signIn('jahan')).outcome).toBe(200)
		// The backup codes were deleted with it.
		await enableAgain(desk)
		expect((await signIn('jahan', backupCode)).outcome).toBe('two-factor-wrong')
	})
	async function enableAgain(desk: Desk) {
		const secret = await secretFor(desk)
		expect((await ask(desk, 'enable', { secret, password, code: shownBy(secret)() })).outcome).toBe(200)
	}
	test('a new enrolment code removes it; another password does not', async () => {
		const { desk } = await withTwoFactor('kiran')
		const next = 'tractor onion lamp'
		await desk.post('/api/password', { now: password, next })
		expect((await signIn('kiran', undefined, next)).outcome).toBe('two-factor-required')
		const administrator = await server.desk('administrator')
		const made = await administrator.post(`/api/people/${desk.person.id}/invitations`, {})
		// A code that was created and not used yet.
		expect((await signIn('kiran', undefined, next)).outcome).toBe('two-factor-required')
		const again = await server.deskOf((made.body as { code: string }).code)
		expect(await stateOf(again)).toEqual({ since: null, backupCodes: 0 })
		expect((await signIn('kiran')).outcome).toBe(200)
	})
	test('guessing at the number causes a delay, however often the password is correct in between', async () => {
		const { shown } = await withTwoFactor('laila')
		for (let i = 0; i < 5; i++) {
			expect((await signIn('laila', `00000${i}`)).outcome).toBe('two-factor-wrong')
			if (i < 4) expect((await signIn('laila')).outcome).toBe('two-factor-required')
		}
		expect((await signIn('laila', shown())).outcome).toBe('too-many-tries')
		later()
		expect((await signIn('laila', shown())).outcome).toBe(200)
	})
	test('after a hundred wrong ones in a row no number is accepted any more, only a backup code', async () => {
		const { desk, shown, backupCode } = await withTwoFactor('mahnoor')
		await recordTwoFactorAttempt(server.store.changing, desk.person.id, { failed_attempts: 98 })
		for (let i = 0; i < 2; i++) expect((await signIn('mahnoor', '000000')).outcome).toBe('two-factor-wrong')
		expect((await signIn('mahnoor', shown())).outcome).toBe('two-factor-locked')
		expect((await signIn('mahnoor', backupCode)).outcome).toBe(200)
		expect((await signIn('mahnoor', shown())).outcome).toBe(200)
	})
})
