import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AudioListItem } from '#shared/audio/audio-api'
import { listAudioTexts } from '#shared/audio/audio-texts'
import { type AudioFiles, audioHeaders, audioPaths } from '#shared/sync/audio'
import type { TestPhone } from '#shared/testing/test-phone'
import { readMarkdown } from '#shared/xlsform/sheets'
import { isAnsweredOnce } from '../../tests/helpers/captured-request.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, fetchAsPhone, showAccess } from '../../tests/helpers/phone.ts'

const sheets = (label: string, id: string, fillers = '') =>
	readMarkdown(
		`## survey\n| type | name | label |\n| select_one yn | tea | ${label} |\n## choices\n| list_name | name | label |\n| yn | yes | Yes |\n| yn | no | No |\n## settings\n| form_id | zila:filled_by |\n| ${id} | ${fillers} |\n`,
	)
const sound = (text: string) => Buffer.from(`OggS ${text}`)
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe.each(routeEngines)('audio questions on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		;({ phone } = await enrolledPhone(server))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const publish = (id: string, label = 'Tea?') =>
		manager.post('/api/forms', { name: 'f', sheets: sheets(label, id) })
	/** Returns the key of a text in the newest version. */
	async function keyOf(id: string, name: string): Promise<string> {
		const newest = (await server.forms.current()).find((form) => form.id === id)
		const texts = newest ? listAudioTexts(newest.definition, 'bal') : []
		return texts.find(({ names }) => names.includes(name))?.key ?? ''
	}
	const of = (text: string) => ({ language: 'bal', text })
	const upload = async (id: string, name: string, what: Buffer, by = manager) =>
		by.post(`/api/forms/${id}/audio`, { ...of(await keyOf(id, name)), sound: what.toString('base64') })
	const listed = async (id: string) => (await manager.get(`/api/forms/${id}/audio`)).body as AudioListItem[]
	const ask = (url: string, by = phone, signed = url) => fetchAsPhone(server, by, url, signed)
	const sounds = async (id: string) => (await ask(audioPaths.sounds(id, 'bal'))).json() as AudioFiles

	test('audio of a text is stored, played at the desk and on a phone, and replaced, with its author and time', async () => {
		await publish('a')
		expect((await upload('a', 'tea', sound('tea'))).status).toBe(204)
		expect((await upload('a', 'tea-yes', sound('yes'))).status).toBe(204)
		expect(await listed('a')).toMatchObject([
			{ language: 'bal', place: 'tea', by: manager.person.name, at: '2026-01-15T00:00:00.000Z' },
			{ language: 'bal', place: 'yn:yes' },
		])
		const download = await manager.get(`/api/forms/a/audio/bal/${await keyOf('a', 'tea')}`)
		expect(download).toMatchObject({ status: 200, raw: sound('tea') })
		expect(download.headers).toMatchObject({
			'content-type': 'audio/ogg',
			'content-disposition': 'attachment',
			'x-content-type-options': 'nosniff',
		})
		const offered = (await ask(audioPaths.languages('a'))).json()
		expect(offered).toEqual([{ language: 'bal', texts: 3, sounds: 2, size: 16 }])
		const got = await ask(audioPaths.sound(hashOf(sound('yes'))))
		expect([got.status, got.raw]).toEqual([200, sound('yes')])
		expect((await upload('a', 'tea', sound('tea, better'))).status).toBe(204)
		expect((await sounds('a')).map(({ hash }) => hash)).toContain(hashOf(sound('tea, better')))
		expect(await server.files.has(hashOf(sound('tea')))).toBe(false)
	})
	test('audio of a changed text is not played until a user confirms it', async () => {
		await publish('b')
		await upload('b', 'tea', sound('b'))
		const old = await keyOf('b', 'tea')
		await publish('b', 'Green tea?')
		const next = await keyOf('b', 'tea')
		// Only for phones with a draft of the version before.
		expect((await sounds('b')).map(({ text }) => text)).toEqual([old])
		expect((await ask(audioPaths.languages('b'))).json()).toEqual([])
		const confirm = async (text: string, audio: Buffer) =>
			(await manager.post('/api/forms/b/audio/confirm', { ...of(text), hash: hashOf(audio) })).status
		expect(await confirm(old, sound('b'))).toBe(404)
		expect(await confirm(next, sound('b'))).toBe(204)
		expect((await sounds('b')).map(({ text }) => text).sort()).toEqual([old, next].sort())
		// Texts that the form no longer has cannot be recorded.
		expect((await manager.post('/api/forms/b/audio', { ...of(old), sound: 'T2dnUw==' })).status).toBe(404)
	})
	test('a confirmation counts for the audio that was played, even if another one was moved there; for deleted audio it is refused', async () => {
		await publish('g')
		await upload('g', 'tea', sound('old tea'))
		await publish('g', 'Milk?')
		server.clock.now += 1000
		await upload('g', 'tea', sound('milk'))
		await publish('g', 'Green tea?')
		const next = await keyOf('g', 'tea')
		const confirm = async (audio: Buffer) =>
			(await manager.post('/api/forms/g/audio/confirm', { ...of(next), hash: hashOf(audio) })).status
		expect(await confirm(sound('old tea'))).toBe(204)
		expect((await sounds('g')).find(({ text }) => text === next)?.hash).toBe(hashOf(sound('old tea')))
		const milk = (await listed('g')).find(({ hash }) => hash === hashOf(sound('milk')))
		await manager.delete(`/api/forms/g/audio/bal/${milk?.text}`)
		expect(await confirm(sound('milk'))).toBe(404)
	})
	test('audio shared by two forms is available to the enumerators of either', async () => {
		const same = sound('same')
		const operators = 'helpline-operator'
		for (const [id = '', fillers] of [['h', operators], ['i'], ['j', operators]]) {
			await manager.post('/api/forms', { name: 'f', sheets: sheets('Tea?', id, fillers) })
			expect((await upload(id, 'tea', same)).status).toBe(204)
		}
		const operator = (await enrolledPhone(server, { role: 'helpline-operator' })).phone
		for (const each of [phone, operator])
			expect((await ask(audioPaths.sound(hashOf(same)), each)).status).toBe(200)
	})
	test('removed audio is deleted with its file, unless another text uses the same', async () => {
		await publish('c')
		await upload('c', 'tea', sound('c'))
		await upload('c', 'tea-no', sound('c'))
		const hash = hashOf(sound('c'))
		const remove = async (name: string) =>
			(await manager.delete(`/api/forms/c/audio/bal/${await keyOf('c', name)}`)).status
		expect(await remove('tea')).toBe(204)
		expect(await server.files.has(hash)).toBe(true)
		expect(await remove('tea-no')).toBe(204)
		expect(await server.files.has(hash)).toBe(false)
		expect(await remove('tea-no')).toBe(404)
		expect((await ask(audioPaths.sound(hash))).status).toBe(404)
	})
	test('only short audio is accepted, and its type is detected from its first bytes', async () => {
		await publish('d')
		const refused = await upload('d', 'tea', Buffer.from('<html><script>alert(1)</script>'))
		expect(refused).toMatchObject({ status: 422, body: { problem: 'sound-unreadable' } })
		const long = await upload('d', 'tea', Buffer.concat([sound(''), Buffer.alloc(1_500_000)]))
		expect(long).toMatchObject({ status: 413, body: { problem: 'sound-too-large' } })
		expect(await listed('d')).toEqual([])
	})
	test('the audit log has the user, without the text', async () => {
		await publish('e')
		await upload('e', 'tea', sound('e'))
		await manager.delete(`/api/forms/e/audio/bal/${await keyOf('e', 'tea')}`)
		const { body } = await (await server.desk('administrator')).get('/api/audit-log')
		const lines = (body as { lines: { kind: string; of: string }[] }).lines
		expect(lines.filter((line) => line.of === 'e').map(({ kind }) => kind)).toEqual([
			...['audio-removed', 'audio-saved', 'form-published'],
		])
	})
	test('a captured request is answered once, and only within a quarter of an hour', async () => {
		await publish('f')
		await upload('f', 'tea', sound('f'))
		const url = audioPaths.sound(hashOf(sound('f')))
		await showAccess(server, phone)
		await isAnsweredOnce(server, async () => {
			const { sentAt, nonce, signature } = await phone.reading(url)
			const headers = {
				[audioHeaders.device]: phone.enrolled.device,
				[audioHeaders.sentAt]: String(sentAt),
				[audioHeaders.nonce]: nonce,
				[audioHeaders.signature]: signature,
			}
			return async () => {
				const reply = await server.app.inject({ url, headers })
				return reply.statusCode === 200 ? 200 : (reply.json() as { problem: string }).problem
			}
		})
	})
	test('only a phone of the project gets audio, with its own key, and only of its own forms', async () => {
		await publish('f')
		await upload('f', 'tea', sound('f'))
		const address = audioPaths.sound(hashOf(sound('f')))
		expect((await server.app.inject({ url: address })).statusCode).toBe(401)
		expect((await ask(address, phone, audioPaths.languages('f'))).status).toBe(401)
		const operator = (await enrolledPhone(server, { role: 'helpline-operator' })).phone
		expect((await ask(address, operator)).status).toBe(404)
		expect((await ask(audioPaths.sounds('f', 'bal'), operator)).status).toBe(404)
		// An attachment of a record is not served, even if its hash is known.
		const other = sound('said in an interview')
		await server.files.save({ hash: hashOf(other), size: other.length }, [other] as never)
		expect((await ask(audioPaths.sound(hashOf(other)))).status).toBe(404)
		const lost = await enrolledPhone(server)
		const { store } = server
		await store.changing.db
			.updateTable('device')
			.set({ revoked: 1 })
			.where('id', '=', lost.phone.enrolled.device)
			.execute()
		expect((await ask(address, lost.phone)).status).toBe(401)
	})
})
