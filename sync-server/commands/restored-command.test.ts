import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { readReply } from '#shared/testing/test-phone'
import { runZila } from '../../tests/helpers/command.ts'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { copyDatabase, engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { keysInFolder } from '../sync/key-store.ts'

/** With an account that has exactly the rights of a server, as the page Install recommends. */
const [, [, freshPostgres]] = engines

/** Commands of `zila` in the code of a section of the documentation, and if the account of the owner is given. */
const zilaCommandsOf = (heading: string): { words: string; asOwner: boolean }[] => {
	const [, section = ''] = readFileSync('docs/operate.md', 'utf8').split(`${heading}\n`)
	const lines = (section.split(/^##/m)[0] ?? '').matchAll(
		/^ {4}(DATABASE_OWNER_URL=\S+ )?zila (.*?)(?: +#.*)?$/gm,
	)
	return [...lines].map(([, owner, words = '']) => ({ words, asOwner: owner !== undefined }))
}

test('after a restore to a point in time a phone sends again what was lost, and ended sessions stay ended', async () => {
	const keys = keysInFolder(temporaryFolder())
	const engine = await freshPostgres()
	const first = await serverForTests(engine, { keys })
	const { phone, post } = await enrolledPhone(first)
	await phone.sync(post, [phone.edit(phone.newRecord(), { age: 1 })])
	await first.desk('administrator')
	await first.close()
	const early = await copyDatabase(engine)

	const later = await serverForTests({ ...engine, ...engine.again() }, { keys })
	const send = (server: typeof later) => async (body: Uint8Array) => {
		const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		return new Uint8Array(reply.rawPayload)
	}
	const lost = phone.edit(phone.newRecord(), { age: 2 })
	const { header } = await phone.sync(send(later), [lost])
	await later.close()

	const environment = { DATABASE_URL: early.place, DATA_FOLDER: temporaryFolder() }
	const steps = zilaCommandsOf('### Restore to a point in time')
	expect(steps.map(({ words }) => words)).toEqual(['restored', 'status'])
	const owner = Object.assign(new URL(early.place), { username: new URL(inject('postgresUrl')).username })
	for (const { words, asOwner } of steps) {
		const given = asOwner ? { ...environment, DATABASE_OWNER_URL: owner.href } : environment
		expect(await runZila(given, words.split(' ')), words).toMatchObject({ code: 0 })
	}
	const restored = await serverForTests({ ...early, ...early.again() }, { keys })
	expect(await restored.store.reading.db.selectFrom('session').selectAll().execute()).toEqual([])
	expect(await restored.store.revisionsById([lost.id])).toHaveLength(0)
	const { head } = header
	const marks: [number, string][] = [[head.seq, head.chain]]
	const { body } = await phone.request([], { marks, isAll: true })
	const told = await readReply(await send(restored)(body))
	expect(told.header).toMatchObject({ rewound: { match: 0 }, era: expect.stringMatching(/^[\w-]{8}$/) })
	expect(told.header.era).not.toBe(header.era)
	const { header: again } = await phone.sync(send(restored), [lost])
	expect(again.acks).toEqual([[lost.id, 'stored']])
	await restored.close()
})
