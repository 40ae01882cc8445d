import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import { createVault, type Vault } from '../vault/vault.ts'
import {
	deleteReplacedAttachments,
	getFileExtension,
	type NewAttachment,
	openAttachment,
	sizeOfAttachment,
} from './attachments.ts'
import { saveAttachment } from './save-attachment.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

let disk = emptyDisk()
let vault: Vault
beforeEach(async () => {
	disk = emptyDisk()
	vault = (await createVault('482915')).vault
})
const words = 'What the register says. '
const register = (bytes = 100): NewAttachment => ({
	kind: 'file',
	ending: 'pdf',
	blob: new Blob([words.repeat(Math.ceil(bytes / words.length)).slice(0, bytes)]),
})

test('a file is encrypted in chunks and decrypts to the same bytes, and its size is known without decrypting', async () => {
	const size = 2.5 * 1024 * 1024
	const name = await saveAttachment(vault, register(size))
	expect(name).toMatch(/^file-[\w-]{22}\.pdf$/)
	expect([...disk.files().keys()]).toHaveLength(3)
	for (const bytes of disk.files().values()) expect(Buffer.from(bytes).includes(words)).toBe(false)
	expect(await sizeOfAttachment(name)).toBe(size)
	expect(await (await openAttachment(vault, name))?.text()).toBe(await register(size).blob.text())
})

test('another user of the same phone cannot open it', async () => {
	const name = await saveAttachment(vault, register())
	const other = (await createVault('771204')).vault
	await expect(openAttachment(other, name)).rejects.toMatchObject({ code: 'phone-storage-broken' })
})

test('a file that a full phone refused leaves nothing, and earlier files are intact', async () => {
	const before = await saveAttachment(vault, register())
	disk.left = 1.5 * 1024 * 1024
	await expect(saveAttachment(vault, register(4e6))).rejects.toMatchObject({ code: 'phone-full' })
	const storedFiles = () => [...disk.files().keys()].filter((path) => path.startsWith('recordings/'))
	expect(storedFiles()).toEqual([`recordings/${before}/000000`])
	disk.left = Number.POSITIVE_INFINITY
	expect(await sizeOfAttachment(before)).toBe(100)
	await saveAttachment(vault, register())
	expect(storedFiles()).toHaveLength(2)
	expect(disk.files().size).toBe(2)
})

test('a file half written at a crash is deleted with the next file', async () => {
	let isDead = false
	const dying: Vault = {
		...vault,
		sealBytes: (place, bytes) => {
			const sealing = isDead ? new Promise<never>(() => {}) : vault.sealBytes(place, bytes)
			isDead = true
			return sealing
		},
	}
	// the lock is released by the crash
	const { request } = navigator.locks
	navigator.locks.request = (async (_name: string, work: () => unknown) => work()) as typeof request
	void saveAttachment(dying, register(3e6))
	await expect.poll(() => disk.files().size).toBe(2)
	navigator.locks.request = request
	const name = await saveAttachment(vault, register())
	expect([...disk.files().keys()]).toEqual([`recordings/${name}/000000`])
})

test('answers that name no file delete none', async () => {
	const name = await saveAttachment(vault, register())
	await deleteReplacedAttachments([`see ${name.slice(0, -1)}`, 7, ['x'], `../${name}`])
	expect(await sizeOfAttachment(name)).toBe(100)
	await deleteReplacedAttachments([name])
	expect(await sizeOfAttachment(name)).toBeNull()
	await deleteReplacedAttachments([name])
})

test('of a file name only a plain extension is stored', () => {
	expect(getFileExtension('Amina Bibi.PDF')).toBe('pdf')
	expect(['Amina', 'scan.of Amina', 'a.aminabibi'].map(getFileExtension)).toEqual(['', '', ''])
})
