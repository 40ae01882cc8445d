import { createHash } from 'node:crypto'
import '../../../tests/helpers/browser.ts'
import { expect, test, vi } from 'vitest'
import { serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { changeEnrolment } from '../../storage/enrolment/enrolments.ts'
import { loadTranslations, setHelplineWording } from '../../ui/i18n.ts'
import { isOperatorSession } from './device-wording.ts'

vi.mock('../../storage/vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

test('on a shared phone an operator is referred to the administrator before the PIN, and an enumerator to the coordinator', async () => {
	const server = serverWithForm()
	const enumerator = await unlockedAt(server)
	const operator = await unlockedAt(server)
	await changeEnrolment(operator.device, (row) => ({
		...row,
		person: { ...row.person, role: 'helpline-operator' },
	}))
	const t = await loadTranslations('en')
	const reads = async (device: string | null) => {
		setHelplineWording(await isOperatorSession(device))
		return [t('pin.forgottenHelp'), t('problem.pin-gone')].map(
			(text) => /coordinator|administrator/.exec(text)?.[0],
		)
	}
	expect(await reads(operator.device)).toEqual(['administrator', 'administrator'])
	expect(await reads(enumerator.device)).toEqual(['coordinator', 'coordinator'])
	await reads(operator.device)
	expect(await reads(null)).toEqual(['coordinator', 'coordinator'])
})
