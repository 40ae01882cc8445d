import { createHash } from 'node:crypto'
import '../../../tests/helpers/browser.ts'
import { expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition, FormPart } from '#shared/forms/form-definition'
import { loadInstrument } from '../../../tests/helpers/instruments.ts'
import { serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { findSafeguardingLead } from './open-draft-form.ts'

vi.mock('../../storage/vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

const now = loadInstrument('helpline')
/** The form as published earlier: one note for both cases. */
const before: FormDefinition = { ...now, body: now.body.map(withoutNobody) }
function withoutNobody(part: FormPart): FormPart {
	if (part.kind !== 'group') return part
	const parts = part.parts.filter(({ name }) => name !== 'child_unnamed').map(withoutNobody)
	return { ...part, parts }
}
const formOf = (definition: FormDefinition) => {
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	return compiled.form
}

test('without a named lead, a form with its own referral shows operators no number, and any other shows the card’s numbers', async () => {
	const enumerator = await unlockedAt(serverWithForm())
	const operator: VaultSession = {
		...enumerator,
		person: { ...enumerator.person, role: 'helpline-operator' },
	}
	expect(await findSafeguardingLead(operator, formOf(now))).toBe('')
	expect(await findSafeguardingLead(operator, formOf(before))).toBe('1991, 15')
	expect(await findSafeguardingLead(enumerator, formOf(now))).toBe('1991, 15')
})
