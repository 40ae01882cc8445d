import '../../../tests/helpers/browser.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { lockKey, openVault, unwrapVaultKey } from '../vault/vault.ts'

const requested = vi.hoisted(() => [] as number[])
vi.mock('../vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, _salt: Uint8Array, memory: number) => {
		requested.push(memory)
		return new TextEncoder().encode(`${pin} ${memory}`.padEnd(32, '0'))
	},
}))
afterEach(() => {
	vi.unstubAllGlobals()
	requested.length = 0
})
const withGb = (deviceMemory: number | undefined) => vi.stubGlobal('navigator', { deviceMemory })

test('a phone with more memory makes each guess more expensive; one with 2 GB, or unknown memory, uses the minimum', async () => {
	for (const [gb, memory] of [
		[8, 65_536],
		[4, 65_536],
		[2, 19_456],
		[undefined, 19_456],
	]) {
		withGb(gb)
		expect((await lockKey(new Uint8Array(32), '482915')).pinMemory).toBe(memory)
	}
})
test('a PIN unlocks with the memory it was set with, on an older phone with the minimum', async () => {
	withGb(8)
	const raw = crypto.getRandomValues(new Uint8Array(32))
	const locked = await lockKey(raw, '482915')
	withGb(2)
	await openVault('482915', locked)
	expect(await unwrapVaultKey('482915', locked)).toEqual(raw)
	const { pinMemory: _, ...before } = await lockKey(raw, '482915')
	expect(await unwrapVaultKey('482915', before)).toEqual(raw)
	expect(requested).toEqual([65_536, 65_536, 65_536, 19_456, 19_456])
})
test('a changed PIN keeps the memory parameter: the second PIN is derived with the same', async () => {
	withGb(2)
	const raw = crypto.getRandomValues(new Uint8Array(32))
	const locked = await lockKey(raw, '482915')
	withGb(8)
	expect((await lockKey(raw, '739164', locked)).pinMemory).toBe(19_456)
})
