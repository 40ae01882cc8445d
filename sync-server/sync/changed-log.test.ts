import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRevisionFrame } from '#shared/sync/revision-frame'
import { readReply } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { restoration } from '../storage/log/backups-and-rewinds.ts'
import { chainAfter } from '../storage/log/chain.ts'
import { readStored } from './decode-revision.ts'

describe.each(enginesOfOwner)(
	'an answer that somebody changed in the database, with the hash chain, on %s',
	(_, freshEngine) => {
		let server: ServerForTests
		beforeAll(async () => {
			server = await serverForTests(await freshEngine())
		})
		afterAll(() => server.close())

		test('is revealed by the phone that sent it: the administrator is told, and the phone sends the true one again', async () => {
			const { phone, post } = await enrolledPhone(server)
			const record = phone.newRecord()
			const root = phone.edit(record, { a: 1 })
			const { seq, chain } = (await phone.sync(post, [root])).header.head

			const changed = rewritten(root, { set: { a: 2 } })
			const [frame] = await phone.unsignedFrames([changed])
			if (!frame) throw new Error('no frame')
			const { db } = server.store.changing
			const before = (await server.store.chainsAt([seq - 1])).get(seq - 1) ?? ''
			const rewrittenChain = chainAfter(before, changed.id)
			const bytes = openRevisionFrame(frame.bytes).deflated
			await db
				.updateTable('revision')
				.set({ id: changed.id, bytes, chain: rewrittenChain })
				.where('id', '=', root.id)
				.execute()
			await db.updateTable('head').set({ chain: rewrittenChain }).execute()
			const answerOf = async () =>
				(await server.store.revisionsOf(record)).map(
					({ id, bytes, redacted }) => readStored(id, bytes, redacted).set.a,
				)
			expect(await answerOf()).toEqual([2])
			expect((await server.store.head()).chain).not.toBe(chain)

			const ask = await readReply(
				await post((await phone.request([], { marks: [[seq, chain]], isAll: true })).body),
			)
			expect(ask.header.rewound).toEqual({ match: 0 })
			expect((await restoration(server.store.reading))?.phones).toBe(1)
			await phone.sync(post, [root])
			expect(await answerOf()).toContain(1)
		})
	},
)
