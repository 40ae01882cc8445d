import { act, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Person } from '#shared/people/people'
import { renderDesk } from '../../testing/render-desk.tsx'
import { sealFor } from '../../testing/seal-for.ts'
import { text } from '../../testing/text.ts'
import { clearUnlockedKeys, openRoleKeys } from '../account/role-key.ts'
import { UnlockSealedColumns } from './unlock-sealed-columns.tsx'

afterEach(clearUnlockedKeys)

async function render(
	isDecrypting: boolean,
	person: Partial<Person> = {},
	sealedTo: 'data-manager' | null = 'data-manager',
) {
	const onAsk = vi.fn()
	const desk = await renderDesk(
		<UnlockSealedColumns sealedTo={[null, sealedTo]} isDecrypting={isDecrypting} onToggle={onAsk} />,
		{
			person,
		},
	)
	return { ...desk, onAsk }
}

test('encrypted answers are decrypted on request', async () => {
	const { user, onAsk } = await render(false)
	expect(screen.queryByLabelText(text('roleKey.secretKey'))).toBeNull()
	await user.click(screen.getByRole('button', { name: text('table.decrypt') }))
	expect(onAsk).toHaveBeenCalledWith(true)
})

test('the words of the key are asked for while none is unlocked, which can be cancelled', async () => {
	const { user, onAsk } = await render(true)
	expect(screen.getByLabelText(text('roleKey.secretKey'))).toBeVisible()
	expect(screen.getByText(text('table.decryptKeyHint'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('table.close') }))
	expect(onAsk).toHaveBeenCalledWith(false)
})

test('with an unlocked key a note says that the audit log records it, and answers can be hidden', async () => {
	const form = 'type  name  label  bind::zila:sealed_to\ntext  told  Told  data-manager'
	const { words, key } = await sealFor('data-manager', form, 'record-1', { told: 'yes' })
	await act(async () => void (await openRoleKeys(words, [key])))
	const { user, onAsk } = await render(true)
	expect(screen.getByText(text('table.decryptingHint'))).toBeVisible()
	expect(screen.queryByLabelText(text('roleKey.secretKey'))).toBeNull()
	await user.click(screen.getByRole('button', { name: text('table.hideDecrypted') }))
	expect(onAsk).toHaveBeenCalledWith(false)
})

test.each<[string, Partial<Person>, 'data-manager' | null]>([
	['a user of another role', { role: 'coordinator' }, 'data-manager'],
	['the demonstration', { demonstration: true }, 'data-manager'],
	['a user without encrypted columns', {}, null],
])('%s is offered nothing', async (_, person, sealedTo) => {
	await render(true, person, sealedTo)
	expect(screen.queryByRole('button')).toBeNull()
})
