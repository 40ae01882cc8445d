import { buildRecordAad } from '../../storage/vault/associated-data.ts'
import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { formOf, scenario } from '#shared/testing/scenario'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { write } from '../../storage/database/database.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import type { RecordSummary } from '../../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { findInterviewFindings } from './find-interview-findings.ts'

vi.mock('../../storage/vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const definition = formOf(`
	type           name          label      relevant           required                  bind::zila:consent
	text           contact       Contact
	geopoint       gps           Where
	text           gps_reason    Why        \${gps} = ''       \${contact} != 'unsafe'
	select_one yn  consent       Agreed     -                  -                         ask: yes
	calculate      consent_time  When       -                  -                         time
	text           result        Result
	choices
	list_name  name  label
	yn  yes  Yes
	yn  no   No
`)
const at = (time: string) => Date.parse(`2026-11-25T${time}:00+05:00`)

describe('findings at the end of an interview on a phone', () => {
	let vaultSession: VaultSession
	const record = { id: 'this', form: { id: 'scenario', ver: 1 }, isCorrection: false }
	/** An interview with consent at this time, at an accurate location. */
	const interview = (agreed: string, more: Record<string, string> = {}) => {
		const form = scenario(definition, {
			context: {
				now: () => at(agreed),
				offsetMinutes: 300,
				random: () => 0.5,
				uuid: () => '',
				language: 'en',
			},
		})
		const answers = { gps: '30.05 70.63 0 12', consent: 'yes', result: 'complete', ...more }
		for (const [name, typed] of Object.entries(answers)) form.answer(name, typed)
		return form.session
	}
	const found = async (
		session: ReturnType<typeof interview>,
		more: object = {},
		before: Parameters<typeof findInterviewFindings>[3] = [],
	) =>
		(
			await findInterviewFindings(
				vaultSession,
				session,
				{ ...record, startedAt: at('10:00'), ...more },
				before,
			)
		).map(({ kind }) => kind)
	async function had(id: string, finishedAt?: number): Promise<void> {
		const summary: RecordSummary = {
			form: { id: 'household', ver: 1 },
			name: '',
			status: 'submitted',
			isVoid: false,
			openCases: 0,
			work: {
				round: 'baseline',
				cluster: 'PK607-03',
				household: 1,
				visit: 1,
				appointment: '',
				isVisited: true,
				comesBack: false,
				result: 'complete',
				replaces: null,
			},
			...(finishedAt === undefined ? {} : { finishedAt }),
		}
		const sealed = await vaultSession.vault.seal(buildRecordAad(vaultSession.device, id), summary)
		const row = { id, device: vaultSession.device, changedAt: at('09:58'), ...sealed }
		await write(['records'], async ({ records }) => void (await records.put(row)))
	}
	beforeEach(async () => {
		const server = serverWithForm()
		connect(goodLine(server))
		vaultSession = await unlockedAt(server)
	})
	/** Fetches the study. */
	const sync = () => exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')

	test('the previous interview counts by its finish, not by a later correction', async () => {
		await sync()
		await had('before', at('07:30'))
		await had('row of before')
		expect(await found(interview('10:00'))).toEqual([])
		await had('near', at('09:58'))
		expect(await found(interview('10:00'))).toEqual(['soon'])
	})
	test('the hour is that of the consent, and without one that of the first visit', async () => {
		await sync()
		expect(await found(interview('10:00'), { startedAt: at('05:00') })).toEqual([])
		expect(await found(interview('21:00'))).toEqual(['hour'])
	})
	test('without the study the usual hours are unknown', async () => {
		expect(await found(interview('21:00'))).toEqual([])
	})
	test('a missing location is reported only if the form requires a reason', async () => {
		await sync()
		expect(await found(interview('10:00', { gps: '', contact: 'contacted' }))).toEqual(['no-place'])
		expect(await found(interview('10:00', { gps: '', contact: 'unsafe' }))).toEqual([])
	})
	test('a correction is checked again by its answers, and timing findings are kept', async () => {
		await sync()
		await had('near', at('09:58'))
		const before = [
			{ kind: 'short', found: 8, limit: 12 },
			{ kind: 'far', found: 900, limit: 500 },
		] as const
		const correction = { isCorrection: true }
		expect(await found(interview('10:00'), correction, before)).toEqual(['short'])
		expect(await found(interview('21:00'), correction, before)).toEqual(['short', 'hour'])
		expect(await found(interview('10:00', { result: 'refused' }), correction, before)).toEqual([])
	})
})
